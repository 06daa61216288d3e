import { LimitName, LimitValues } from '../../../src/contract/overrides';
import { QuotaPlan, TenantPlan } from '../../../src/contract/plan';

/** The tenant with the lower of both for each limit; the very same one when nothing is lower. A limit that the plan does not have is lowered from unlimited. */
export function narrowTenant(tenant: TenantPlan, limits: LimitValues | undefined): TenantPlan {
  const quota = narrowQuota(tenant.quota, limits ?? {});
  return quota === tenant.quota ? tenant : { ...tenant, quota };
}

export function narrowQuota(quota: QuotaPlan | undefined, limits: LimitValues): QuotaPlan | undefined {
  const planned: LimitValues = quota ?? {};
  const lower = Object.entries(limits).filter(([limit, most]) => most < (planned[limit as LimitName] ?? Infinity));
  return lower.length === 0 ? quota : { ...planned, ...Object.fromEntries(lower) };
}
