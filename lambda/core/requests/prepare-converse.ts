import { RoutePlan } from '../../../src/contract/plan';
import { beginningOf } from '../affinity/beginning-of';
import { attributed, Attribution } from '../attribution';
import { cacheWritesOf } from '../cache-writes';
import { estimateInputTokens } from '../estimate-input';
import { normalizeMaxTokens } from '../normalize-max-tokens';
import { ConverseRequest, SentRequest } from './inference-request';
import { PreparedRequest } from './prepared-request';
import { requireKnownPrices } from '../quotas/known-prices';

/** @throws GatewayError */
export function prepareConverse(request: Pick<ConverseRequest, 'body'>, route: RoutePlan, attribution: Attribution): PreparedRequest {
  const { body: capped, maxTokens } = normalizeMaxTokens(request.body, route);
  const body = attributed(capped, attribution);
  const sent: SentRequest = { kind: 'converse', body };
  return {
    sentTo: () => sent,
    route,
    maxTokens,
    inputEstimate: estimateInputTokens(body),
    cacheWrites() {
      requireKnownPrices(body);
      return cacheWritesOf(body);
    },
    beginning: () => beginningOf(body),
  };
}
