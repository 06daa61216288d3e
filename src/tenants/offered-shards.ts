import { BoundRoute, BoundTier } from '../routing/bound-route';

/** The shards that a tenant of these routes can be shuffled over, by name: those that serve ordinary requests. */
export function offeredShards(routes: readonly BoundRoute[]): string[] {
  return [...new Set(routes.flatMap(({ tiers }) => [...shardsOf(tiers)]))].sort();
}

/** The shards of all targets of some tiers, without those that have no name. */
export function shardsOf(tiers: readonly BoundTier[]): ReadonlySet<string> {
  return new Set(tiers.flatMap(({ targets }) => targets.flatMap(({ shard }) => shard ?? [])));
}
