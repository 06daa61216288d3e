import { poolLedgerKey } from '../../../src/contract/table';
import { LoadedTarget } from '../loaded-plan';
import { dimensionsOf } from './amounts';
import { Amount, LedgerItem } from './item-write';
import { Ledger } from './ledger';
import { inWindow } from './window';
import { limitsOf } from '../quotas/quota-dimensions';

/**
 * The share of a target's declared capacity that is left, from 0 to 1, by what this container knows of its ledger:
 * the state after its own last write, which other containers may have changed since. Good enough to choose by; what
 * a target admits is decided by the ledger alone. All of it for a target without a capacity, or not yet written to.
 */
export function headroomIn(ledger: Pick<Ledger, 'lastKnown'>, now: () => number): (target: LoadedTarget) => number {
  return ({ capacity }) => {
    const item = capacity && ledger.lastKnown(poolLedgerKey(capacity.pool));
    return item ? shareLeft(item, limitsOf(capacity.limits), now()) : 1;
  };
}

/** Of the scarcest dimension. */
export function shareLeft(item: LedgerItem, limits: Amount, now: number): number {
  const used = inWindow(item, now);
  const shares = dimensionsOf(limits).map((dimension) => 1 - (used[dimension] ?? 0) / limits[dimension]!);
  return Math.min(1, Math.max(0, Math.min(...shares)));
}
