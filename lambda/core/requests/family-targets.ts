import { RoutePlan, TierPlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { bodyFamilyOf } from '../invoke/body-family';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';
import { FamilyFeature } from './inference-request';

type Targets = LoadedPlan['targets'];

/**
 * The route with only those targets that can be told of a feature.
 * @throws GatewayError when it is tried first at none of them
 */
export function onlyCapable(route: RoutePlan, targets: Targets, { because, family, field }: FamilyFeature): RoutePlan {
  const capable = onlyFamily(route, targets, family);
  if (capable.tiers.length === 0) throw new GatewayError('invalidRequest', `${field}: ${because}`, { field });
  return capable;
}

export function isOfFamily(target: LoadedTarget | undefined, family: string): boolean {
  return bodyFamilyOf(target?.foundationModel)?.name === family;
}

/**
 * The route as if it had no targets but those of a family. A tier may be left without members, so that the others keep
 * their numbers; a chain without any is as good as none.
 */
export function onlyFamily(route: RoutePlan, targets: Targets, family: string): RoutePlan {
  const narrow = (chain: readonly TierPlan[] = []) => {
    const tiers = chain.map((tier) => ({ ...tier, members: tier.members.filter(({ target }) => isOfFamily(targets.get(target), family)) }));
    return tiers.some(({ members }) => members.length > 0) ? tiers : undefined;
  };
  const { contextFallbacks, filterFallbacks, tiers } = route;
  return { ...route, tiers: narrow(tiers) ?? [], contextFallbacks: narrow(contextFallbacks), filterFallbacks: narrow(filterFallbacks) };
}
