import { RoutePlan } from '../../../src/contract/plan';
import { Attribution } from '../attribution';
import { isGatewayError } from '../gateway-error';
import { bodyFamilyNamed } from '../invoke/body-family';
import { LoadedPlan } from '../loaded-plan';
import { isOfFamily, onlyFamily } from './family-targets';
import { TranslatedRequest } from './inference-request';
import { prepareConverse } from './prepare-converse';
import { prepareBody } from './prepare-invoke';
import { PreparedRequest } from './prepared-request';
import { targetsOf } from '../targets-of-route';

/**
 * Models of the family get the request as it was written, all others translated. What cannot be translated is served by the
 * family alone.
 * @throws GatewayError
 */
export function prepareTranslated(
  { converse, family: name, native }: TranslatedRequest, route: RoutePlan, targets: LoadedPlan['targets'], attribution: Attribution,
): PreparedRequest {
  const all = targetsOf(route, targets);
  const family = bodyFamilyNamed(name);
  // Taking up a broken answer needs its words, which are known in those of Converse; so is what a guardrail has stopped, and a
  // guardrail finds attacks on the prompt there without being shown where to look.
  if (!native || !family || route.midStream === 'resume' || route.guardrail || !all.some((target) => isOfFamily(target, name))) {
    return prepareConverse(converse(), route, targets, attribution);
  }
  const own = prepareBody(native, family, onlyFamily(route, targets, name), attribution);
  if (all.every((target) => isOfFamily(target, name))) return own;
  try {
    const others = prepareConverse(converse(), route, targets, attribution);
    return {
      ...own,
      route: others.route,
      sentTo: (target) => (isOfFamily(target, name) ? own : others).sentTo(target),
      inputEstimate: Math.max(own.inputEstimate, others.inputEstimate),
    };
  } catch (error) {
    if (isGatewayError(error) && own.route.tiers.length > 0) return own;
    throw error;
  }
}
