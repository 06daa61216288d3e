import { RoutePlan } from '../../../src/contract/plan';
import { LoadedPlan } from '../loaded-plan';
import { namesOfTargets } from '../targets-of-route';

/** Every model that a route can call, once, those that it tries first before the others; undefined for one that is not known. */
export function modelsOf(route: RoutePlan, targets: LoadedPlan['targets']): readonly (string | undefined)[] {
  return [...new Set(namesOfTargets(route).map((name) => targets.get(name)?.foundationModel))];
}
