import { RoutePlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { LoadedPlan } from '../loaded-plan';
import { InferenceRequest } from './inference-request';
import { prepareConverse } from './prepare-converse';
import { prepareEmbed } from './prepare-embed';
import { prepareInvoke } from './prepare-invoke';
import { PreparedRequest } from './prepared-request';
import { refuseEmbeddingModels } from './refuse-embedding-models';

/** @throws GatewayError for a request that this route cannot serve */
export function prepare(request: InferenceRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution): PreparedRequest {
  if (request.kind === 'embed') return prepareEmbed(request, route, targets, attribution);
  if (request.kind === 'converse') refuseEmbeddingModels(route, targets);
  return request.kind === 'converse' ? prepareConverse(request, route, attribution) : prepareInvoke(request, route, targets, attribution);
}
