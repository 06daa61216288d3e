import { Plan, RoutePlan, TargetPlan, TenantPlan } from '../../src/contract/plan';
import { LIMITED_TENANT, PLAN, ROUTE } from '../setting';

/** How much there is in a plan. */
export interface PlanSize {
  readonly tenants: number;
  readonly routes: number;
}

/** Of each route: one in its first tier, two in the second. */
const REGIONS = ['eu-central-1', 'eu-west-1', 'eu-west-3'];

/** The plan of the benchmark, with so many routes of three targets each, and so many limited tenants who may use all of them. */
export function planOf({ tenants, routes }: PlanSize): Plan {
  const named = Array.from({ length: routes }, (_, index) => index === 0 ? ROUTE : `${ROUTE}-${index + 1}`);
  return {
    ...PLAN,
    routes: Object.fromEntries(named.map((route) => [route, routeOf(route)])),
    targets: Object.fromEntries(named.flatMap((route) => REGIONS.map((region) => [`${route}-${region}`, targetIn(region)]))),
    tenants: Object.fromEntries(Array.from({ length: tenants }, (_, index) => [index === 0 ? LIMITED_TENANT : `tenant-${index + 1}`, tenantOf(named)])),
  };
}

function routeOf(route: string): RoutePlan {
  const [first, ...others] = REGIONS.map((region) => ({ target: `${route}-${region}`, weight: 1 }));
  return {
    ...PLAN.routes[ROUTE],
    tiers: [{ strategy: { kind: 'ordered' }, members: [first] }, { strategy: { kind: 'weightedRandom' }, members: others }],
    maxAttempts: 3,
  };
}

function targetIn(region: string): TargetPlan {
  const [target] = Object.values(PLAN.targets);
  return { ...target, region, shard: region };
}

function tenantOf(routes: readonly string[]): TenantPlan {
  return { ...PLAN.tenants[LIMITED_TENANT], routes };
}
