import { hasWindow, LimitState, limitStates } from './limit-state';
import { limitsOf, memberOf } from './quota-dimensions';
import { TenantPlan } from '../../../src/contract/plan';
import { partOf } from '../ledger/dimensions';
import { LedgerItem } from '../ledger/item-write';

/** How a tenant stands at one of its limits, in the units of its quota. */
export interface LimitUsage {
  /** As the quota calls it: `requestsPerMinute`. */
  readonly limitedBy: string;
  /** Absent: over all routes. */
  readonly route?: string;
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Absent where time does not bring it back. */
  readonly resetsInMs?: number;
}

/** How a tenant stands, limit by limit. @param ledger absent when nothing has been counted yet */
export function usageReport({ quota = {}, routeQuotas = {} }: TenantPlan, ledger: LedgerItem | undefined, now: number): readonly LimitUsage[] {
  const routes = Object.entries(routeQuotas);
  const limits = Object.assign(limitsOf(quota), ...routes.map(([, { limits: forRoute, part }]) => limitsOf(forRoute, part)));
  return limitStates(ledger, limits, now).map((state) => {
    const part = partOf(state.dimension);
    const route = routes.find(([, forRoute]) => forRoute.part === part)?.[0];
    return usageOf(state, route);
  });
}

function usageOf(state: LimitState, route: string | undefined): LimitUsage {
  const { member, scale } = memberOf(state.dimension);
  return {
    limitedBy: member,
    ...route !== undefined && { route },
    limit: state.limit / scale,
    used: state.used / scale,
    remaining: state.remaining / scale,
    ...hasWindow(state) && { resetsInMs: state.resetsInMs },
  };
}
