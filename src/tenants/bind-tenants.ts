import { IConstruct } from 'constructs';
import { checkQuota } from './check-quota';
import { LedgerFailurePolicy } from './ledger-failure-policy';
import { Quota } from './quota';
import { ShardSelection } from './shard-selection';
import { TenantProps } from './tenant-props';
import { TENANT_NAME } from '../contract/names';
import { ResilientInferenceError } from '../private/errors';
import { checkName } from '../private/validate';

/** A tenant that was checked against the routes, with its defaults filled in. */
export interface BoundTenant {
  readonly name: string;
  readonly quota?: Quota;
  readonly routes: readonly string[];
  readonly onLedgerFailure: LedgerFailurePolicy;
  readonly shards?: ShardSelection;
}

/** All tenants by name, so that the order in which they were written changes nothing. */
export function bindTenants(scope: IConstruct, tenants: { [name: string]: TenantProps }, routeNames: readonly string[]): BoundTenant[] {
  const names = Object.keys(tenants).sort();
  if (names.length === 0) {
    throw new ResilientInferenceError(
      'NoTenants',
      "no tenants were given, so nobody may call the gateway: add one, such as tenants: { 'team-a': { quota: { requestsPerMinute: 60 } } }",
      scope,
    );
  }
  return names.map((name) => bindTenant(scope, name, tenants[name], routeNames));
}

function bindTenant(scope: IConstruct, name: string, props: TenantProps, routeNames: readonly string[]): BoundTenant {
  checkName('the name of a tenant', name, TENANT_NAME, scope);
  if (props.quota) checkQuota(`the quota of tenant '${name}'`, props.quota, scope);
  const routes = props.routes ?? routeNames;
  if (routes.length === 0) {
    throw new ResilientInferenceError('UnknownRoute', `tenant '${name}' may use no route: name some of ${list(routeNames)}, or leave routes out for all`, scope);
  }
  for (const route of routes) {
    if (!routeNames.includes(route)) {
      throw new ResilientInferenceError('UnknownRoute', `tenant '${name}' names route '${route}', but the routes are ${list(routeNames)}`, scope);
    }
  }
  return {
    name,
    quota: props.quota,
    routes: [...new Set(routes)].sort(),
    onLedgerFailure: props.onLedgerFailure ?? LedgerFailurePolicy.FAIL_CLOSED,
    shards: props.shards,
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
