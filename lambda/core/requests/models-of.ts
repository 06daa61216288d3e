import { RoutePlan } from '../../../src/contract/plan';
import { LoadedPlan } from '../loaded-plan';
import { eachTarget } from '../targets-of-route';

/** Every model that a route can call, once, those that it tries first before the others; undefined for one that is not known. */
export function modelsOf(route: RoutePlan, targets: LoadedPlan['targets']): readonly (string | undefined)[] {
  const models = new Set<string | undefined>();
  // Asked for every request, of hundreds of targets: without a list of them.
  eachTarget(route, (name) => models.add(targets.get(name)?.foundationModel));
  return [...models];
}
