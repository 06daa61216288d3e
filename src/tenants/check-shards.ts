import { IConstruct } from 'constructs';
import { BoundTenant } from './bind-tenants';
import { offeredShards, shardsOf } from './offered-shards';
import { ShardSelection } from './shard-selection';
import { ShardedTenant } from './sharded-tenant';
import { warnOfShards } from './warn-of-shards';
import { SHARD_NAME } from '../contract/names';
import { ResilientInferenceError } from '../private/errors';
import { checkName, checkPlanNumber } from '../private/validate';
import { BoundRoute, targetsOf } from '../routing/bound-route';

/** Every tenant that selects shards must be able to use each of its routes in them, whichever of them it is given. */
export function checkShards(scope: IConstruct, tenants: readonly BoundTenant[], routes: readonly BoundRoute[]): void {
  const sharded = tenants.flatMap(({ name, routes: names, shards }) =>
    shards ? [checkTenant(scope, name, shards, routes.filter((route) => names.includes(route.name)))] : []);
  warnOfShards(scope, sharded);
}

function checkTenant(scope: IConstruct, name: string, selection: ShardSelection, routes: readonly BoundRoute[]): ShardedTenant {
  checkShardsAreKnown(scope, name, routes);
  const choice = selection._choice();
  return choice.kind === 'pinned'
    ? checkPinned(scope, name, [...new Set(choice.shards)], routes)
    : checkShuffled(scope, name, choice.count, routes);
}

function checkShardsAreKnown(scope: IConstruct, tenant: string, routes: readonly BoundRoute[]): void {
  for (const route of routes) {
    const unknown = targetsOf(route).find(({ shard }) => shard === undefined);
    if (unknown === undefined) continue;
    throw new ResilientInferenceError(
      'MissingShard',
      `tenant '${tenant}' selects shards, but the account of target '${unknown.name}' of route '${route.name}' is a token, so nobody knows now which shard it is: `
      + 'give the target a shard, or write its account in its roleArn',
      scope,
    );
  }
}

function checkPinned(scope: IConstruct, tenant: string, shards: readonly string[], routes: readonly BoundRoute[]): ShardedTenant {
  const known = [...new Set(routes.flatMap((route) => [...shardsOf(allTiers(route))]))].sort();
  if (shards.length === 0) {
    throw new ResilientInferenceError(
      'UnknownShard',
      `tenant '${tenant}' is pinned to no shard, so nothing could serve it: name some of ${list(known)}, or leave shards out for all`,
      scope,
    );
  }
  for (const shard of shards) {
    checkName(`a shard of tenant '${tenant}'`, shard, SHARD_NAME, scope);
    if (known.includes(shard)) continue;
    throw new ResilientInferenceError(
      'UnknownShard',
      `tenant '${tenant}' is pinned to shard '${shard}', but the targets of its ${count(routes.length, 'route')} are in ${list(known)}`,
      scope,
    );
  }
  for (const { name, tiers } of routes) {
    const serving = shardsOf(tiers);
    if (shards.some((shard) => serving.has(shard))) continue;
    throw new ResilientInferenceError(
      'UnservedRoute',
      `tenant '${tenant}' is pinned to ${list(shards)}, but the targets of route '${name}' are in ${list([...serving].sort())}, so that none could serve it: `
      + 'pin the tenant to one of these as well, add a target to the route, or leave the route out of the tenant\'s routes',
      scope,
    );
  }
  return { name: tenant, routes, shards, count: shards.length };
}

/** Each shard has to serve each route: the tenant's name chooses, and draining one moves the tenant to any other. */
function checkShuffled(scope: IConstruct, tenant: string, wanted: number, routes: readonly BoundRoute[]): ShardedTenant {
  checkPlanNumber(`the number of shards of tenant '${tenant}'`, wanted, 1, scope);
  const shards = offeredShards(routes);
  if (wanted > shards.length) {
    throw new ResilientInferenceError(
      'TooFewShards',
      `tenant '${tenant}' is shuffled over ${wanted} shards, but its ${count(routes.length, 'route')} can be served in ${shards.length} (${list(shards)}): `
      + 'ask for fewer, or add targets in other accounts',
      scope,
    );
  }
  for (const { name, tiers } of routes) {
    const serving = shardsOf(tiers);
    const missing = shards.filter((shard) => !serving.has(shard));
    if (missing.length === 0) continue;
    throw new ResilientInferenceError(
      'UnservedRoute',
      `tenant '${tenant}' is shuffled over ${wanted} of ${shards.length} shards (${list(shards)}), but route '${name}' has a target in ${serving.size} of them and none in ${list(missing)}, `
      + 'which the tenant may be given as well: add targets there, pin the tenant to shards that serve all of its routes, or leave the route out of the tenant\'s routes',
      scope,
    );
  }
  return { name: tenant, routes, shards, count: wanted };
}

function allTiers({ tiers, contextFallbacks, filterFallbacks }: BoundRoute) {
  return [...tiers, ...contextFallbacks, ...filterFallbacks];
}

function count(number: number, noun: string): string {
  return number === 1 ? noun : `${number} ${noun}s`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
