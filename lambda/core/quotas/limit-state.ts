import { dimensionsOf } from '../ledger/amounts';
import { Dimension, DimensionKind, kindOf, partOf, spanOf } from '../ledger/dimensions';
import { Amount, LedgerItem } from '../ledger/item-write';
import { expiryOf, hasExpired, inWindow } from '../ledger/window';

/** How much of one limit has been taken. */
export interface LimitState {
  readonly dimension: Dimension;
  readonly limit: number;
  /** What runs is counted with all that it may take. */
  readonly used: number;
  /** Never below 0. */
  readonly remaining: number;
  /** Until nothing that is counted now counts any more; 0 when nothing does. */
  readonly resetsInMs: number;
}

/** @param ledger absent when nothing has been counted yet */
export function limitStates(ledger: LedgerItem | undefined, limits: Amount, now: number): readonly LimitState[] {
  const counted = ledger ? inWindow(ledger, now) : {};
  return dimensionsOf(limits).map((dimension) => {
    const limit = limits[dimension]!;
    const used = Math.max(0, counted[dimension] ?? 0);
    const live = ledger?.counters.filter((counter) => counter.dimension === dimension && counter.value > 0 && !hasExpired(counter, now)) ?? [];
    const resetsInMs = Math.max(0, ...live.map((counter) => expiryOf(counter, now) - now));
    return { dimension, limit, used, remaining: Math.max(0, limit - used), resetsInMs };
  });
}

/** Of the limits of one kind, over all routes and for one, that with the least left. */
export function scarcest(states: readonly LimitState[], kind: 'requests' | 'tokens'): LimitState | undefined {
  return states
    .filter(({ dimension }) => kindOf(dimension) === kind)
    .reduce<LimitState | undefined>((least, state) => (!least || state.remaining < least.remaining ? state : least), undefined);
}

const BUDGETS: readonly DimensionKind[] = ['costPerDay', 'costPerMonth'];

/** How much of the fullest limit is used: of those in US dollars, or of the others. Undefined without any. */
export function partUsed(states: readonly LimitState[], of: 'quota' | 'budget'): number | undefined {
  const parts = states
    .filter(({ dimension, limit }) => limit > 0 && BUDGETS.includes(kindOf(dimension)) === (of === 'budget'))
    .map(({ limit, used }) => used / limit);
  return parts.length === 0 ? undefined : Math.max(...parts);
}

/** For one route only. */
export function isForRoute({ dimension }: LimitState): boolean {
  return partOf(dimension) !== undefined;
}

/** Whether a limit is on an interval of time, and not on what runs at one moment. */
export function hasWindow({ dimension }: LimitState): boolean {
  return spanOf(dimension).windowMs > 0;
}
