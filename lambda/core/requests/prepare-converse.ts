import { RoutePlan } from '../../../src/contract/plan';
import { beginningOf } from '../affinity/beginning-of';
import { attributed, Attribution } from '../attribution';
import { cacheWritesOf } from '../cache-writes';
import { estimateInputTokens } from '../estimate-input';
import { normalizeMaxTokens } from '../normalize-max-tokens';
import { onlyCapable } from './family-targets';
import { ConverseCall, SentRequest } from './inference-request';
import { PreparedRequest } from './prepared-request';
import { LoadedPlan } from '../loaded-plan';
import { requireKnownPrices } from '../quotas/known-prices';

/** @throws GatewayError */
export function prepareConverse(
  { body: given, names, only }: ConverseCall, asked: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution,
): PreparedRequest {
  const route = only ? onlyCapable(asked, targets, only) : asked;
  const { body: capped, maxTokens } = normalizeMaxTokens(given, route);
  const body = attributed(capped, attribution, names?.metadata);
  const sent: SentRequest = { kind: 'converse', body };
  return {
    sentTo: () => sent,
    route,
    maxTokens,
    inputEstimate: estimateInputTokens(body),
    cacheWrites() {
      requireKnownPrices(body, names);
      return cacheWritesOf(body);
    },
    beginning: () => beginningOf(body),
  };
}
