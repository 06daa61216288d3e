import { IConstruct } from 'constructs';
import { BoundShare, bindShares } from './bind-shares';
import { checkQuota, needsPrices } from './check-quota';
import { LedgerFailurePolicy } from './ledger-failure-policy';
import { Quota } from './quota';
import { ShardSelection } from './shard-selection';
import { TenantProps } from './tenant-props';
import { TENANT_NAME } from '../contract/names';
import { ResilientInferenceError } from '../private/errors';
import { checkName } from '../private/validate';
import { BoundRoute, targetsOf } from '../routing/bound-route';

/** A tenant that was checked against the routes, with its defaults filled in. */
export interface BoundTenant {
  readonly name: string;
  readonly quota?: Quota;
  /** By the name of the route. */
  readonly routeQuotas: ReadonlyMap<string, Quota>;
  readonly share?: BoundShare;
  readonly routes: readonly string[];
  readonly onLedgerFailure: LedgerFailurePolicy;
  /** Each once; checked by the kind of authentication that uses them. */
  readonly iamPrincipals?: readonly string[];
  readonly shards?: ShardSelection;
}

/** All tenants by name, so that the order in which they were written changes nothing. */
export function bindTenants(scope: IConstruct, tenants: { [name: string]: TenantProps }, routes: readonly BoundRoute[]): BoundTenant[] {
  const names = Object.keys(tenants).sort();
  if (names.length === 0) {
    throw new ResilientInferenceError(
      'NoTenants',
      "no tenants were given, so nobody may call the gateway: add one, such as tenants: { 'team-a': { quota: { requestsPerMinute: 60 } } }",
      scope,
    );
  }
  const shares = bindShares(scope, tenants);
  return names.map((name) => bindTenant(scope, name, tenants[name], routes, shares.get(name)));
}

function bindTenant(
  scope: IConstruct, name: string, props: TenantProps, allRoutes: readonly BoundRoute[], share: BoundShare | undefined,
): BoundTenant {
  checkName('the name of a tenant', name, TENANT_NAME, scope);
  if (props.quota) checkQuota(`the quota of tenant '${name}'`, props.quota, scope);
  const routeNames = allRoutes.map((route) => route.name);
  const routes = props.routes ?? routeNames;
  if (routes.length === 0) {
    throw new ResilientInferenceError('UnknownRoute', `tenant '${name}' may use no route: name some of ${list(routeNames)}, or leave routes out for all`, scope);
  }
  for (const route of routes) {
    if (!routeNames.includes(route)) {
      throw new ResilientInferenceError('UnknownRoute', `tenant '${name}' names route '${route}', but the routes are ${list(routeNames)}`, scope);
    }
  }
  const routeQuotas = bindRouteQuotas(scope, name, props.routeQuotas ?? {}, routes);
  for (const route of allRoutes.filter((known) => routes.includes(known.name))) {
    if (needsPrices(props.quota) || needsPrices(routeQuotas.get(route.name))) checkPrices(scope, name, route);
  }
  return {
    name,
    quota: props.quota,
    routeQuotas,
    share,
    routes: [...new Set(routes)].sort(),
    onLedgerFailure: props.onLedgerFailure ?? LedgerFailurePolicy.FAIL_CLOSED,
    iamPrincipals: props.iamPrincipals && [...new Set(props.iamPrincipals)],
    shards: props.shards,
  };
}

function bindRouteQuotas(
  scope: IConstruct, tenant: string, quotas: { [route: string]: Quota }, routes: readonly string[],
): ReadonlyMap<string, Quota> {
  return new Map(Object.keys(quotas).sort().map((route) => {
    if (!routes.includes(route)) {
      throw new ResilientInferenceError('UnknownRoute', `the routeQuotas of tenant '${tenant}' name route '${route}', but its routes are ${list(routes)}`, scope);
    }
    checkQuota(`the quota of tenant '${tenant}' for route '${route}'`, quotas[route], scope);
    return [route, quotas[route]];
  }));
}

/** What a target without a price costs would be counted as nothing. */
function checkPrices(scope: IConstruct, tenant: string, route: BoundRoute): void {
  const unpriced = targetsOf(route).find((target) => target.price === undefined);
  if (!unpriced) return;
  throw new ResilientInferenceError(
    'MissingPrice',
    `tenant '${tenant}' has a limit in US dollars, but target '${unpriced.name}' of route '${route.name}' has no price: give the target a price, or limit the tenant by tokens`,
    scope,
  );
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
