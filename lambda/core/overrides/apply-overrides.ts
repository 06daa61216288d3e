import { OverridesInForce } from './in-force';
import { narrowTenant } from './narrow-tenant';
import { shardOf } from './shard-of';
import { RoutePlan, TenantPlan, TierPlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';

/** An override that a request has met. */
export type OverrideEffect = 'tenantDisabled' | 'routeDisabled' | 'limitLowered' | 'drained';

/** What one request asks of the plan. */
export interface AskedOfPlan {
  readonly tenantName: string;
  readonly tenant: TenantPlan;
  readonly routeName: string;
  readonly route: RoutePlan;
}

/** What overrides leave of it. */
export interface LeftOfPlan {
  readonly tenant: TenantPlan;
  /** Absent: no target of the route is drained. */
  readonly isDrained?: (target: LoadedTarget) => boolean;
}

/**
 * Narrows the plan for one request, before anything is reserved for it.
 * @param met told which overrides the request meets, the one that ends it too
 * @throws GatewayError when they leave nothing
 */
export function applyOverrides(
  overrides: OverridesInForce, targets: LoadedPlan['targets'], asked: AskedOfPlan, met: (effect: OverrideEffect) => void,
): LeftOfPlan {
  const { tenantName, tenant, routeName, route } = asked;
  requireEnabled(overrides, tenantName, met);
  if (overrides.disabledRoutes.has(routeName)) {
    met('routeDisabled');
    throw switchedOff(`the model ${JSON.stringify(routeName)} is switched off by the operator of this gateway`);
  }
  const narrowed = narrowTenant(tenant, overrides.limits.get(tenantName));
  if (narrowed !== tenant) met('limitLowered');
  if (overrides.drainedTargets.size === 0 && overrides.drainedShards.size === 0) return { tenant: narrowed };

  const isDrained = (target: LoadedTarget) => overrides.drainedTargets.has(target.name) || overrides.drainedShards.has(shardOf(target) ?? '');
  const members = (tiers: readonly TierPlan[] = []) => tiers.flatMap((tier) => tier.members.flatMap((member) => targets.get(member.target) ?? []));
  const ordinary = members(route.tiers);
  if (![...ordinary, ...members(route.contextFallbacks), ...members(route.filterFallbacks)].some(isDrained)) return { tenant: narrowed };
  met('drained');
  requireUndrained(ordinary, isDrained, routeName);
  return { tenant: narrowed, isDrained };
}

/** @throws GatewayError when the operator has drained all of them */
export function requireUndrained(targets: readonly LoadedTarget[], isDrained: (target: LoadedTarget) => boolean, routeName: string): void {
  if (!targets.every(isDrained)) return;
  throw switchedOff(`every target of the model ${JSON.stringify(routeName)} is drained by the operator of this gateway`);
}

/** @throws GatewayError when the tenant is switched off */
export function requireEnabled({ disabledTenants }: OverridesInForce, tenantName: string, met?: (effect: OverrideEffect) => void): void {
  if (!disabledTenants.has(tenantName)) return;
  met?.('tenantDisabled');
  throw new GatewayError('forbidden', `tenant ${tenantName} is switched off by the operator of this gateway`, { deliberate: true });
}

function switchedOff(message: string): GatewayError {
  return new GatewayError('unavailable', message, { deliberate: true });
}
