import { parsePlan } from '../../../lambda/adapters/read-plan';
import { Plan, QuotaPlan, RoutePlan, TenantPlan } from '../../../src/contract/plan';
import { priceOf } from '../../support/core/prices';

const target = { modelId: 'm', region: 'eu-central-1', shard: 'home', burndown: 1, acceptsPrefill: true };
const chainOf = (name: string) => [{ strategy: { kind: 'ordered' }, members: [{ target: name, weight: 1 }] }] as const;
const limits = {
  defaultMaxTokens: 10, maxTokensCeiling: 10, deadlineMs: 1_000, maxAttempts: 1, firstTokenTimeoutMs: 500, idleTimeoutMs: 500, midStream: 'failClean',
} as const;
const DOLLARS: QuotaPlan = { requestsPerMinute: 60, usdPerMonth: 5 };
const TOKENS: QuotaPlan = { quotaTokensPerMinute: 1_000 };

/** Every target of the route `priced` has a price; of `chat` one has none, in one of its chains. */
function planOf(tenant: Partial<TenantPlan>, chat: Partial<RoutePlan>): Plan {
  return {
    version: 1,
    gateway: 'g',
    targets: { priced: { ...target, price: priceOf(1, 5) }, unpriced: target },
    routes: { chat: { ...limits, tiers: chainOf('priced'), ...chat }, priced: { ...limits, tiers: chainOf('priced') } },
    tenants: { acme: { routes: ['priced', 'chat'], onLedgerFailure: 'failClosed', ...tenant } },
    auth: { kind: 'credentials', accepts: [{ kind: 'apiKey' }] },
  };
}

const CHAINS = [
  ['a tier', { tiers: [...chainOf('priced'), ...chainOf('unpriced')] }],
  ['the context fallbacks', { contextFallbacks: chainOf('unpriced') }],
  ['the filter fallbacks', { filterFallbacks: chainOf('unpriced') }],
] as const;

describe.each(CHAINS)('a target without a price in %s', (_, chat) => {
  test.each<[string, Partial<TenantPlan>]>([
    ['on all its routes', { quota: DOLLARS }],
    ['a day', { quota: { usdPerDay: 1 } }],
    ['on this route', { quota: TOKENS, routeQuotas: { chat: { part: 'x', limits: DOLLARS } } }],
  ])('is refused to a tenant that is limited in US dollars %s, with its name and the tenant\'s', (__, tenant) => {
    expect(() => parsePlan(planOf(tenant, chat), {})).toThrow(
      'plan.json: targets["unpriced"].price must be a price, which tenants["acme"] needs on the route "chat" for its limit in US dollars and is absent',
    );
  });

  test.each<[string, Partial<TenantPlan>]>([
    ['that may use the route and is limited by tokens', { quota: TOKENS }],
    ['that is limited in US dollars on another route', { routeQuotas: { priced: { part: 'x', limits: DOLLARS } } }],
    ['that is limited in US dollars and may not use the route', { quota: DOLLARS, routes: ['priced'] }],
  ])('is fine for a tenant %s', (__, tenant) => {
    expect(parsePlan(planOf(tenant, chat), {}).tenants.get('acme')).toMatchObject(tenant);
  });
});
