import { planError } from './plan-values';
import { LoadedPlan } from '../core/loaded-plan';
import { limitsCost, limitsCostSomewhere } from '../core/quotas/cost-limit';
import { namesOfTargets } from '../core/targets-of-route';

/**
 * What a target without a price costs would be counted as nothing.
 * @throws Error that names the target, and the tenant whose limit in US dollars needs its price
 */
export function requirePrices({ routes, targets, tenants }: LoadedPlan): void {
  for (const [name, tenant] of tenants) {
    if (!limitsCostSomewhere(tenant)) continue;
    for (const route of tenant.routes.filter((allowed) => limitsCost(tenant, allowed))) {
      const unpriced = namesOfTargets(routes.get(route)!).find((target) => !targets.get(target)?.price);
      if (unpriced === undefined) continue;
      throw planError(
        `targets[${JSON.stringify(unpriced)}].price`,
        `a price, which tenants[${JSON.stringify(name)}] needs on the route ${JSON.stringify(route)} for its limit in US dollars`, undefined,
      );
    }
  }
}
