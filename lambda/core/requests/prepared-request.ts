import { SentRequest } from './inference-request';
import { RoutePlan } from '../../../src/contract/plan';
import { CacheWrites } from '../cache-writes';
import { LoadedTarget } from '../loaded-plan';

/** A request that is ready to be admitted and sent: capped, attributed and measured. */
export interface PreparedRequest {
  readonly sentTo: (target: LoadedTarget) => SentRequest;
  /** The route with only those targets that understand the request, and as far as its policies can be applied to it. */
  readonly route: RoutePlan;
  /** The most output that it can get; what is sent says the same. 0 for a request that gets vectors. */
  readonly maxTokens: number;
  readonly inputEstimate: number;
  /**
   * The dearest kind of cache write that it asks for.
   * @throws GatewayError for what is charged at other prices than those that are known
   */
  readonly cacheWrites: () => CacheWrites;
  /** What stays the same in all turns of a conversation, for affinity. */
  readonly beginning: () => string;
}
