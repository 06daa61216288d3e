import { RoutePlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { LoadedPlan } from '../loaded-plan';
import { InferenceRequest } from './inference-request';
import { prepareConverse } from './prepare-converse';
import { prepareEmbed } from './prepare-embed';
import { prepareInvoke } from './prepare-invoke';
import { prepareTranslated } from './prepare-translated';
import { PreparedRequest } from './prepared-request';
import { refuseEmbeddingModels } from './refuse-embedding-models';
import { refuseExemptions } from './refuse-exemptions';

/** @throws GatewayError for a request that this route cannot serve */
export function prepare(request: InferenceRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution): PreparedRequest {
  // No model of those gives anything else, and Bedrock would say so only after the request had been admitted.
  if (request.kind === 'converse' || request.kind === 'translated') refuseEmbeddingModels(route, targets);
  if (route.guardrail) refuseExemptions(request);
  switch (request.kind) {
    case 'converse': return prepareConverse(request, route, targets, attribution);
    case 'invoke': return prepareInvoke(request, route, targets, attribution);
    case 'translated': return prepareTranslated(request, route, targets, attribution);
    case 'embed': return prepareEmbed(request, route, targets, attribution);
  }
}
