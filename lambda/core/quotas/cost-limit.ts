import { QuotaPlan, RoutePlan, TenantPlan, TierPlan, TokenPricePlan } from '../../../src/contract/plan';
import { CacheWrites } from '../cache-writes';
import { mostExpensive } from '../cost';
import { LoadedTarget } from '../loaded-plan';

/** Whether what a request costs is limited at all. */
export function limitsCost({ quota, routeQuotas }: TenantPlan, route: string): boolean {
  return isOfCost(quota) || isOfCost(routeQuotas?.[route]?.limits);
}

function isOfCost(limits: QuotaPlan | undefined): boolean {
  return limits?.usdPerDay !== undefined || limits?.usdPerMonth !== undefined;
}

/** Whether what requests cost is limited on any route. */
export function limitsCostSomewhere({ quota, routeQuotas = {} }: TenantPlan): boolean {
  return isOfCost(quota) || Object.values(routeQuotas).some(({ limits }) => isOfCost(limits));
}

/** The most that a request can cost at whichever target of its route serves it, in nano-dollars. */
export function mostThatRequestCosts(
  cacheWrites: CacheWrites, { inputTokens, maxTokens }: { readonly inputTokens: number; readonly maxTokens: number },
  route: RoutePlan, targets: ReadonlyMap<string, LoadedTarget>,
): number {
  return Math.max(0, ...pricesOf(route, targets).map((price) => mostExpensive(inputTokens, maxTokens, price, cacheWrites)));
}

/** Every price that a route can meet, once. */
function pricesOf(
  { tiers, contextFallbacks = [], filterFallbacks = [] }: RoutePlan, targets: ReadonlyMap<string, LoadedTarget>,
): readonly TokenPricePlan[] {
  const prices = new Map<string, TokenPricePlan>();
  for (const { members } of [...tiers, ...contextFallbacks, ...filterFallbacks] satisfies TierPlan[]) {
    for (const { target } of members) {
      const price = targets.get(target)?.price;
      if (price) prices.set(JSON.stringify(price), price);
    }
  }
  return [...prices.values()];
}
