import { fullFor } from '../../../support/core/fake-ledger';
import { answers } from '../../../support/core/fake-models';
import { BODY, gatewayOf } from '../../../support/core/gateway';
import { ROUTE } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';

const USAGE = { inputTokens: 100, outputTokens: 10, cacheReadInputTokens: 50, cacheWriteInputTokens: 0 };
const MODELS = { first: [answers(USAGE)] };
const DEAR = { quota: { usdPerDay: 5, concurrentRequests: 2 }, routeQuotas: { [ROUTE]: { part: 'k3f9', limits: { quotaTokensPerDay: 9_000, usdPerMonth: 1 } } } };
const PRICED = { first: { price: priceOf(1, 5) } };

describe('all limits of a tenant', () => {
  it('are asked for in one step, with what is counted in any case', async () => {
    const gateway = gatewayOf({ models: MODELS, tenant: DEAR, targets: PRICED });
    await (await gateway.serve()).finish();
    const [{ amount, limits }] = gateway.ledger.asked as [typeof gateway.ledger.asked[number]];
    expect(gateway.ledger.asked).toHaveLength(1);
    expect(limits).toEqual({ 'concurrent': 2, 'costPerDay': 5e9, 'tokensPerDay~k3f9': 9_000, 'costPerMonth~k3f9': 1e9 });
    const { tokens } = amount;
    const cost = (tokens! - 100) * 1_000 + 100 * 5_000;
    expect(amount).toEqual({ 'requests': 1, tokens, 'concurrent': 1, 'costPerDay': cost, 'tokensPerDay~k3f9': tokens, 'costPerMonth~k3f9': cost });
    expect(gateway.record()).toMatchObject({ reservedCost: cost });
  });

  it('are settled with what was used, by the price of who answered', async () => {
    const gateway = gatewayOf({ models: MODELS, tenant: DEAR, targets: PRICED });
    await (await gateway.serve()).finish();
    const cost = 100 * 1_000 + 50 * 100 + 10 * 5_000;
    expect(gateway.ledger.settledForTenant()).toEqual([
      { 'requests': 1, 'tokens': 150, 'concurrent': 0, 'costPerDay': cost, 'tokensPerDay~k3f9': 150, 'costPerMonth~k3f9': cost },
    ]);
    expect(gateway.record()).toMatchObject({ settledCost: cost });
  });

  it('are given back entirely by a request that is not answered', async () => {
    const gateway = gatewayOf({ tenant: DEAR, targets: PRICED, ledger: { targets: {} }, route: { deadlineMs: 1 } });
    await gateway.refuse();
    expect(gateway.ledger.settledForTenant()).toEqual([
      { 'requests': 0, 'tokens': 0, 'concurrent': 0, 'costPerDay': 0, 'tokensPerDay~k3f9': 0, 'costPerMonth~k3f9': 0 },
    ]);
  });

  it('refuse in their own units, and name the route where the limit is the route\'s', async () => {
    const rejection = fullFor(9_000, { dimension: 'costPerMonth~k3f9', limit: 1e9, asked: 25_000_000 });
    const gateway = gatewayOf({ tenant: DEAR, targets: PRICED, ledger: { tenant: [rejection] } });
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'quotaExceeded', details: { retryAfterMs: 9_000 } });
    expect(error.message).toContain(`limit of 1 US dollars per month for ${ROUTE} (this request asks for 0.025)`);
    expect(gateway.record().limitedBy).toBe('costPerMonth');
  });
});

it('a quota of another route is not asked for', async () => {
  const gateway = gatewayOf({ models: MODELS, tenant: { quota: undefined, routeQuotas: { other: { part: 'x', limits: { requestsPerMinute: 1 } } } } });
  await (await gateway.serve()).finish();
  expect(gateway.ledger.asked).toEqual([]);
});

it('what is charged at prices that are not known is refused to a tenant with a limit in US dollars, and to no other', async () => {
  const body = { ...BODY, serviceTier: { type: 'priority' } };
  const limited = gatewayOf({ models: MODELS, tenant: DEAR, targets: PRICED });
  expect(await limited.fail({ body })).toMatchObject({ reason: 'invalidRequest', details: { field: 'serviceTier.type' } });
  expect(limited.ledger.asked).toEqual([]);
  const free = gatewayOf({ models: MODELS, targets: PRICED });
  await (await free.serve({ body })).finish();
});
