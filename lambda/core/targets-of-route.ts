import { LoadedPlan, LoadedTarget } from './loaded-plan';
import { RoutePlan } from '../../src/contract/plan';

type Chains = Pick<RoutePlan, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>;

/** The names of all targets that a route can lead to, those that it tries first before the others. */
export function namesOfTargets({ tiers, contextFallbacks = [], filterFallbacks = [] }: Chains): readonly string[] {
  return [...tiers, ...contextFallbacks, ...filterFallbacks].flatMap(({ members }) => members.map(({ target }) => target));
}

export function targetsOf(route: Chains, targets: LoadedPlan['targets']): readonly LoadedTarget[] {
  return namesOfTargets(route).flatMap((name) => targets.get(name) ?? []);
}
