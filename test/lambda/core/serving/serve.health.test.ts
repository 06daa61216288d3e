import { createMemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { Candidate } from '../../../../lambda/core/attempts/candidates';
import { createHealth, Health } from '../../../../lambda/core/health/health';
import { JudgedCandidate } from '../../../../lambda/core/health/order-by-health';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { fullFor } from '../../../support/core/fake-ledger';
import { answers, breaks, fails, stalls, streams } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';
import { seededRandom } from '../../../support/random';

/** A health that says what the test wants and notes what it is told. */
function healthThat(verdicts: Readonly<Record<string, JudgedCandidate['verdict']>>) {
  const told: string[] = [];
  const health: Health = {
    refresh: () => undefined,
    judge: async (candidates: readonly Candidate[]) => {
      const judged = candidates.map((candidate): JudgedCandidate => ({ candidate, verdict: verdicts[candidate.target.name] ?? 'healthy' }));
      return [...judged.filter(({ verdict }) => verdict !== 'open'), ...judged.filter(({ verdict }) => verdict === 'open')];
    },
    began: (target) => { told.push(`began ${target}`); },
    succeeded: (target) => { told.push(`succeeded ${target}`); },
    failed: (target, failure) => { told.push(`failed ${target} ${failure}`); },
    abandoned: (target) => { told.push(`abandoned ${target}`); },
    idle: async () => undefined,
  };
  return { told, health };
}

const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });

const gateway = (verdicts: Readonly<Record<string, JudgedCandidate['verdict']>>, sketch: GatewaySketch) => {
  const { told, health } = healthThat(verdicts);
  return { told, running: gatewayOf({ tiers: [['first'], ['second']], health, ...sketch }) };
};

describe('health', () => {
  it('decides the order, and an open target that was not needed stands in the record', async () => {
    const { running, told } = gateway({ first: 'open' }, { models: { first: [answers()], second: [answers()] } });
    await (await running.serve()).finish();
    expect(targetsCalled(running)).toEqual(['second']);
    expect(running.record().candidates).toEqual([{ target: 'second', tier: 1 }, { target: 'first', tier: 0, skipped: 'breakerOpen' }]);
    expect(told).toEqual(['began second', 'succeeded second']);
  });

  it('never keeps a request from the last target that is left', async () => {
    const { running } = gateway({ first: 'open', second: 'open' }, { models: { first: [answers()], second: [answers()] } });
    const served = await running.serve();
    expect(served).toMatchObject({ target: 'first' });
    await served.finish();
    expect(running.record()).toMatchObject({ outcome: 'success', allTargetsOpen: true });
  });

  it.each([['healthy', undefined], ['slowStart', undefined], ['probe', true], ['open', true]] as const)(
    'stands in the record when there is nothing else than open targets: beside one that is open, a first that is %s', async (first, allTargetsOpen) => {
      const { running } = gateway({ first, second: 'open' }, { models: { first: [answers()], second: [answers()] } });
      await (await running.serve()).finish();
      expect(running.record().allTargetsOpen).toBe(allTargetsOpen);
    });

  it('is told of every attempt, once', async () => {
    const { running, told } = gateway({}, { models: { first: [fails(ERROR_OF_FAILURE.unavailable())], second: [answers()] } });
    await (await running.serve()).finish();
    expect(told).toEqual(['failed first unavailable', 'began second', 'succeeded second']);
  });

  it('is told when a stream breaks that had begun well', async () => {
    const { running, told } = gateway({}, { models: { first: [streams(messageStart(), content('a'), breaks(ERROR_OF_FAILURE.connection()))], second: [answers()] } });
    const served = await running.serve({ streamed: true });
    await running.read(served);
    await running.clock.run(served.finish());
    expect(told).toEqual(['began first', 'failed first connection']);
  });

  it('hears of one failure of a target in one request, however often that meets it', async () => {
    const { running, told } = gateway({}, { tiers: [['first']], models: { first: [fails(ERROR_OF_FAILURE.modelFault())] } });
    await running.fail();
    expect(targetsCalled(running)).toEqual(['first', 'first', 'first']);
    expect(told).toEqual(['failed first modelFault', 'abandoned first', 'abandoned first']);
  });

  it('opens a target that breaks every stream after its first content', async () => {
    const store = createMemoryHealthStore();
    const { clock } = gatewayOf();
    const health = createHealth({ store, now: clock.now, random: seededRandom(2) });
    const broken = streams(messageStart(), content('a'), breaks(ERROR_OF_FAILURE.connection()));
    const whole = streams(messageStart(), content('fine'), messageStop(), metadata());
    const running = gatewayOf({ tiers: [['first'], ['second']], health, models: { first: [broken], second: [whole] } });
    for (let request = 0; request < 5; request++) {
      const served = await running.serve({ streamed: true });
      await running.read(served);
      await running.clock.run(served.finish());
      await clock.advance(200);
      await health.idle();
    }
    expect(store.health().get('first')).toMatchObject({ kind: 'open', cause: 'failures' });
    expect(await running.serve({ streamed: true })).toMatchObject({ target: 'second' });
  });

  it('is told nothing about a stream that is whole but its first content', async () => {
    const { running, told } = gateway({}, { models: { first: [streams(messageStart(), content('a'), messageStop(), metadata())], second: [answers()] } });
    const served = await running.serve({ streamed: true });
    await running.read(served);
    await running.clock.run(served.finish());
    expect(told).toEqual(['began first', 'succeeded first']);
  });
});

describe('a second target beside a slow one', () => {
  const capacity = { capacity: { requestsPerMinute: 10 } };

  it.each(['slowStart', 'open'] as const)('is not one whose health is in doubt (%s)', async (verdict) => {
    const { running } = gateway({ second: verdict }, {
      tiers: [['first', 'second']],
      targets: { first: capacity, second: capacity },
      models: { first: [answers({}, 5_000)], second: [answers()] },
      route: { hedging: { initialDelayMs: 400 } },
    });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });
});

describe('a claimed probe', () => {
  it('is answered for by its call', async () => {
    const { running, told } = gateway({ first: 'probe' }, { models: { first: [fails(ERROR_OF_FAILURE.serverFault())], second: [answers()] } });
    await (await running.serve()).finish();
    expect(told).toEqual(['failed first serverFault', 'began second', 'succeeded second']);
  });

  it('is given up when its target has no capacity left', async () => {
    const { running, told } = gateway({ first: 'probe' }, {
      models: { first: [answers()], second: [answers()] },
      targets: { first: { capacity: { requestsPerMinute: 1 } } },
      ledger: { targets: { first: [fullFor(1_000)] } },
    });
    await (await running.serve()).finish();
    expect(told).toEqual(['abandoned first', 'began second', 'succeeded second']);
  });

  it('is given up when the deadline has passed before its call', async () => {
    const { running, told } = gateway({ first: 'probe' }, { models: { first: [answers()], second: [answers()] } });
    await running.fail({ latestEnd: running.clock.now() });
    expect(told).toEqual(['abandoned first']);
  });

  it('is given up when the caller leaves during its call', async () => {
    const { running, told } = gateway({ first: 'probe' }, { models: { first: [stalls()], second: [answers()] } });
    const request = running.start().catch((error: unknown) => error);
    await running.clock.advance(100);
    running.caller.abort(new Error('left'));
    expect(await request).toMatchObject({ name: 'CallerLeft' });
    expect(told).toEqual(['abandoned first']);
  });

  it.each([
    ['for long requests', fails(ERROR_OF_FAILURE.contextExceeded()), 'failed first contextExceeded', { contextFallbacks: [tier('other')] }],
    ['for filtered answers', answers({}, 10, 'content_filtered'), 'succeeded first', { filterFallbacks: [tier('other')] }],
  ])('of a target %s is given up when that has no capacity left', async (_, behaviour, toldOfFirst, route) => {
    const { running, told } = gateway({ other: 'probe' }, {
      tiers: [['first']],
      targets: { other: { capacity: { requestsPerMinute: 1 } } },
      models: { first: [behaviour], other: [answers()] },
      ledger: { targets: { other: [fullFor(1_000)] } },
      route,
    });
    await running.clock.run(running.start().then((served) => served.finish(), () => undefined));
    expect(told.filter((line) => !line.startsWith('began')).sort()).toEqual(['abandoned other', toldOfFirst]);
  });

  it('is given up when the gateway itself fails during its call', async () => {
    const { running, told } = gateway({ first: 'probe' }, { models: { first: [fails(new TypeError('a bug'))], second: [answers()] } });
    expect(await running.refuse()).toBeInstanceOf(TypeError);
    expect(told).toEqual(['abandoned first']);
  });
});
