import { targetLedgerKey } from '../../../src/contract/table';
import { LoadedTarget } from '../loaded-plan';
import { LedgerItem } from './item-write';
import { Ledger } from './ledger';
import { DIMENSIONS, inWindow, Limits } from './window';

/**
 * The share of a target's declared capacity that is left, from 0 to 1, by what this container knows of its ledger:
 * the state after its own last write, which other containers may have changed since. Good enough to choose by; what
 * a target admits is decided by the ledger alone. All of it for a target without a capacity, or not yet written to.
 */
export function headroomIn(ledger: Pick<Ledger, 'lastKnown'>, now: () => number): (target: LoadedTarget) => number {
  return ({ name, capacity }) => {
    if (!capacity) return 1;
    const item = ledger.lastKnown(targetLedgerKey(name));
    return item ? shareLeft(item, { requests: capacity.requestsPerMinute, tokens: capacity.quotaTokensPerMinute }, now()) : 1;
  };
}

/** Of the scarcest dimension. */
export function shareLeft(item: LedgerItem, limits: Limits, now: number): number {
  const used = inWindow(item, now);
  const shares = DIMENSIONS.map((dimension) => 1 - used[dimension] / (limits[dimension] ?? Infinity));
  return Math.min(1, Math.max(0, Math.min(...shares)));
}
