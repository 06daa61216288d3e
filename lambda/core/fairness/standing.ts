import { SharePlan } from '../../../src/contract/plan';
import { dimensionsOf } from '../ledger/amounts';
import { LedgerItem } from '../ledger/item-write';
import { inWindow } from '../ledger/window';
import { limitsOf } from '../quotas/quota-dimensions';

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
