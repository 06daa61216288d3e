import { RoutePlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { LoadedPlan } from '../loaded-plan';
import { InferenceRequest } from './inference-request';
import { prepareConverse } from './prepare-converse';
import { prepareInvoke } from './prepare-invoke';
import { PreparedRequest } from './prepared-request';

/** @throws GatewayError for a request that this route cannot serve */
export function prepare(request: InferenceRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution): PreparedRequest {
  return request.kind === 'converse' ? prepareConverse(request, route, attribution) : prepareInvoke(request, route, targets, attribution);
}
