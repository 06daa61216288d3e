import fc from 'fast-check';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { fullFor } from '../../../support/core/fake-ledger';
import { answers, Behaviour, fails, stalls } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ROUTE } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const TITAN = { foundationModel: 'amazon.titan-embed-text-v2:0', burndown: 1 };
const MOST_AT_ONCE = 8;

const texts = (count: number) => Array.from({ length: count }, (_, index) => `text ${index}`);
const batch = (count: number) => ({ request: { kind: 'embed', route: ROUTE, streamed: false, texts: texts(count), settings: {}, metadata: {} } as const });
const vectors = (count: number) => texts(count).map((_, index) => [index]);

const gatewayFor = (first: readonly Behaviour[], more: GatewaySketch = {}) =>
  gatewayOf({ models: { first }, targets: { first: TITAN }, tenant: { quota: { requestsPerMinute: 1_000 } }, ...more });

async function answered(gateway: ReturnType<typeof gatewayOf>, count: number) {
  const served = await gateway.serve(batch(count));
  if (served.kind !== 'answer') throw new Error('vectors do not stream');
  await served.finish();
  return served;
}

describe('a request that takes several calls', () => {
  it('is answered in the order of its texts, whichever call ends first', async () => {
    const delays = [90, 10, 50, 70, 30];
    const gateway = gatewayFor(delays.map((ms) => answers({ inputTokens: 3 }, ms)));
    const { answer, attempts, target } = await answered(gateway, 5);
    expect(answer.vectors).toEqual(vectors(5));
    expect(answer.usage).toMatchObject({ inputTokens: 15, outputTokens: 0 });
    expect({ attempts, target }).toEqual({ attempts: 5, target: 'first' });
  });

  it('has a few of them under way at once', async () => {
    const gateway = gatewayFor([answers({ inputTokens: 1 }, 100)]);
    const serving = gateway.start(batch(20));
    await gateway.clock.advance(50);
    expect(gateway.models.calls).toHaveLength(MOST_AT_ONCE);
    await gateway.clock.advance(100);
    expect(gateway.models.calls).toHaveLength(2 * MOST_AT_ONCE);
    await (await gateway.clock.run(serving)).finish();
    expect(gateway.models.calls).toHaveLength(20);
  });

  it('is admitted at once for all of them, and is one of the requests at once', async () => {
    const gateway = gatewayFor([answers({ inputTokens: 4 })], {
      tenant: { quota: { requestsPerMinute: 100, quotaTokensPerMinute: 1_000, concurrentRequests: 1 } },
    });
    await answered(gateway, 20);
    expect(gateway.ledger.asked).toHaveLength(1);
    expect(gateway.ledger.asked[0]!.amount).toMatchObject({ requests: 20, concurrent: 1 });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 20, tokens: 80, concurrent: 0 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', calls: 20, settledTokens: 80, usage: { inputTokens: 80 } });
  });

  it('takes nothing when its tenant has no room for all of them', async () => {
    const gateway = gatewayFor([answers()], { ledger: { tenant: [fullFor(4_000)] } });
    expect(await gateway.fail(batch(20))).toMatchObject({ reason: 'quotaExceeded' });
    expect(gateway.models.calls).toEqual([]);
  });

  it('reserves the capacity of a target call by call', async () => {
    const gateway = gatewayFor([answers({ inputTokens: 4 })], { targets: { first: { ...TITAN, capacity: { requestsPerMinute: 100 } } } });
    await answered(gateway, 3);
    expect(gateway.ledger.settledForTarget('first')).toEqual(Array(3).fill({ requests: 1, tokens: 4 }));
  });

  it('fails over call by call', async () => {
    const gateway = gatewayFor([], {
      tiers: [['first'], ['second']],
      models: {
        first: [answers({ inputTokens: 1 }), fails(ERROR_OF_FAILURE.throttledPerMinute()), answers({ inputTokens: 1 })],
        second: [answers({ inputTokens: 1 })],
      },
      targets: { first: TITAN, second: TITAN },
    });
    const { answer, attempts, target } = await answered(gateway, 4);
    expect(answer.vectors).toEqual(vectors(4));
    expect(targetsCalled(gateway).filter((name) => name === 'second')).toHaveLength(1);
    expect({ attempts, target }).toEqual({ attempts: 5, target: 'second' });
    expect(gateway.record()).toMatchObject({ tier: 1, candidates: [{ target: 'first', tier: 0 }, { target: 'second', tier: 1 }] });
  });

  it('takes targets in turn where its route does', async () => {
    const gateway = gatewayFor([], {
      tiers: [['first', 'second']],
      strategy: { kind: 'roundRobin' },
      models: { first: [answers({ inputTokens: 1 })], second: [answers({ inputTokens: 1 })] },
      targets: { first: TITAN, second: TITAN },
    });
    await answered(gateway, 10);
    expect(targetsCalled(gateway).filter((name) => name === 'first')).toHaveLength(5);
  });

  it('estimates what a model does not tell, and marks it', async () => {
    const untold: Behaviour = { ...answers(), usage: undefined } as unknown as Behaviour;
    const gateway = gatewayFor([untold]);
    const { answer } = await answered(gateway, 2);
    const record = gateway.record();
    expect(record.settledByEstimate).toBe(true);
    expect(record.settledTokens).toBeGreaterThan(0);
    expect(answer.usage?.inputTokens).toBe(record.settledTokens);
  });

  it('adds up what its calls cost', async () => {
    const gateway = gatewayFor([answers({ inputTokens: 100 })], {
      targets: { first: { ...TITAN, price: priceOf(1, 5) } }, tenant: { quota: { usdPerDay: 5 } },
    });
    await answered(gateway, 3);
    expect(gateway.record()).toMatchObject({ settledCost: 300_000 });
  });
});

describe('a request of which one call fails for good', () => {
  it('fails, gives up the others, and pays for what was answered or cut off', async () => {
    const gateway = gatewayFor([answers({ inputTokens: 4 }, 10), fails(ERROR_OF_FAILURE.configuration(), 20), stalls()]);
    const error = await gateway.fail(batch(20));
    expect(error.reason).toBe('unavailable');
    expect(gateway.models.calls.every(({ running }) => !running)).toBe(true);
    // The first call had been answered and its place was taken by another one.
    expect(gateway.models.calls).toHaveLength(MOST_AT_ONCE + 1);
    const record = gateway.record();
    expect(record).toMatchObject({ outcome: 'failed', settledByEstimate: true, calls: 20 });
    expect(record.target).toBeUndefined();
    const outcomes = record.attempts.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'givenUp')).toHaveLength(MOST_AT_ONCE - 1);
    const [used] = gateway.ledger.settledForTenant();
    expect(used!.requests).toBe(MOST_AT_ONCE);
    expect(record.settledTokens).toBeGreaterThan(4);
  });

  it('costs nothing when that was the first thing to happen', async () => {
    const gateway = gatewayFor([fails(ERROR_OF_FAILURE.configuration())]);
    await gateway.fail(batch(1));
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });
});

it('texts for a model that writes, and a conversation with one that does not, are refused before any quota is asked', async () => {
  const writes = gatewayFor([answers()], { targets: { first: { foundationModel: 'amazon.nova-pro-v1:0' } } });
  expect(await writes.fail(batch(3))).toMatchObject({ reason: 'invalidRequest' });
  const embeds = gatewayFor([answers()]);
  expect(await embeds.fail()).toMatchObject({ reason: 'invalidRequest' });
  for (const { ledger, models, records } of [writes, embeds]) {
    expect([ledger.asked, models.calls]).toEqual([[], []]);
    expect(records).toMatchObject([{ outcome: 'rejected', reason: 'invalidRequest' }]);
  }
});

it('whose caller leaves is given up, with its calls charged by estimate', async () => {
  const gateway = gatewayFor([stalls()]);
  const serving = gateway.start(batch(20)).catch((error: unknown) => error);
  await gateway.clock.advance(10);
  gateway.caller.abort();
  expect(await gateway.clock.run(serving)).toBeInstanceOf(CallerLeft);
  expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', settledByEstimate: true });
  expect(gateway.ledger.settledForTenant()[0]!.requests).toBe(MOST_AT_ONCE);
  expect(gateway.models.calls).toHaveLength(MOST_AT_ONCE);
});

it('whatever its calls meet, it is answered whole or not at all, and is never charged for more calls than it was admitted with', async () => {
  const behaviour = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }).map((ms) => answers({ inputTokens: 2 }, ms)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map((ms) => fails(ERROR_OF_FAILURE.throttledPerMinute(), ms)) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }).map((ms) => fails(ERROR_OF_FAILURE.configuration(), ms)) },
  );
  const script = fc.array(behaviour, { minLength: 1, maxLength: 40 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 30 }), script, script, async (count, first, second) => {
    const gateway = gatewayFor([], { tiers: [['first'], ['second']], models: { first, second }, targets: { first: TITAN, second: TITAN } });
    const outcome = await gateway.clock.run(gateway.start(batch(count)).then(async (served) => {
      await served.finish();
      return served;
    }, () => undefined));
    const [{ requests }] = gateway.ledger.settledForTenant() as [{ requests: number }];
    if (outcome?.kind === 'answer') {
      expect(outcome.answer.vectors).toEqual(vectors(count));
      expect(requests).toBe(count);
    } else {
      expect(requests).toBeLessThan(count);
    }
    expect(gateway.models.calls.every(({ running }) => !running)).toBe(true);
    expect(gateway.ledger.settledForTenant()).toHaveLength(1);
    expect(gateway.records).toHaveLength(1);
    expect(gateway.faults).toEqual([]);
  }), { numRuns: 60 });
});
