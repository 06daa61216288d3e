import { SharePlan } from '../../../src/contract/plan';
import { dimensionsOf, exceeded } from '../ledger/amounts';
import { LedgerItem } from '../ledger/item-write';
import { inWindow, timeUntilItFits } from '../ledger/window';
import { amountOf, limitsOf, Use } from '../quotas/quota-dimensions';

/** With what right a request asks for capacity: out of what is set aside, or of what tenants share. */
export type Standing = 'guaranteed' | 'shared';

/**
 * A request is guaranteed its place as long as its tenant has not taken more than its guarantee in the last minute,
 * the request included.
 * @param ledger of the tenant, with the request in it; absent when it is not known
 */
export function standingOf({ guaranteed }: SharePlan, ledger: LedgerItem | undefined, now: number): Standing {
  if (!guaranteed || !ledger) return 'shared';
  const limits = limitsOf(guaranteed);
  const used = inWindow(ledger, now);
  return dimensionsOf(limits).every((dimension) => (used[dimension] ?? 0) <= limits[dimension]!) ? 'guaranteed' : 'shared';
}

/**
 * Milliseconds until a request has its place in the guarantee, if nothing is given back before.
 * @param ledger of the tenant, with the request in it
 * @returns undefined when the guarantee is smaller than the request, or not known
 */
export function timeUntilGuaranteed({ guaranteed }: SharePlan, use: Use, ledger: LedgerItem | undefined, now: number): number | undefined {
  if (!guaranteed || !ledger) return undefined;
  const limits = limitsOf(guaranteed);
  if (exceeded(amountOf(dimensionsOf(limits), use, true), limits).length > 0) return undefined;
  return timeUntilItFits(ledger, {}, limits, now).waitMs;
}
