import { LimitName, LimitValues, Override } from '../../../src/contract/overrides';

/** What overrides take away at this moment. Plain data; all of it names parts of the plan. */
export interface OverridesInForce {
  readonly disabledTenants: ReadonlySet<string>;
  readonly disabledRoutes: ReadonlySet<string>;
  readonly drainedTargets: ReadonlySet<string>;
  readonly drainedShards: ReadonlySet<string>;
  /** The most that the limits of a tenant may be, by its name. */
  readonly limits: ReadonlyMap<string, LimitValues>;
}

/**
 * @param overrides none that is cleared or has expired
 * @param drainedInPlan shards that the plan itself has drained
 */
export function inForce(overrides: Iterable<Override>, drainedInPlan: readonly string[] = []): OverridesInForce {
  const disabledTenants = new Set<string>();
  const disabledRoutes = new Set<string>();
  const drainedTargets = new Set<string>();
  const drainedShards = new Set<string>(drainedInPlan);
  const limits = new Map<string, { [limit in LimitName]?: number }>();
  for (const { kind, name, limit, effect } of overrides) {
    switch (kind) {
      case 'tenant': disabledTenants.add(name); break;
      case 'route': disabledRoutes.add(name); break;
      case 'target': drainedTargets.add(name); break;
      case 'shard': drainedShards.add(name); break;
      case 'limit':
        if (limit !== undefined && typeof effect === 'number') limits.set(name, { ...limits.get(name), [limit]: effect });
    }
  }
  return { disabledTenants, disabledRoutes, drainedTargets, drainedShards, limits };
}

/** The plan as it was deployed. */
export const NOTHING_IN_FORCE: OverridesInForce = inForce([]);
