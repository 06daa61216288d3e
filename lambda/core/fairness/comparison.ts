import { SharePlan } from '../../../src/contract/plan';
import { dimensionsOf } from '../ledger/amounts';
import { Dimension, dimensionOf, kindOf, partOf } from '../ledger/dimensions';
import { Amount, LedgerItem } from '../ledger/item-write';
import { Reservation } from '../ledger/ledger';
import { inWindow } from '../ledger/window';
import { Use } from '../quotas/quota-dimensions';

/** Parts of a capacity are counted in millionths. */
const WHOLE = 1_000_000;

/** The counters of the first row are there once for every tenant that has asked, but for those that share one by chance. */
const BUCKET = /^(?<row>[a-z])[0-9a-z]x(?<weight>\d+)$/;

/** What tenants take of a pool is compared by counters of this kind, one or two for each tenant. */
export function bucketsOf({ buckets }: SharePlan): readonly Dimension[] {
  return buckets.map((bucket) => dimensionOf('shareUsed', bucket));
}

/** How much of a pool's capacity a request takes, by its scarcest limit. */
export function shareUsedBy(use: Use, limits: Amount): number {
  return Math.ceil(Math.max(use.requests / (limits.requests ?? Infinity), use.tokens / (limits.tokens ?? Infinity)) * WHOLE);
}

/** What is left of the counters of a reservation when less was used than reserved. */
export function shareUsedIn({ counters, limits }: Pick<Reservation, 'counters' | 'limits'>, used: Use): Amount {
  const part = shareUsedBy(used, limits);
  const amount: { [dimension in Dimension]?: number } = {};
  for (const { dimension } of counters) {
    if (kindOf(dimension) === 'shareUsed') amount[dimension] = part;
  }
  return amount;
}

/**
 * How much of its part a tenant has with a request that takes `asked` of the pool: 1 for all of it, 2 for twice as much.
 * Its part is what it would get, by weights, if everybody who has asked for something in the last minute and one more
 * like itself wanted as much as possible: half of what is shared for one that is alone.
 *
 * A counter that tenants share by chance shows too much, so the smaller of a tenant's counters is the better one.
 * @param shared millionths of the pool that are not set aside
 */
export function partTaken(
  share: SharePlan, pool: LedgerItem, { asked, shared }: { readonly asked: number; readonly shared: number }, now: number,
): number {
  const used = inWindow(pool, now);
  const own = bucketsOf(share);
  const others = dimensionsOf(used)
    .filter((dimension) => dimension !== own[0] && kindOf(dimension) === 'shareUsed' && used[dimension]! > 0)
    .reduce((sum, dimension) => sum + weightIn(dimension), 0);
  const part = (shared * share.weight) / (others + 2 * share.weight);
  return (Math.min(...own.map((bucket) => used[bucket] ?? 0)) + asked) / part;
}

/** Of the first row only: the second one counts the same tenants again. */
function weightIn(dimension: Dimension): number {
  const { row, weight } = BUCKET.exec(partOf(dimension) ?? '')?.groups ?? {};
  return row === 'a' ? Number(weight) : 0;
}
