import { IConstruct } from 'constructs';
import { BoundTenant } from './bind-tenants';
import { GuaranteedShare } from './tenant-share';
import { ResilientInferenceError } from '../private/errors';
import { BoundRoute } from '../routing/bound-route';
import { Capacity } from '../targets/capacity';

const LIMITS = ['requestsPerMinute', 'quotaTokensPerMinute'] as const;
type Limit = (typeof LIMITS)[number];

/**
 * What is set aside at each pool, so that every tenant finds its whole guarantee at the targets of any of its routes:
 * spread over their pools in proportion to what each can take.
 */
export function setAside(
  scope: IConstruct, routes: readonly BoundRoute[], tenants: readonly BoundTenant[], pools: ReadonlyMap<string, Capacity>,
): ReadonlyMap<string, GuaranteedShare> {
  const guarantees = new Map<string, Map<Limit, { amount: number; readonly tenants: string[] }>>();
  for (const tenant of tenants) {
    for (const limit of LIMITS) {
      for (const [pool, amount] of partsOf(scope, tenant, limit, routes, pools)) {
        const byLimit = guarantees.get(pool) ?? new Map();
        guarantees.set(pool, byLimit);
        const sum = byLimit.get(limit) ?? { amount: 0, tenants: [] };
        byLimit.set(limit, { amount: sum.amount + amount, tenants: [...sum.tenants, tenant.name] });
      }
    }
  }
  return new Map([...guarantees].map(([pool, byLimit]) => {
    for (const [limit, { amount, tenants: names }] of byLimit) checkFits(scope, pool, limit, amount, names, pools.get(pool)?.[limit]);
    return [pool, Object.fromEntries([...byLimit].map(([limit, { amount }]) => [limit, amount]))];
  }));
}

/** What one tenant needs at each pool: as much as the route that needs most of it there. */
function partsOf(
  scope: IConstruct, tenant: BoundTenant, limit: Limit, routes: readonly BoundRoute[], pools: ReadonlyMap<string, Capacity>,
): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  const guaranteed = tenant.share?.guaranteed?.[limit];
  if (guaranteed === undefined) return parts;
  for (const route of routes.filter(({ name }) => tenant.routes.includes(name))) {
    const declared = new Map<string, number>();
    const shardOf = new Map<string, string>();
    for (const { pool, shard } of route.tiers.flatMap(({ targets }) => targets)) {
      const capacity = pools.get(pool)?.[limit];
      if (capacity === undefined || !mayServe(tenant, shard)) continue;
      declared.set(pool, capacity);
      shardOf.set(pool, shard ?? '');
    }
    if (declared.size === 0) {
      throw new ResilientInferenceError(
        'MissingCapacity',
        `tenant '${tenant.name}' is guaranteed ${guaranteed} ${limit}, but no target of its route '${route.name}' declares a capacity in ${limit}: `
        + 'declare what the targets can take, or leave the guarantee out',
        scope,
      );
    }
    for (const [pool, capacity] of declared) {
      const least = leastBeside(tenant, shardOf.get(pool)!, declared, shardOf);
      parts.set(pool, Math.max(parts.get(pool) ?? 0, Math.ceil((guaranteed * capacity) / least)));
    }
  }
  return parts;
}

/** A pinned tenant is never served outside of its shards. */
function mayServe({ shards }: BoundTenant, shard: string | undefined): boolean {
  const choice = shards?._choice();
  return choice?.kind !== 'pinned' || (shard !== undefined && choice.shards.includes(shard));
}

/** What can serve the tenant when it is served in this shard: for one that is shuffled, in those that can take least beside it. */
function leastBeside(
  { shards }: BoundTenant, shard: string, declared: ReadonlyMap<string, number>, shardOf: ReadonlyMap<string, string>,
): number {
  const byShard = new Map<string, number>();
  for (const [pool, capacity] of declared) byShard.set(shardOf.get(pool)!, (byShard.get(shardOf.get(pool)!) ?? 0) + capacity);
  const others = [...byShard].filter(([name]) => name !== shard).map(([, capacity]) => capacity).sort((left, right) => left - right);
  const choice = shards?._choice();
  const beside = choice?.kind === 'shuffled' ? others.slice(0, choice.count - 1) : others;
  return beside.reduce((sum, capacity) => sum + capacity, byShard.get(shard)!);
}

function checkFits(scope: IConstruct, pool: string, limit: Limit, amount: number, tenants: readonly string[], capacity: number | undefined): void {
  if (capacity === undefined || amount <= capacity) return;
  throw new ResilientInferenceError(
    'GuaranteesTooLarge',
    `the tenants ${tenants.map((name) => `'${name}'`).join(', ')} are guaranteed ${amount} ${limit} of '${pool}', which can take ${capacity}: `
    + 'lower the guarantees, or add targets to their routes',
    scope,
  );
}
