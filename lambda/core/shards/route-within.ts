import { RoutePlan, TierPlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { LoadedPlan } from '../loaded-plan';
import { EVERY_SHARD, OpenShards } from './open-shards';

/** Shards are drained by people, who take longer than that; it is short enough to notice when they are done. */
const COME_BACK_MS = 30_000;

/**
 * The route as if it had no targets outside of the open shards. A tier may be left without members, so that the others
 * keep their numbers; a chain without any is as good as none.
 * @throws GatewayError when nothing is left that may serve an ordinary request
 */
export function routeWithin(route: RoutePlan, targets: LoadedPlan['targets'], shards: OpenShards): RoutePlan {
  if (shards === EVERY_SHARD) return route;
  const isOpen = (name: string): boolean => {
    const target = targets.get(name);
    return target !== undefined && shards.isOpen(target.shard);
  };
  const narrow = (chain: readonly TierPlan[] = []): readonly TierPlan[] | undefined => {
    const tiers = chain.map((tier) => ({ ...tier, members: tier.members.filter(({ target }) => isOpen(target)) }));
    return tiers.some(({ members }) => members.length > 0) ? tiers : undefined;
  };
  const tiers = narrow(route.tiers);
  if (!tiers) throw new GatewayError('unavailable', 'no shard that may serve this request is open', { retryAfterMs: COME_BACK_MS });
  return { ...route, tiers, contextFallbacks: narrow(route.contextFallbacks), filterFallbacks: narrow(route.filterFallbacks) };
}
