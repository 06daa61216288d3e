import { QuotaPlan } from '../contract/plan';

/**
 * DynamoDB writes about 1,000 times a second to one item; some of that is left for refusals and for requests that come
 * in bursts. A request is two writes: one reserves, one settles.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const WRITES_PER_SECOND = 800;
const WRITES_PER_REQUEST = 2;

/** In how many items a ledger is kept, by the rate that its limits declare. One without a limit on requests is kept in one. */
export function ledgerItems(limits: readonly (QuotaPlan | undefined)[]): number {
  const rates = limits.flatMap((limit) => limit?.requestsPerMinute ?? []);
  const writes = (Math.min(...rates) / 60) * WRITES_PER_REQUEST;
  return rates.length === 0 ? 1 : Math.max(1, Math.ceil(writes / WRITES_PER_SECOND));
}
