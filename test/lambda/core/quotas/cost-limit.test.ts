import { cacheWritesOf } from '../../../../lambda/core/cache-writes';
import { limitsCost, mostThatRequestCosts } from '../../../../lambda/core/quotas/cost-limit';
import { requireKnownPrices } from '../../../../lambda/core/quotas/known-prices';
import { RoutePlan, TenantPlan } from '../../../../src/contract/plan';
import { routeOf, targetOf } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';

const BODY = { messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }] };
const TENANT: TenantPlan = { routes: ['r', 's'], onLedgerFailure: 'failClosed' };

const tier = (...targets: string[]) => ({ strategy: { kind: 'ordered' as const }, members: targets.map((target) => ({ target, weight: 1 })) });
const TARGETS = new Map([
  ['cheap', targetOf('cheap', { price: priceOf(1, 5) })],
  ['twin', targetOf('twin', { price: priceOf(1, 5) })],
  ['dear', targetOf('dear', { price: priceOf(3, 15) })],
  ['unpriced', targetOf('unpriced')],
]);
const most = (route: Partial<RoutePlan>, body: object = BODY) =>
  mostThatRequestCosts(cacheWritesOf({ ...BODY, ...body }), { inputTokens: 1_000, maxTokens: 100 }, routeOf(route), TARGETS);

it.each([
  [{}, false],
  [{ quota: { requestsPerMinute: 1 } }, false],
  [{ quota: { usdPerDay: 1 } }, true],
  [{ quota: { usdPerMonth: 1 } }, true],
  [{ routeQuotas: { r: { part: 'p', limits: { usdPerDay: 1 } } } }, true],
  [{ routeQuotas: { s: { part: 'p', limits: { usdPerDay: 1 } } } }, false],
])('a tenant with %j limits the cost of a route: %p', (members, expected) => {
  expect(limitsCost({ ...TENANT, ...members }, 'r')).toBe(expected);
});

describe('the most that a request costs', () => {
  it('is what the dearest target of its route asks for', () => {
    expect(most({ tiers: [tier('cheap', 'twin', 'unpriced')] })).toBe(1_000 * 1_000 + 100 * 5_000);
    expect(most({ tiers: [tier('cheap'), tier('dear')] })).toBe(1_000 * 3_000 + 100 * 15_000);
  });

  it.each(['contextFallbacks', 'filterFallbacks'])('counts the targets of %s', (chain) => {
    expect(most({ tiers: [tier('cheap')], [chain]: [tier('dear')] })).toBe(1_000 * 3_000 + 100 * 15_000);
  });

  it('counts what the request writes to a cache', () => {
    const system = [{ text: 'long' }, { cachePoint: { type: 'default', ttl: '1h' } }];
    expect(most({ tiers: [tier('cheap')] }, { system })).toBe(1_000 * 2_000 + 100 * 5_000);
  });

  it('is nothing where nothing has a price', () => {
    expect(most({ tiers: [tier('unpriced')] })).toBe(0);
  });
});

describe('what is charged at other prices', () => {
  it.each([
    ['serviceTier.type', { serviceTier: { type: 'priority' } }, '"priority"', 'default or flex'],
    ['serviceTier.type', { serviceTier: { type: 7 } }, '7', 'default or flex'],
    ['performanceConfig.latency', { performanceConfig: { latency: 'optimized' } }, '"optimized"', 'standard'],
    ['additionalModelRequestFields.anthropic_beta', { additionalModelRequestFields: { anthropic_beta: ['x', 'context-1m-2025-08-07'] } }, '"context-1m-2025-08-07"', 'other'],
    ['additionalModelRequestFields.anthropic_beta', { additionalModelRequestFields: { anthropic_beta: 'context-1m-2025-08-07' } }, 'context-1m', 'other'],
  ])('is refused: %s in %j', (field, body, ...words) => {
    const error = (() => {
      try {
        return requireKnownPrices({ ...BODY, ...body });
      } catch (thrown) {
        return thrown;
      }
    })() as Error;
    expect(error).toMatchObject({ reason: 'invalidRequest', details: { field } });
    expect(error.message).toContain(field);
    for (const word of words) expect(error.message).toContain(word);
  });

  it.each([
    ['service_tier', { serviceTier: { type: 'priority' } }], ['anthropic-beta', { additionalModelRequestFields: { anthropic_beta: ['context-1m-2025-08-07'] } }],
  ])('is refused as the caller calls it: %s', (field, body) => {
    const names = { serviceTier: 'service_tier', betas: 'anthropic-beta' };
    expect(() => requireKnownPrices({ ...BODY, ...body }, names)).toThrow(expect.objectContaining({
      message: expect.stringMatching(new RegExp(`^${field}: `)), details: { field },
    }));
  });

  it.each([
    { serviceTier: { type: 'default' } }, { serviceTier: { type: 'flex' } }, { serviceTier: {} },
    { performanceConfig: { latency: 'standard' } }, { additionalModelRequestFields: { anthropic_beta: ['interleaved-thinking-2025-05-14'] } },
  ])('is not %j', (body) => {
    expect(() => requireKnownPrices({ ...BODY, ...body })).not.toThrow();
  });
});
