import { bucketsOf, partTaken, shareUsedBy } from './comparison';
import { Standing } from './standing';
import { CapacityPlan, SharePlan } from '../../../src/contract/plan';
import { Dimension, dimensionOf, partOf } from '../ledger/dimensions';
import { Amount, LedgerItem } from '../ledger/item-write';
import { amountOf, countedWith, limitsOf, Use } from '../quotas/quota-dimensions';

/** Who asks for a place in a pool. */
export interface Asking {
  readonly share: SharePlan;
  readonly standing: Standing;
  /** When a request like this one has its place in the guarantee, if nothing is given back before. Absent: never. */
  readonly guaranteedInMs?: number;
}

/** What a request asks of a pool's ledger. */
export interface PoolRequest {
  readonly amount: Amount;
  readonly limits: Amount;
}

/** The part of a pool's ledger that counts what is not guaranteed. */
const SHARED = 's';

/** The last tenth of what is shared is for tenants that have not had their part yet: they need not wait for others to give way. */
const KEPT_FOR_OTHERS = 0.1;

/** It leaves up to half as much again the more it has had, so that weights tell in what is left of the parts as well. */
const KEPT_FOR_THOSE_WITH_LESS = 0.05;
const MOST_COMPARED = 3;

/** Batch work leaves a fifth of what is shared to interactive work, which is then never late because of it. */
const KEPT_FOR_INTERACTIVE = 0.2;

/**
 * Whoever has had its part takes more evenly over the minute, and batch work all of its: what is taken at once comes back
 * at once, and until then there would be nothing for anybody else. This is the part of a minute that may pass in five to
 * six seconds.
 */
const PACE = 0.1;

const PACED = { requests: 'pacedRequests', tokens: 'pacedTokens' } as const;

/** What is asked of a pool whose tenants share nothing in particular: whoever comes first gets what there is. */
export function plainRequest({ limits: declared }: CapacityPlan, use: Use): PoolRequest {
  const limits = limitsOf(declared);
  return { amount: amountOf(countedWith(limits), use, true), limits };
}

/**
 * What is asked of a pool that tenants share. Guarantees are set aside: what is shared never takes them. Of the rest,
 * not all is left to tenants that have had their part, and to batch work.
 * @param pool its ledger; when it is not known, the tenant is taken to have had its part
 */
export function sharedRequest(
  capacity: CapacityPlan, use: Use, { share, standing }: Asking, pool: LedgerItem | undefined, now: number,
): PoolRequest {
  const plain = plainRequest(capacity, use);
  if (standing === 'guaranteed') return plain;
  const setAside = limitsOf(capacity.guaranteed ?? {});
  const asked = shareUsedBy(use, plain.limits);
  const shared = 1_000_000 - shareUsedBy({ requests: setAside.requests ?? 0, tokens: setAside.tokens ?? 0 }, plain.limits);
  const taken = pool ? partTaken(share, pool, { asked, shared }, now) : Infinity;
  const left = 1 - leftToOthers(taken);
  const ofPriority = share.priority === 'batch' ? 1 - KEPT_FOR_INTERACTIVE : 1;
  const portion = left * ofPriority;
  const pace = PACE * left * ofPriority;

  const amount: { [dimension in Dimension]?: number } = { ...plain.amount };
  const limits: { [dimension in Dimension]?: number } = { ...plain.limits };
  for (const dimension of ['requests', 'tokens'] as const) {
    const limit = plain.limits[dimension];
    if (limit === undefined) continue;
    const most = limit - (setAside[dimension] ?? 0);
    const own = plain.amount[dimension]!;
    const ofShared = dimensionOf(dimension, SHARED);
    amount[ofShared] = own;
    amount[PACED[dimension]] = own;
    // What is larger than its portion fits when nobody else has taken anything.
    limits[ofShared] = Math.max(Math.floor(most * portion), Math.min(most, own));
    if (taken > 1 || share.priority === 'batch') limits[PACED[dimension]] = Math.max(Math.floor(most * pace), own);
  }
  for (const bucket of bucketsOf(share)) amount[bucket] = asked;
  return { amount, limits };
}

/** @param taken of its part: more than 1 is more than that */
function leftToOthers(taken: number): number {
  if (taken <= 1) return (KEPT_FOR_OTHERS * taken) / 2;
  return KEPT_FOR_OTHERS + (KEPT_FOR_THOSE_WITH_LESS * (Math.min(taken, MOST_COMPARED) - 1)) / (MOST_COMPARED - 1);
}

/** Whether what stands in the way is not the pool's own limit but that others are to have something too. */
export function isForOthers(dimension: Dimension): boolean {
  return partOf(dimension) === SHARED || dimension === PACED.requests || dimension === PACED.tokens;
}
