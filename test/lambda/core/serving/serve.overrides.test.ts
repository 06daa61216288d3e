import { Override } from '../../../../src/contract/overrides';
import { answers, fails } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ROUTE, TENANT } from '../../../support/core/plans';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });
const drained = (name: string, kind: 'target' | 'shard' = 'target'): Override => ({ kind, name, effect: 'drained' });
const limit = (effect: number): Override => ({ kind: 'limit', name: TENANT, limit: 'requestsPerMinute', effect });

const gateway = (overrides: readonly Override[], sketch: GatewaySketch = {}) => gatewayOf({
  tiers: [['first', 'second'], ['third']],
  models: { first: [answers()], second: [answers()], third: [answers()] },
  overrides,
  ...sketch,
});
const served = async (running: ReturnType<typeof gateway>, request = {}) => {
  const answer = await running.serve(request);
  await answer.finish();
  return answer;
};
const SMALL = { contextWindow: 100 };
const ofShard = (shard: string) => ({ shard }) as object;

describe('a tenant that is switched off', () => {
  test('is refused before anything is reserved or called, and the record says why', async () => {
    const running = gateway([{ kind: 'tenant', name: TENANT, effect: 'disabled' }]);
    expect(await running.fail()).toMatchObject({ reason: 'forbidden', message: `tenant ${TENANT} is switched off by the operator of this gateway` });
    expect([running.ledger.asked, running.models.calls]).toEqual([[], []]);
    expect(running.record()).toMatchObject({ outcome: 'rejected', reason: 'forbidden', overrides: ['tenantDisabled'], candidates: [], attempts: [] });
  });
});

describe('a route that is switched off', () => {
  test('is unavailable by decision: nothing is reserved, and it does not count as a failure', async () => {
    const running = gateway([{ kind: 'route', name: ROUTE, effect: 'disabled' }]);
    expect(await running.fail()).toMatchObject({
      reason: 'unavailable', details: { deliberate: true }, message: `the model "${ROUTE}" is switched off by the operator of this gateway`,
    });
    expect([running.ledger.asked, running.models.calls]).toEqual([[], []]);
    expect(running.record()).toMatchObject({ outcome: 'rejected', reason: 'unavailable', overrides: ['routeDisabled'] });
  });

  test('is not told apart from one that does not exist by whoever may not use it', async () => {
    const running = gateway([{ kind: 'route', name: ROUTE, effect: 'disabled' }], { tenant: { routes: [] } });
    expect(await running.fail()).toMatchObject({ reason: 'unknownRoute' });
  });
});

describe('a limit that is lowered', () => {
  test('is what the ledger keeps, beside the limits that are not', async () => {
    const running = gateway([limit(7)]);
    await served(running);
    expect(running.ledger.asked[0]?.limits).toEqual({ requests: 7, tokens: 100_000 });
    expect(running.record()).toMatchObject({ outcome: 'success', overrides: ['limitLowered'] });
  });

  test('is kept for a tenant that has no quota in the plan', async () => {
    const running = gateway([limit(7)], { tenant: { quota: undefined } });
    await served(running);
    expect(running.ledger.asked[0]?.limits).toEqual({ requests: 7, tokens: undefined });
  });

  test('changes nothing when it is above the plan', async () => {
    const running = gateway([limit(61)]);
    await served(running);
    expect(running.ledger.asked[0]?.limits.requests).toBe(60);
    expect(running.record().overrides).toBeUndefined();
  });
});

describe('a target that is drained', () => {
  test('is left out, and stands in the record', async () => {
    const running = gateway([drained('first')]);
    expect(await served(running)).toMatchObject({ target: 'second', attempts: 1 });
    expect(running.record()).toMatchObject({
      overrides: ['drained'],
      candidates: [{ target: 'second', tier: 0 }, { target: 'third', tier: 1 }, { target: 'first', tier: 0, skipped: 'drained' }],
    });
  });

  test('is not the last resort either', async () => {
    const running = gateway([drained('first'), drained('third')], { models: { second: [fails(ERROR_OF_FAILURE.configuration())] } });
    expect(await running.fail()).toMatchObject({ reason: 'unavailable' });
    expect(targetsCalled(running)).toEqual(['second']);
  });

  test('leaves the tiers behind it in their places', async () => {
    const running = gateway([drained('first'), drained('second')]);
    await served(running);
    expect(running.record()).toMatchObject({ target: 'third', tier: 1 });
  });

  test('goes with its shard', async () => {
    const running = gateway([drained('east', 'shard')], { targets: { first: ofShard('east'), second: ofShard('west'), third: ofShard('east') } });
    expect(await served(running)).toMatchObject({ target: 'second' });
    expect(running.record().candidates.map(({ skipped }) => skipped)).toEqual([undefined, 'drained', 'drained']);
  });

  test('takes its share of the turns with it: round robin goes evenly over those that are left', async () => {
    const counts: Record<string, number> = {};
    const running = gateway([drained('first')], {
      tiers: [['first', 'second', 'third']],
      strategy: { kind: 'roundRobin' },
      models: { second: [answers()], third: [answers()] },
    });
    for (let request = 0; request < 20; request++) {
      const { target } = await served(running);
      counts[target] = (counts[target] ?? 0) + 1;
    }
    expect(counts).toEqual({ second: 10, third: 10 });
  });

  test('is left out among the targets for long requests too', async () => {
    const long = { messages: [{ role: 'user' as const, content: [{ text: 'x'.repeat(6_000) }] }] };
    const running = gateway([drained('large'), drained('third')], {
      targets: { first: SMALL, second: SMALL, large: { contextWindow: 100_000 }, larger: { contextWindow: 200_000 } },
      models: { larger: [answers()] },
      route: { contextFallbacks: [tier('large'), tier('larger')] },
    });
    expect(await served(running, { body: long })).toMatchObject({ target: 'larger' });
    expect(running.record()).toMatchObject({ tier: 3, overrides: ['drained'] });
  });

  test('leaves a filtered answer as it is when nobody else is left to ask', async () => {
    const running = gateway([drained('milder')], {
      targets: { milder: {} }, models: { first: [answers({}, 10, 'content_filtered')] }, route: { filterFallbacks: [tier('milder')] },
    });
    expect(await served(running)).toMatchObject({ target: 'first' });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  test('is no matter of routes that do not use it', async () => {
    const running = gateway([drained('elsewhere')], { targets: { elsewhere: {} } });
    await served(running);
    expect(running.record().overrides).toBeUndefined();
  });
});

test('a route whose targets are all drained says so, and nothing is reserved', async () => {
  const running = gateway([drained('first'), drained('second'), drained('third')]);
  expect(await running.fail()).toMatchObject({
    reason: 'unavailable', details: { deliberate: true }, message: `every target of the model "${ROUTE}" is drained by the operator of this gateway`,
  });
  expect([running.ledger.asked, running.models.calls]).toEqual([[], []]);
  expect(running.record()).toMatchObject({ outcome: 'rejected', overrides: ['drained'] });
});
