import { TenantPlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { LoadedPlan } from '../loaded-plan';
import { Identity } from '../ports';

/**
 * The route that a caller means: one of its tenant's own by its name, or else the one that calls a model of that id, as
 * clients name it that talked to Bedrock before. A route that tries the model first counts more than one that falls back to it.
 * @returns undefined for a name that means nothing to this tenant
 */
export function routeFor({ routes, routesByModel, tenants }: LoadedPlan, tenant: string, name: string): string | undefined {
  const open = tenants.get(tenant)?.routes ?? [];
  if (routes.has(name)) return open.includes(name) ? name : undefined;
  return routesByModel.get(name)?.find((route) => open.includes(route));
}

/** @throws GatewayError */
export function allowedTenant(plan: LoadedPlan, identity: Identity): TenantPlan {
  const tenant = plan.tenants.get(identity.tenant);
  if (!tenant) throw new GatewayError('forbidden', 'the tenant of this key is no longer part of this gateway');
  return tenant;
}

/** The same answer for a route that does not exist and for one that is somebody else's: neither can be probed. */
export function unknownRoute(name: string): GatewayError {
  return new GatewayError('unknownRoute', `the model ${JSON.stringify(name)} does not exist or is not open to this key`, { field: 'model' });
}
