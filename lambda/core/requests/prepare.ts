import { RoutePlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { LoadedPlan } from '../loaded-plan';
import { InferenceRequest } from './inference-request';
import { prepareConverse } from './prepare-converse';
import { prepareInvoke } from './prepare-invoke';
import { prepareTranslated } from './prepare-translated';
import { PreparedRequest } from './prepared-request';

/** @throws GatewayError for a request that this route cannot serve */
export function prepare(request: InferenceRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution): PreparedRequest {
  switch (request.kind) {
    case 'converse': return prepareConverse(request, route, attribution);
    case 'invoke': return prepareInvoke(request, route, targets, attribution);
    case 'translated': return prepareTranslated(request, route, targets, attribution);
  }
}
