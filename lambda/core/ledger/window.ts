import { Amount, Counter, LedgerItem } from './item-write';

/** Limits hold in any interval of this length. */
export const WINDOW_MS = 60_000;

/** Work is counted by sub-windows of this length. */
export const SUB_WINDOW_MS = 2_000;

/**
 * How much longer than the window a counter is kept: covers clocks of different containers that differ, and the
 * time a write takes, together up to this long. Longer would be safe too, but leaves more of a limit unused.
 */
export const SLACK_MS = 3_000;

/** Slots repeat after this many sub-windows (38 days), so that their names stay four characters long. */
export const SLOT_MODULUS = 36 ** 4;

/** The limited dimensions of a ledger; an absent one is counted and not limited. */
export type Limits = Partial<Amount>;

export const DIMENSIONS = ['requests', 'tokens'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const NOTHING: Amount = { requests: 0, tokens: 0 };

export function slotAt(now: number): number {
  return Math.floor(now / SUB_WINDOW_MS) % SLOT_MODULUS;
}

/** When the last thing that a slot may have counted leaves the window for certain, by this clock. */
export function expiryOf(slot: number, now: number): number {
  const newest = Math.floor(now / SUB_WINDOW_MS);
  const behind = (newest - slot) % SLOT_MODULUS;
  // A slot written by a faster clock lies ahead: it shows as nearly a whole turn behind.
  const age = behind > SLOT_MODULUS / 2 ? behind - SLOT_MODULUS : behind;
  return (newest - age + 1) * SUB_WINDOW_MS + WINDOW_MS + SLACK_MS;
}

export function hasExpired(counter: Counter, now: number): boolean {
  return now >= expiryOf(counter.slot, now);
}

export function expiredCounters(item: LedgerItem, now: number): readonly Counter[] {
  return item.counters.filter((counter) => hasExpired(counter, now));
}

/** What an item counts that has not expired. */
export function inWindow(item: LedgerItem, now: number): Amount {
  return subtract(item.total, sum(expiredCounters(item, now)));
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce<Amount>(add, NOTHING);
}

export function add(left: Amount, right: Amount): Amount {
  return { requests: left.requests + right.requests, tokens: left.tokens + right.tokens };
}

export function subtract(left: Amount, right: Amount): Amount {
  return { requests: left.requests - right.requests, tokens: left.tokens - right.tokens };
}

/** The first dimension in which `amount` exceeds its limit. */
export function exceeded(amount: Amount, limits: Limits): Dimension | undefined {
  return DIMENSIONS.find((dimension) => amount[dimension] > (limits[dimension] ?? Infinity));
}

/** Milliseconds until `amount` fits beside what is counted now, if nothing is given back before. */
export function timeUntilItFits(item: LedgerItem, amount: Amount, limits: Limits, now: number): number {
  const live = item.counters
    .filter((counter) => !hasExpired(counter, now))
    .map((counter) => ({ counter, expiry: expiryOf(counter.slot, now) }))
    .sort((left, right) => left.expiry - right.expiry);
  let used = sum(live.map(({ counter }) => counter));
  for (const { counter, expiry } of live) {
    if (!exceeded(add(used, amount), limits)) break;
    used = subtract(used, counter);
    if (!exceeded(add(used, amount), limits)) return expiry - now;
  }
  return 0;
}
