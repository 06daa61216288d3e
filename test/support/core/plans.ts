import { LoadedPlan, LoadedTarget } from '../../../lambda/core/loaded-plan';
import { QuotaPlan, RoutePlan, StrategyPlan, TenantPlan } from '../../../src/contract/plan';

export const ROUTE = 'claude-sonnet';
export const TENANT = 'acme';

export interface PlanSketch {
  /** Names of the targets, tier by tier, each of weight 1. */
  readonly tiers?: readonly (readonly string[])[];
  readonly strategy?: StrategyPlan;
  readonly route?: Partial<RoutePlan>;
  readonly targets?: { readonly [name: string]: TargetSketch };
  readonly tenant?: Partial<TenantPlan>;
}

/** A plan of one route and one tenant: one target named `first`, tried in order, with plenty of quota, unless said otherwise. */
export function planOf(sketch: PlanSketch = {}): LoadedPlan {
  const { tiers = [['first']], strategy = { kind: 'ordered' } } = sketch;
  const route = routeOf({
    tiers: tiers.map((names) => ({ strategy, members: names.map((target) => ({ target, weight: 1 })) })),
    ...sketch.route,
  });
  const tenant: TenantPlan = {
    quota: { requestsPerMinute: 60, quotaTokensPerMinute: 100_000 },
    routes: [ROUTE],
    onLedgerFailure: 'failClosed',
    ...sketch.tenant,
  };
  return {
    routes: new Map([[ROUTE, route]]),
    targets: new Map([...tiers.flat(), ...Object.keys(sketch.targets ?? {})].map((name) => [name, targetOf(name, sketch.targets?.[name])])),
    tenants: new Map([[TENANT, tenant]]),
    routesByModel: new Map(),
  };
}

export function routeOf(members: Partial<RoutePlan> = {}): RoutePlan {
  return {
    tiers: [{ strategy: { kind: 'ordered' }, members: [{ target: 'first', weight: 1 }] }],
    defaultMaxTokens: 100,
    maxTokensCeiling: 1_000,
    deadlineMs: 30_000,
    maxAttempts: 6,
    firstTokenTimeoutMs: 20_000,
    idleTimeoutMs: 20_000,
    midStream: 'failClean',
    ...members,
  };
}

export interface TargetSketch extends Omit<Partial<LoadedTarget>, 'capacity'> {
  /** Of a pool of its own. */
  readonly capacity?: QuotaPlan;
}

export function targetOf(name: string, { capacity, ...members }: TargetSketch = {}): LoadedTarget {
  return {
    name,
    modelId: 'anthropic.claude-sonnet-4-6',
    region: 'us-east-1',
    shard: 'home',
    burndown: 5,
    acceptsPrefill: false,
    ...members,
    ...capacity && { capacity: { pool: name, limits: capacity } },
  };
}
