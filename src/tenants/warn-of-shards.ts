import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { shardsOf } from './offered-shards';
import { ShardedTenant } from './sharded-tenant';
import { readRoleArn } from '../accounts/role-arn';
import { BoundRoute, BoundTier, targetsOf } from '../routing/bound-route';
import { BoundTarget } from '../targets/bound-target';

/** There may be thousands of tenants: of more than this, the number is given. */
const TENANTS_NAMED = 3;

/** Says what can be meant, and had better be known: each once, for all tenants whom it concerns. */
export function warnOfShards(scope: IConstruct, tenants: readonly ShardedTenant[]): void {
  const routes = [...new Set(tenants.flatMap((tenant) => tenant.routes))];
  for (const route of routes) {
    for (const part of partsOf(route)) warnOfMissingPart(scope, route, part, tenants);
  }
  warnOfSharedQuotas(scope, routes.flatMap(targetsOf));
  const single = tenants.filter(({ count }) => count === 1);
  if (single.length === 0) return;
  Annotations.of(scope).addInfoV2(
    'cdk-resilient-inference:singleShard',
    `${describe(single)} one shard: while that cannot serve, nothing else is tried`,
  );
}

interface Part {
  readonly name: string;
  readonly tiers: readonly BoundTier[];
  readonly consequence: string;
}

/** What a route can be used without, although nobody would ask for it. */
function partsOf({ tiers, contextFallbacks, filterFallbacks }: BoundRoute): readonly Part[] {
  return [
    { name: 'targets', tiers: tiers.slice(0, 1), consequence: 'its requests begin with a fallback' },
    { name: 'contextWindowFallbacks', tiers: contextFallbacks, consequence: 'its requests that are too long are refused' },
    { name: 'contentFilterFallbacks', tiers: filterFallbacks, consequence: 'its filtered answers stand' },
  ].filter((part) => part.tiers.length > 0);
}

/** A tenant may go without a part when it can be given nothing but shards that lack it. */
function warnOfMissingPart(scope: IConstruct, route: BoundRoute, { name, tiers, consequence }: Part, tenants: readonly ShardedTenant[]): void {
  const present = shardsOf(tiers);
  const without = tenants.filter(({ routes, shards, count }) =>
    routes.includes(route) && shards.filter((shard) => !present.has(shard)).length >= count);
  if (without.length === 0) return;
  Annotations.of(scope).addWarningV2(
    `cdk-resilient-inference:shards-${name}-${route.name}`,
    `the ${name} of route '${route.name}' are in ${list([...present].sort())}, and ${describe(without)} shards that may be none of these: `
    + `for such a tenant ${consequence}; add targets in its shards if that is not meant`,
  );
}

/** Bedrock counts by account, Region and model: two shards that draw on one quota do not keep their tenants apart. */
function warnOfSharedQuotas(scope: IConstruct, targets: readonly BoundTarget[]): void {
  const first = new Map<string, BoundTarget>();
  for (const target of targets) {
    const { modelId, region, role, shard } = target;
    const quota = JSON.stringify([role && (readRoleArn(role.arn)?.account ?? role.arn), region.name, modelId]);
    const other = first.get(quota);
    if (!other) {first.set(quota, target);} else if (other.shard !== shard) {
      Annotations.of(scope).addWarningV2(
        `cdk-resilient-inference:sharedQuota-${other.name}-${target.name}`,
        `target '${other.name}' is in shard '${other.shard}' and target '${target.name}' in '${shard}', but both call ${modelId} in one account and Region, `
        + 'and so use up the same quotas: put them into one shard, or into different accounts or Regions',
      );
    }
  }
}

function describe(tenants: readonly ShardedTenant[]): string {
  const named = list(tenants.slice(0, TENANTS_NAMED).map(({ name }) => name));
  const more = tenants.length - TENANTS_NAMED;
  const who = more > 0 ? `${named} and ${more} more` : named;
  return tenants.length === 1 ? `tenant ${who} has` : `tenants ${who} have`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
