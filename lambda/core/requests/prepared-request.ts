import { SentRequest } from './inference-request';
import { RoutePlan } from '../../../src/contract/plan';
import { CacheWrites } from '../cache-writes';
import { LoadedTarget } from '../loaded-plan';

/** What one upstream call is made of. */
export interface PreparedCall {
  readonly sentTo: (target: LoadedTarget) => SentRequest;
  readonly inputEstimate: number;
  /** What stays the same in all turns of a conversation, for affinity. */
  readonly beginning: () => string;
}

/** A request that is ready to be admitted and sent: capped, attributed and measured. */
export interface PreparedRequest extends PreparedCall {
  /** All of them together answer it, in this order; `inputEstimate` is their sum. Absent: it is one call. Never empty. */
  readonly calls?: readonly PreparedCall[];
  /** The route with only those targets that understand the request, and as far as its policies can be applied to it. */
  readonly route: RoutePlan;
  /** The most output that it can get; what is sent says the same. 0 for a request that gets vectors. */
  readonly maxTokens: number;
  /**
   * The dearest kind of cache write that it asks for.
   * @throws GatewayError for what is charged at other prices than those that are known
   */
  readonly cacheWrites: () => CacheWrites;
}
