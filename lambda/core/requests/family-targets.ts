import { RoutePlan, TierPlan } from '../../../src/contract/plan';
import { BodyFamily, bodyFamilyOf } from '../invoke/body-family';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';

type Targets = LoadedPlan['targets'];

export function isOfFamily(target: LoadedTarget | undefined, family: string): boolean {
  return bodyFamilyOf(target?.foundationModel)?.name === family;
}

/** Every target that a route can lead to. */
export function targetsOf(
  { tiers, contextFallbacks = [], filterFallbacks = [] }: Pick<RoutePlan, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>, targets: Targets,
): readonly LoadedTarget[] {
  return [...tiers, ...contextFallbacks, ...filterFallbacks].flatMap(({ members }) => members.flatMap(({ target }) => targets.get(target) ?? []));
}

/**
 * The route as if it had no targets but those of a family. A tier may be left without members, so that the others keep
 * their numbers; a chain without any is as good as none.
 */
export function onlyFamily(route: RoutePlan, targets: Targets, { name }: BodyFamily): RoutePlan {
  const narrow = (chain: readonly TierPlan[] = []) => {
    const tiers = chain.map((tier) => ({ ...tier, members: tier.members.filter(({ target }) => isOfFamily(targets.get(target), name)) }));
    return tiers.some(({ members }) => members.length > 0) ? tiers : undefined;
  };
  const { contextFallbacks, filterFallbacks, tiers } = route;
  return { ...route, tiers: narrow(tiers) ?? [], contextFallbacks: narrow(contextFallbacks), filterFallbacks: narrow(filterFallbacks) };
}
