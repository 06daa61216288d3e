import { Fn, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DeferredValues } from './deferred-values';
import { ledgerItems } from './ledger-items';
import { routeParts } from './route-parts';
import { drainedShards } from '../accounts/check-declared-shards';
import { CreatedProfiles, placesFor } from '../attribution/create-profiles';
import { ENVIRONMENT } from '../contract/environment';
import { ApplicationProfilesPlan, CapacityPlan, Deferred, Plan, PLAN_VERSION, QuotaPlan, RoutePlan, RouteQuotaPlan, ShardsPlan, SharePlan, TargetPlan, TenantPlan, TierPlan } from '../contract/plan';
import { BoundAuth } from '../gateway/bound-auth';
import { ResilientInferenceError } from '../private/errors';
import { BoundRoute, BoundTier, targetsOf } from '../routing/bound-route';
import { bindPools } from '../targets/bind-pools';
import { BoundTarget, SourceRegion } from '../targets/bound-target';
import { Capacity } from '../targets/capacity';
import { BoundShare } from '../tenants/bind-shares';
import { BoundTenant } from '../tenants/bind-tenants';
import { checkShardLoss } from '../tenants/check-shard-loss';
import { offeredShards } from '../tenants/offered-shards';
import { Quota } from '../tenants/quota';
import { QuotaLedger } from '../tenants/quota-ledger';
import { setAside } from '../tenants/set-aside';
import { ShardSelection } from '../tenants/shard-selection';
import { GuaranteedShare } from '../tenants/tenant-share';

/** The Region of the stack when only a deployment knows it. */
const FUNCTION_REGION = { env: ENVIRONMENT.REGION };

export interface RenderedPlan {
  readonly plan: Plan;
  /** The variables that the plan refers to. */
  readonly environment: Record<string, string>;
}

/** Of targets whose account only a deployment knows and that were given no shard. No tenant that selects shards may use them. */
const UNKNOWN_SHARD = 'deferred-account';

export interface PlanOptions {
  /** What its metrics are told apart by. */
  readonly gateway: string;
  readonly ledger?: QuotaLedger;
  readonly tokenCounting?: boolean;
  readonly tenantMetrics?: boolean;
  readonly profiles?: CreatedProfiles;
}

/** The only producer of the plan. Its input is sorted by name, so that equal configurations give equal plans. */
export function renderPlan(
  scope: IConstruct, routes: readonly BoundRoute[], tenants: readonly BoundTenant[], auth: BoundAuth,
  { gateway, ledger = QuotaLedger.perRequest(), profiles, tokenCounting = false, tenantMetrics = false }: PlanOptions,
): RenderedPlan {
  const leases = ledger._render();
  const sharing = leases && tenants.find(({ share }) => share);
  if (sharing) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `quotaLedger is QuotaLedger.leased(), but the tenant '${sharing.name}' has a share, which is compared by what each tenant has really used: use QuotaLedger.perRequest(), or remove the shares`,
      scope,
    );
  }
  const deferred = new DeferredValues(scope);
  const targets = distinctTargets(routes);
  const pools = bindPools(scope, targets);
  const guaranteed = setAside(scope, routes, tenants, pools);
  checkShardLoss(scope, routes, tenants, pools);
  const capacityOf = ({ pool }: BoundTarget) => {
    const capacity = pools.get(pool);
    return capacity && renderCapacity(pool, capacity, guaranteed.get(pool));
  };
  const drained = drainedShards(scope, routes);
  const plan: Plan = {
    version: PLAN_VERSION,
    gateway,
    routes: Object.fromEntries(routes.map((route) => [route.name, renderRoute(route)])),
    targets: Object.fromEntries(targets.map((target) => [target.name, {
      ...renderTarget(target, capacityOf(target), deferred, profiles), ...renderGuardrails(target, routes, deferred),
    }])),
    tenants: Object.fromEntries(tenants.map((tenant) => [tenant.name, renderTenant(tenant, routes)])),
    auth: auth.render((value) => deferred.reference(value)),
    ...drained.length > 0 && { drainedShards: drained },
    ...tokenCounting && { tokenCounting },
    ...tenantMetrics && { tenantMetrics },
    ...leases && { leases },
    ...profiles && profiles.profiles.length > 0 && { applicationProfiles: renderProfiles(profiles, deferred) },
  };
  return { plan, environment: deferred.environment() };
}

/** Every target of every route, once, by name. */
export function distinctTargets(routes: readonly BoundRoute[]): BoundTarget[] {
  const targets = routes.flatMap(targetsOf);
  const byName = new Map(targets.map((target) => [target.name, target]));
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
}

function renderRoute(route: BoundRoute): RoutePlan {
  return {
    tiers: route.tiers.map(renderTier),
    ...route.contextFallbacks.length > 0 && { contextFallbacks: route.contextFallbacks.map(renderTier) },
    ...route.filterFallbacks.length > 0 && { filterFallbacks: route.filterFallbacks.map(renderTier) },
    ...route.hedging && { hedging: route.hedging._render() },
    defaultMaxTokens: route.defaultMaxTokens,
    maxTokensCeiling: route.maxTokensCeiling,
    deadlineMs: route.deadline.toMilliseconds(),
    maxAttempts: route.maxAttempts,
    firstTokenTimeoutMs: route.firstTokenTimeout.toMilliseconds(),
    idleTimeoutMs: route.idleTimeout.toMilliseconds(),
    midStream: route.midStream._render(),
    ...route.affinity && { affinity: route.affinity._render() },
    ...route.guardrail && { guardrail: route.guardrail.plan },
  };
}

function renderTier(tier: BoundTier): TierPlan {
  return {
    strategy: tier.strategy._render(),
    members: tier.targets.map((target) => ({ target: target.name, weight: target.weight })),
  };
}

/** What CloudFormation calls an application inference profile, and the comma behind it. */
const PROFILE_ID_BYTES = 13;

function renderProfiles({ owner, arnPrefix, profiles }: CreatedProfiles, deferred: DeferredValues): ApplicationProfilesPlan {
  return {
    by: owner,
    arnPrefix: deferred.reference(arnPrefix),
    ids: deferred.reference(Fn.join(',', profiles.map(({ id }) => id)), profiles.length * PROFILE_ID_BYTES),
  };
}

function renderTarget(
  target: BoundTarget, capacity: CapacityPlan | undefined, deferred: DeferredValues, profiles: CreatedProfiles | undefined,
): TargetPlan {
  const { role } = target;
  const places = profiles && placesFor(profiles, target);
  return {
    modelId: deferred.reference(target.modelId),
    ...places && places.size > 0 && { applicationProfiles: Object.fromEntries(places) },
    ...target.model.foundationModel !== undefined && { foundationModel: target.model.foundationModel },
    region: renderRegion(target.region, deferred),
    ...role && { role: { arn: deferred.reference(role.arn), ...role.externalId !== undefined && { externalId: role.externalId } } },
    shard: target.shard ?? UNKNOWN_SHARD,
    ...capacity && { capacity },
    burndown: target.burndown,
    acceptsPrefill: target.acceptsPrefill,
    ...target.price && { price: target.price },
    ...target.contextWindow !== undefined && { contextWindow: target.contextWindow },
    ...target.maxOutputTokens !== undefined && { maxOutputTokens: target.maxOutputTokens },
  };
}

function renderGuardrails(target: BoundTarget, routes: readonly BoundRoute[], deferred: DeferredValues): Pick<TargetPlan, 'guardrails'> {
  const guardrails = routes.flatMap(({ name, guardrail }) => {
    const found = guardrail?.byTarget.get(target.name);
    return found ? [[name, { identifier: deferred.reference(found.identifier), version: deferred.reference(found.version) }] as const] : [];
  });
  return guardrails.length > 0 ? { guardrails: Object.fromEntries(guardrails) } : {};
}

function renderRegion(region: SourceRegion, deferred: DeferredValues): Deferred {
  return region.home && Token.isUnresolved(region.name) ? FUNCTION_REGION : deferred.reference(region.name);
}

function renderTenant(tenant: BoundTenant, routes: readonly BoundRoute[]): TenantPlan {
  return {
    ...tenant.quota && { quota: renderQuota(tenant.quota) },
    ...tenant.routeQuotas.size > 0 && { routeQuotas: renderRouteQuotas(tenant.routeQuotas) },
    ...spreadOver(ledgerItems([tenant.quota])),
    ...tenant.share && { share: renderShare(tenant.share) },
    routes: tenant.routes,
    onLedgerFailure: `${tenant.onLedgerFailure}`,
    ...tenant.shards && { shards: renderShards(tenant.shards, routes.filter(({ name }) => tenant.routes.includes(name))) },
  };
}

/** Without the order in which they were written, which means nothing. */
function renderShards(selection: ShardSelection, routes: readonly BoundRoute[]): ShardsPlan {
  const choice = selection._choice();
  return choice.kind === 'pinned'
    ? { kind: 'pinned', shards: [...new Set(choice.shards)].sort() }
    : { kind: 'shuffled', count: choice.count, shards: offeredShards(routes) };
}

function spreadOver(items: number): { readonly ledgerItems?: number } {
  return items > 1 ? { ledgerItems: items } : {};
}

function renderShare({ guaranteed, weight, priority, maxQueueTime, buckets }: BoundShare): SharePlan {
  return {
    ...guaranteed && { guaranteed: renderQuota(guaranteed) }, weight, priority: `${priority}`, maxQueueMs: maxQueueTime.toMilliseconds(), buckets,
  };
}

function renderRouteQuotas(quotas: ReadonlyMap<string, Quota>): { [route: string]: RouteQuotaPlan } {
  const parts = routeParts([...quotas.keys()]);
  return Object.fromEntries([...quotas].map(([route, quota], index) => [route, { part: parts[index], limits: renderQuota(quota) }]));
}

function renderCapacity(pool: string, { pool: named, ...limits }: Capacity, guaranteed: GuaranteedShare | undefined): CapacityPlan {
  return { pool, limits: renderQuota(limits), ...guaranteed && { guaranteed: renderQuota(guaranteed) }, ...spreadOver(ledgerItems([limits])) };
}

function renderQuota(quota: Quota): QuotaPlan {
  const { requestsPerMinute, quotaTokensPerMinute, quotaTokensPerDay, concurrentRequests, usdPerDay, usdPerMonth } = quota;
  return {
    ...requestsPerMinute !== undefined && { requestsPerMinute },
    ...quotaTokensPerMinute !== undefined && { quotaTokensPerMinute },
    ...quotaTokensPerDay !== undefined && { quotaTokensPerDay },
    ...concurrentRequests !== undefined && { concurrentRequests },
    ...usdPerDay !== undefined && { usdPerDay },
    ...usdPerMonth !== undefined && { usdPerMonth },
  };
}
