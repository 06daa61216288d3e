import { RoutePlan } from '../../../src/contract/plan';
import { LoadedPlan } from '../loaded-plan';

/** Every model that a route can call, once, those that it tries first before the others; undefined for one that is not known. */
export function modelsOf(route: RoutePlan, targets: LoadedPlan['targets']): readonly (string | undefined)[] {
  const models = new Set<string | undefined>();
  // For every request and hundreds of targets: without lists in between.
  for (const chain of [route.tiers, route.contextFallbacks, route.filterFallbacks]) {
    for (const { members } of chain ?? []) {
      for (const { target } of members) models.add(targets.get(target)?.foundationModel);
    }
  }
  return [...models];
}
