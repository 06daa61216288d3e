import { requirePrices } from './check-prices';
import { amountAt, countAt, deferredAt, Environment, filledListAt, flagAt, listAt, objectAt, planError, PlanObject, textAt } from './plan-values';
import { guardrailAt, guardrailsAt, requireGuardrails } from './read-guardrails';
import { leasesAt } from './read-leases';
import { ProfileArns, profileArnsAt, profilesAt } from './read-profiles';
import { capacityAt, ledgerItemsAt, quotaAt, routeQuotasAt, shareAt } from './read-quotas';
import { routesByModelOf } from './routes-by-model';
import { HEADER_NAME, ROUTE_NAME, SHARD_NAME, TENANT_NAME } from '../../src/contract/names';
import { AffinityPlan, HedgingPlan, MidStreamPlan, PLAN_VERSION, RoutePlan, ShardsPlan, StrategyPlan, TenantPlan, TierMember, TierPlan, TokenPricePlan } from '../../src/contract/plan';
import { LoadedPlan, LoadedProfiles, LoadedTarget } from '../core/loaded-plan';

const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/\S+$/;

/**
 * Checks a plan from end to end and fills in what was not known when it was written. Members that it does not know
 * are left out. One pass over the plan; done once for an execution environment.
 * @throws Error that names the place in the plan, or the missing environment variable
 */
export function parsePlan(json: unknown, environment: Environment): LoadedPlan {
  const plan = objectAt(json, 'the plan');
  if (plan.version !== PLAN_VERSION) {
    throw new Error(`plan.json has version ${JSON.stringify(plan.version) ?? 'none'} and this gateway reads version ${PLAN_VERSION}: deploy both from the same release of cdk-resilient-inference`);
  }
  const profiles = plan.applicationProfiles === undefined ? undefined : profileArnsAt(plan.applicationProfiles, 'applicationProfiles', environment);
  const targets = mapOf(plan.targets, 'targets', /^[^\s]+$/, (value, path, name) => targetAt(value, path, name, environment, profiles));
  const routes = mapOf(plan.routes, 'routes', ROUTE_NAME, (value, path) => routeAt(value, path, targets));
  const shards = new Set([...targets.values()].map(({ shard }) => shard));
  const allowedAt = readerOfAllowed(routes);
  const tenants = mapOf(plan.tenants, 'tenants', TENANT_NAME, (value, path) => tenantAt(value, path, { routes, shards, allowedAt }));
  const loaded: LoadedPlan = {
    routes,
    targets,
    tenants,
    routesByModel: routesByModelOf(routes, targets),
    ...plan.drainedShards !== undefined && { drainedShards: knownShardsAt(plan.drainedShards, 'drainedShards', shards) },
    ...plan.tokenCounting !== undefined && { tokenCounting: flagAt(plan.tokenCounting, 'tokenCounting') },
    ...plan.tenantMetrics !== undefined && { tenantMetrics: flagAt(plan.tenantMetrics, 'tenantMetrics') },
    ...plan.leases !== undefined && { leases: leasesAt(plan.leases, 'leases', tenants) },
  };
  requirePrices(loaded);
  requireGuardrails(loaded);
  return loaded;
}

/** What the metrics of the gateway are told apart by. @throws Error when the plan does not say */
export function parseGatewayName(json: unknown): string {
  return textAt(objectAt(json, 'the plan').gateway, 'gateway');
}

function mapOf<Value>(
  json: unknown, path: string, names: RegExp, read: (value: PlanObject, path: string, name: string) => Value,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const [name, value] of Object.entries(objectAt(json, path))) {
    const place = `${path}[${JSON.stringify(name)}]`;
    if (!names.test(name)) throw new Error(`plan.json: ${place} has a name that is not allowed: it must match ${String(names)}`);
    values.set(name, read(objectAt(value, place), place, name));
  }
  return values;
}

function targetAt(target: PlanObject, path: string, name: string, environment: Environment, profiles: ProfileArns | undefined): LoadedTarget {
  return {
    name,
    modelId: deferredAt(target.modelId, `${path}.modelId`, environment),
    ...(target.foundationModel === undefined ? {} : { foundationModel: textAt(target.foundationModel, `${path}.foundationModel`) }),
    ...(target.applicationProfiles === undefined ? {} : { applicationProfiles: profilesOf(target.applicationProfiles, `${path}.applicationProfiles`, profiles) }),
    region: deferredAt(target.region, `${path}.region`, environment),
    ...(target.guardrails === undefined ? {} : { guardrails: guardrailsAt(target.guardrails, `${path}.guardrails`, environment) }),
    ...(target.role === undefined ? {} : { role: roleAt(objectAt(target.role, `${path}.role`), `${path}.role`, environment) }),
    shard: shardAt(target.shard, `${path}.shard`),
    ...(target.capacity === undefined ? {} : { capacity: capacityAt(target.capacity, `${path}.capacity`) }),
    burndown: amountAt(target.burndown, `${path}.burndown`),
    acceptsPrefill: flagAt(target.acceptsPrefill, `${path}.acceptsPrefill`),
    ...(target.price === undefined ? {} : { price: priceAt(target.price, `${path}.price`) }),
    ...(target.contextWindow === undefined ? {} : { contextWindow: countAt(target.contextWindow, `${path}.contextWindow`) }),
    ...(target.maxOutputTokens === undefined ? {} : { maxOutputTokens: countAt(target.maxOutputTokens, `${path}.maxOutputTokens`) }),
  };
}

function profilesOf(value: unknown, path: string, profiles: ProfileArns | undefined): LoadedProfiles {
  if (!profiles) throw planError('applicationProfiles', `the ARNs that ${path} refers to`, undefined);
  return profilesAt(objectAt(value, path), path, profiles);
}

function priceAt(value: unknown, path: string): TokenPricePlan {
  const price = objectAt(value, path);
  return {
    inputPerMillionTokens: amountAt(price.inputPerMillionTokens, `${path}.inputPerMillionTokens`),
    outputPerMillionTokens: amountAt(price.outputPerMillionTokens, `${path}.outputPerMillionTokens`),
    cacheReadPerMillionTokens: amountAt(price.cacheReadPerMillionTokens, `${path}.cacheReadPerMillionTokens`),
    cacheWritePerMillionTokens: amountAt(price.cacheWritePerMillionTokens, `${path}.cacheWritePerMillionTokens`),
    cacheWrite1hPerMillionTokens: amountAt(price.cacheWrite1hPerMillionTokens, `${path}.cacheWrite1hPerMillionTokens`),
  };
}

function roleAt(role: PlanObject, path: string, environment: Environment): LoadedTarget['role'] {
  const arn = deferredAt(role.arn, `${path}.arn`, environment);
  if (!ROLE_ARN.test(arn)) throw planError(`${path}.arn`, 'the ARN of an IAM role', arn);
  return { arn, ...(role.externalId === undefined ? {} : { externalId: textAt(role.externalId, `${path}.externalId`) }) };
}

function routeAt(route: PlanObject, path: string, targets: ReadonlyMap<string, LoadedTarget>): RoutePlan {
  const maxTokensCeiling = countAt(route.maxTokensCeiling, `${path}.maxTokensCeiling`);
  const defaultMaxTokens = countAt(route.defaultMaxTokens, `${path}.defaultMaxTokens`);
  if (defaultMaxTokens > maxTokensCeiling) {
    throw planError(`${path}.defaultMaxTokens`, `at most the route's maxTokensCeiling of ${maxTokensCeiling}`, defaultMaxTokens);
  }
  return {
    tiers: tiersAt(route.tiers, `${path}.tiers`, targets),
    defaultMaxTokens,
    maxTokensCeiling,
    deadlineMs: countAt(route.deadlineMs, `${path}.deadlineMs`),
    maxAttempts: countAt(route.maxAttempts, `${path}.maxAttempts`),
    firstTokenTimeoutMs: countAt(route.firstTokenTimeoutMs, `${path}.firstTokenTimeoutMs`),
    idleTimeoutMs: countAt(route.idleTimeoutMs, `${path}.idleTimeoutMs`),
    ...(route.contextFallbacks === undefined ? {} : { contextFallbacks: tiersAt(route.contextFallbacks, `${path}.contextFallbacks`, targets) }),
    ...(route.filterFallbacks === undefined ? {} : { filterFallbacks: tiersAt(route.filterFallbacks, `${path}.filterFallbacks`, targets) }),
    ...(route.hedging === undefined ? {} : { hedging: hedgingAt(route.hedging, `${path}.hedging`) }),
    midStream: midStreamAt(route.midStream, `${path}.midStream`),
    ...(route.affinity === undefined ? {} : { affinity: affinityAt(route.affinity, `${path}.affinity`) }),
    ...(route.guardrail === undefined ? {} : { guardrail: guardrailAt(route.guardrail, `${path}.guardrail`) }),
  };
}

function hedgingAt(value: unknown, path: string): HedgingPlan {
  const { initialDelayMs } = objectAt(value, path);
  return initialDelayMs === undefined ? {} : { initialDelayMs: countAt(initialDelayMs, `${path}.initialDelayMs`) };
}

function midStreamAt(value: unknown, path: string): MidStreamPlan {
  if (value !== 'failClean' && value !== 'resume' && value !== 'buffer') throw planError(path, '"failClean", "resume" or "buffer"', value);
  return value;
}

function affinityAt(value: unknown, path: string): AffinityPlan {
  const { kind, name } = objectAt(value, path);
  if (kind === 'conversation') return { kind };
  if (kind !== 'header') throw planError(`${path}.kind`, '"conversation" or "header"', kind);
  const header = textAt(name, `${path}.name`);
  if (!HEADER_NAME.test(header)) throw planError(`${path}.name`, 'the name of a header in lower case', header);
  return { kind, name: header };
}

function tiersAt(value: unknown, path: string, targets: ReadonlyMap<string, LoadedTarget>): readonly TierPlan[] {
  return filledListAt(value, path).map((tier, index) => tierAt(tier, `${path}[${index}]`, targets));
}

function tierAt(value: unknown, path: string, targets: ReadonlyMap<string, LoadedTarget>): TierPlan {
  const tier = objectAt(value, path);
  const strategy = strategyAt(tier.strategy, `${path}.strategy`);
  const members = filledListAt(tier.members, `${path}.members`).map((member, index) => memberAt(member, `${path}.members[${index}]`, targets));
  if (strategy.kind === 'lowestCost') {
    const unpriced = members.find(({ target }) => !targets.get(target)?.price);
    if (unpriced) throw planError(`targets[${JSON.stringify(unpriced.target)}].price`, `a price, which the strategy of ${path} needs`, undefined);
  }
  return { strategy, members };
}

/** Every kind, once: the compiler names one that is missing. */
const STRATEGIES: { readonly [Kind in StrategyPlan['kind']]: StrategyPlan } = {
  weightedRandom: { kind: 'weightedRandom' },
  roundRobin: { kind: 'roundRobin' },
  ordered: { kind: 'ordered' },
  leastInFlight: { kind: 'leastInFlight' },
  lowestLatency: { kind: 'lowestLatency' },
  lowestCost: { kind: 'lowestCost' },
  mostHeadroom: { kind: 'mostHeadroom' },
};

function strategyAt(value: unknown, path: string): StrategyPlan {
  const { kind } = objectAt(value, path);
  const known = Object.values(STRATEGIES).find((strategy) => strategy.kind === kind);
  if (!known) throw planError(`${path}.kind`, `one of ${Object.keys(STRATEGIES).join(', ')}`, kind);
  return known;
}

function memberAt(value: unknown, path: string, targets: ReadonlyMap<string, LoadedTarget>): TierMember {
  const member = objectAt(value, path);
  const target = textAt(member.target, `${path}.target`);
  if (!targets.has(target)) throw planError(`${path}.target`, 'the name of one of the targets', target);
  return { target, weight: countAt(member.weight, `${path}.weight`) };
}

/** What a tenant's entry is checked against. */
interface Surroundings {
  readonly routes: ReadonlyMap<string, RoutePlan>;
  readonly shards: ReadonlySet<string>;
  readonly allowedAt: (value: unknown, path: string) => readonly string[];
}

/** Mostly, tenants may use the same routes: a list like the one before it is that one, checked once and held once. */
function readerOfAllowed(routes: ReadonlyMap<string, RoutePlan>): Surroundings['allowedAt'] {
  let last: readonly string[] = [];
  return (value, path) => {
    const allowed = listAt(value, path);
    if (isSame(allowed, last)) return last;
    allowed.forEach((route, index) => {
      if (typeof route !== 'string' || !routes.has(route)) throw planError(`${path}[${index}]`, 'the name of one of the routes', route);
    });
    return last = allowed as readonly string[];
  };
}

/** Without a function for each entry: plans of many tenants have tens of thousands of them, and no code is warm yet. */
function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

function tenantAt(tenant: PlanObject, path: string, { routes, shards, allowedAt }: Surroundings): TenantPlan {
  const allowed = allowedAt(tenant.routes, `${path}.routes`);
  const { onLedgerFailure } = tenant;
  if (onLedgerFailure !== 'failClosed' && onLedgerFailure !== 'failOpen') {
    throw planError(`${path}.onLedgerFailure`, '"failClosed" or "failOpen"', onLedgerFailure);
  }
  return {
    ...(tenant.quota === undefined ? {} : { quota: quotaAt(tenant.quota, `${path}.quota`) }),
    ...(tenant.routeQuotas === undefined ? {} : { routeQuotas: routeQuotasAt(tenant.routeQuotas, `${path}.routeQuotas`, routes) }),
    ...ledgerItemsAt(tenant.ledgerItems, `${path}.ledgerItems`),
    ...(tenant.share === undefined ? {} : { share: shareAt(tenant.share, `${path}.share`) }),
    routes: allowed,
    onLedgerFailure,
    ...(tenant.shards === undefined ? {} : { shards: shardsAt(tenant.shards, `${path}.shards`, shards) }),
  };
}

function shardsAt(value: unknown, path: string, known: ReadonlySet<string>): ShardsPlan {
  const { kind, count, shards: listed } = objectAt(value, path);
  if (kind !== 'pinned' && kind !== 'shuffled') throw planError(`${path}.kind`, '"pinned" or "shuffled"', kind);
  const shards = knownShardsAt(listed, `${path}.shards`, known);
  if (kind === 'pinned') return { kind, shards };
  const chosen = countAt(count, `${path}.count`);
  if (chosen > shards.length) throw planError(`${path}.count`, `at most ${shards.length}, the number of shards to choose from`, count);
  return { kind, count: chosen, shards };
}

function knownShardsAt(value: unknown, path: string, known: ReadonlySet<string>): readonly string[] {
  return filledListAt(value, path).map((name, index) => {
    const shard = shardAt(name, `${path}[${index}]`);
    if (!known.has(shard)) throw planError(`${path}[${index}]`, 'the shard of one of the targets', shard);
    return shard;
  });
}

function shardAt(value: unknown, path: string): string {
  const shard = textAt(value, path);
  if (!SHARD_NAME.test(shard)) throw planError(path, `the name of a shard, which matches ${String(SHARD_NAME)}`, shard);
  return shard;
}
