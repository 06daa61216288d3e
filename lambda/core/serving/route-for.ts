import { LoadedPlan } from '../loaded-plan';

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
