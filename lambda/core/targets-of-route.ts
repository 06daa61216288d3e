import { LoadedPlan, LoadedTarget } from './loaded-plan';
import { RoutePlan } from '../../src/contract/plan';

type Chains = Pick<RoutePlan, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>;

/** Calls back with the name of each target that a route can lead to, those that it tries first before the others. */
export function eachTarget({ tiers, contextFallbacks = [], filterFallbacks = [] }: Chains, tell: (name: string) => void): void {
  for (const chain of [tiers, contextFallbacks, filterFallbacks]) {
    for (const { members } of chain) for (const { target } of members) tell(target);
  }
}

export function namesOfTargets(route: Chains): readonly string[] {
  const names: string[] = [];
  eachTarget(route, (name) => names.push(name));
  return names;
}

export function targetsOf(route: Chains, targets: LoadedPlan['targets']): readonly LoadedTarget[] {
  return namesOfTargets(route).flatMap((name) => targets.get(name) ?? []);
}
