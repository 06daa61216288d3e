import { RoutePlan } from '../../../src/contract/plan';
import { LoadedPlan } from '../loaded-plan';

/** Every model that a route can call, once, those that it tries first before the others; undefined for one that is not known. */
export function modelsOf({ tiers, contextFallbacks = [], filterFallbacks = [] }: RoutePlan, targets: LoadedPlan['targets']): readonly (string | undefined)[] {
  const members = [...tiers, ...contextFallbacks, ...filterFallbacks].flatMap((tier) => tier.members);
  return [...new Set(members.map(({ target }) => targets.get(target)?.foundationModel))];
}
