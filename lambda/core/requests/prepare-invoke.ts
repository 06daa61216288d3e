import { RoutePlan } from '../../../src/contract/plan';
import { textOf } from '../affinity/text-of';
import { attributedMetadata, Attribution } from '../attribution';
import { cacheWritesWithin } from '../cache-writes';
import { GatewayError } from '../gateway-error';
import { onlyFamily } from './family-targets';
import { InvokeRequest, NativeCall, SentRequest } from './inference-request';
import { PreparedRequest } from './prepared-request';
import { BodyFamily, bodyFamilyOf } from '../invoke/body-family';
import { estimateInvokeInput } from '../invoke/estimate-invoke-input';
import { capOutput } from '../invoke/output-cap';
import { LoadedPlan } from '../loaded-plan';
import { refuseOtherPrices } from '../quotas/known-prices';

/** Characters of a body that tell one conversation from another. */
const BEGINNING_BUDGET = 16_384;

/** @throws GatewayError */
export function prepareInvoke(
  request: InvokeRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution,
): PreparedRequest {
  const family = familyOfRoute(route, targets);
  if (request.streamed && !family.cap) throw new GatewayError('invalidRequest', 'the models of this route do not stream: use InvokeModel');
  return prepareBody(request, family, onlyFamily(route, targets, family.name), attribution);
}

/** @param route with none but targets of the family */
export function prepareBody({ json, names, settings }: NativeCall, family: BodyFamily, route: RoutePlan, attribution: Attribution): PreparedRequest {
  const capped = family.cap ? capOutput(json, family.cap, route) : { json, maxTokens: 0 };
  const metadata = attributedMetadata(settings.metadata ?? {}, attribution, names?.metadata ?? 'X-Amzn-Bedrock-Request-Metadata') as Readonly<Record<string, string>>;
  const sent: SentRequest = {
    kind: 'invoke',
    body: { json: capped.json, settings: { ...settings, metadata }, family: family.name },
  };
  return {
    sentTo: () => sent,
    // Where an answer that nobody here understands has broken off cannot be told.
    route: { ...route, midStream: route.midStream === 'resume' ? 'failClean' : route.midStream },
    maxTokens: capped.maxTokens,
    inputEstimate: estimateInvokeInput(capped.json),
    cacheWrites() {
      refuseOtherPrices({
        tier: { field: 'X-Amzn-Bedrock-Service-Tier', value: settings.serviceTier },
        latency: { field: 'X-Amzn-Bedrock-PerformanceConfig-Latency', value: settings.latency },
        betas: { field: names?.betas ?? 'anthropic_beta', value: json.anthropic_beta },
      });
      return cacheWritesWithin(json);
    },
    beginning: () => textOf(json, BEGINNING_BUDGET),
  };
}

/** A body is written for the models that a route tries first. @throws GatewayError when those do not understand one and the same */
function familyOfRoute(route: RoutePlan, targets: LoadedPlan['targets']): BodyFamily {
  const first = route.tiers.find(({ members }) => members.length > 0);
  const families = (first?.members ?? []).map(({ target }) => bodyFamilyOf(targets.get(target)?.foundationModel));
  const [family] = families;
  if (!family) {
    throw new GatewayError('invalidRequest', 'the bodies of the models of this route are not known to the gateway, so that it cannot count what they ask for: use Converse');
  }
  if (families.some((other) => other?.name !== family.name)) {
    throw new GatewayError('invalidRequest', 'the models that this route tries first do not understand the same body: use Converse');
  }
  return family;
}
