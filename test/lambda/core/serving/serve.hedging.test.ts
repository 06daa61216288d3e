import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { fullFor } from '../../../support/core/fake-ledger';
import { answers, Behaviour, fails, pause, stalls, streams } from '../../../support/core/fake-models';
import { BODY, gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const CAPACITY = { capacity: { requestsPerMinute: 100 } };
const DELAY = 400;

const streamOf = (text: string, afterMs = 10): Behaviour => streams(
  pause(afterMs), messageStart(), content(text), messageStop(), metadata({ inputTokens: 7, outputTokens: 3 }),
);

/** Two targets of one tier with declared capacity, and a fallback. */
const hedged = ({ route, ...sketch }: GatewaySketch) => gatewayOf({
  tiers: [['first', 'second'], ['fallback']],
  targets: { first: CAPACITY, second: CAPACITY, fallback: CAPACITY },
  route: { hedging: { initialDelayMs: DELAY }, ...route },
  ...sketch,
});

describe('a second target beside a slow one', () => {
  it('is asked after the delay, and the faster of the two answers', async () => {
    const running = hedged({ models: { first: [streamOf('slow', 5_000)], second: [streamOf('fast')] } });
    const served = await running.serve({ streamed: true });
    expect(served).toMatchObject({ target: 'second', attempts: 2 });
    expect(textsOf((await running.read(served)).events)).toEqual(['fast']);
    const [first, second] = running.models.calls;
    expect(second!.startedAt - first!.startedAt).toBe(DELAY);
    expect(first!.cancelledAt).toBe(second!.startedAt + 20);
  });

  it('is asked for answers in one piece too', async () => {
    const running = hedged({ models: { first: [answers({}, 5_000)], second: [answers({}, 10)] } });
    expect(await running.serve()).toMatchObject({ target: 'second', attempts: 2 });
  });

  it('is not asked when the first one is in time', async () => {
    const running = hedged({ models: { first: [answers({}, DELAY - 1)], second: [answers()] } });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is not asked when the route does not hedge', async () => {
    const running = hedged({ models: { first: [answers({}, 5_000)], second: [answers()] }, route: { hedging: undefined } });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('gives way when the first one answers after all', async () => {
    const running = hedged({ models: { first: [answers({}, DELAY + 50)], second: [answers({}, 5_000)] } });
    const served = await running.serve();
    await served.finish();
    expect(served.target).toBe('first');
    expect(running.models.calls[1]!.cancelledAt).toBe(running.models.calls[0]!.startedAt + DELAY + 50);
    expect(running.record().attempts).toMatchObject([{ target: 'first', outcome: 'answered' }, { target: 'second', outcome: 'hedgeLost', hedge: true }]);
  });

  it('is recorded, with the input of the one that was given up charged by estimate', async () => {
    const running = hedged({ models: { first: [stalls()], second: [answers({ inputTokens: 7, outputTokens: 3 })] } });
    const served = await running.serve();
    await served.finish();
    const [lost, won] = running.record().attempts;
    expect(lost).toMatchObject({ target: 'first', outcome: 'hedgeLost', startedAfterMs: 0, durationMs: DELAY + 10 });
    expect(won).toMatchObject({ target: 'second', outcome: 'answered', hedge: true, startedAfterMs: DELAY });
    const [estimate] = running.ledger.settledForTarget('first');
    expect(estimate!.tokens).toBeGreaterThan(0);
    expect(running.ledger.settledForTarget('second')).toEqual([{ requests: 1, tokens: 7 + 3 * 5 }]);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: estimate!.tokens! + 22 }]);
    expect(running.record().settledByEstimate).toBe(true);
  });

  it('goes on alone when the first one fails', async () => {
    const running = hedged({ models: { first: [fails(ERROR_OF_FAILURE.unavailable(), DELAY + 50)], second: [answers({}, 500)] } });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'second', attempts: 2 });
    expect(running.models.calls[1]!.cancelledAt).toBeUndefined();
    expect(running.record().attempts.map(({ outcome }) => outcome)).toEqual(['unavailable', 'answered']);
  });

  it('does not move the record\'s attempts out of the order in which they were made', async () => {
    const running = hedged({ models: { first: [answers({}, DELAY + 50)], second: [answers({}, 5_000)] } });
    await (await running.serve()).finish();
    expect(running.record().attempts.map(({ startedAfterMs }) => startedAfterMs)).toEqual([0, DELAY]);
  });

  it('leaves the first one to go on alone when it fails itself', async () => {
    const running = hedged({ models: { first: [answers({}, 2_000)], second: [fails(ERROR_OF_FAILURE.unavailable())] } });
    expect(await running.serve()).toMatchObject({ target: 'first', attempts: 2 });
  });

  it('is followed by the fallback when both fail', async () => {
    const failing = fails(ERROR_OF_FAILURE.unavailable(), 600);
    const running = hedged({ models: { first: [failing], second: [failing], fallback: [answers()] } });
    expect(await running.serve()).toMatchObject({ target: 'fallback', attempts: 3 });
  });

  it('is given up when the caller\'s own mistake ends the first', async () => {
    const running = hedged({ models: { first: [fails(ERROR_OF_FAILURE.callerFault(), DELAY + 50)], second: [stalls()] } });
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest' });
    expect(running.models.calls[1]!.running).toBe(false);
    expect(targetsCalled(running)).toEqual(['first', 'second']);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('does not end a request that the first one serves when it is too small for it itself', async () => {
    const running = hedged({ models: { first: [answers({}, 5_000)], second: [fails(ERROR_OF_FAILURE.contextExceeded())] } });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'first', attempts: 2 });
    expect(targetsCalled(running)).toEqual(['first', 'second']);
  });

  it('does not end a request that the first one serves when it alone takes it for a mistake', async () => {
    const running = hedged({ models: { first: [answers({}, 5_000)], second: [fails(ERROR_OF_FAILURE.callerFault())] } });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'first', attempts: 2 });
    expect(running.record().attempts).toMatchObject([{ target: 'first', outcome: 'answered' }, { target: 'second', outcome: 'callerFault', hedge: true }]);
  });

  it('says what is wrong with a request that the first one does not serve either', async () => {
    const first = [fails(ERROR_OF_FAILURE.unavailable(), 5_000)];
    const running = hedged({ models: { first, second: [fails(ERROR_OF_FAILURE.callerFault())] } });
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest' });
    expect(targetsCalled(running)).toEqual(['first', 'second']);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('answers what is too long for the first one', async () => {
    const running = hedged({ models: { first: [fails(ERROR_OF_FAILURE.contextExceeded(), DELAY + 50)], second: [answers({}, 500)] } });
    expect(await running.serve()).toMatchObject({ target: 'second', attempts: 2 });
  });

  it('leaves the time and the capacity of a first one that has failed as they were when it did', async () => {
    const first = [fails(ERROR_OF_FAILURE.contextExceeded(), DELAY + 50)];
    const running = hedged({ models: { first, second: [fails(ERROR_OF_FAILURE.callerFault(), 5_000)] } });
    await running.fail();
    expect(running.record().attempts).toMatchObject([{ outcome: 'contextExceeded', durationMs: DELAY + 50 }, { outcome: 'callerFault' }]);
    expect(running.ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('ends a request that is too long for both in the caller\'s own words', async () => {
    const tooLong = ERROR_OF_FAILURE.contextExceeded();
    const running = hedged({ models: { first: [fails(tooLong, DELAY + 50)], second: [fails(tooLong, 500)], fallback: [answers()] } });
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest', message: tooLong.message });
    expect(targetsCalled(running)).toEqual(['first', 'second']);
  });

  it('may use all of the time that is left, as the last one', async () => {
    const running = hedged({ tiers: [['first', 'second']], targets: { first: CAPACITY, second: CAPACITY }, models: { first: [stalls()], second: [answers({}, 20_000)] } });
    expect(await running.serve({ body: { ...BODY, inferenceConfig: { maxTokens: 1_000 } } })).toMatchObject({ target: 'second' });
  });

  it('does not use up what failing over needs', async () => {
    const slow = Array.from({ length: 20 }, () => answers({}, 1_000));
    const running = hedged({ models: { first: [...slow, fails(ERROR_OF_FAILURE.unavailable())], second: [answers({}, 1)] } });
    for (const _ of slow) await running.clock.run((await running.serve()).finish());
    expect(await running.serve()).toMatchObject({ target: 'second', attempts: 2 });
  });

  it('goes on being asked, for a fifth of the requests, however many there were', async () => {
    const script = Array.from({ length: 200 }, (_, index) => answers({}, index % 10 === 0 ? 5_000 : 10));
    const running = hedged({ models: { first: script, second: [answers({}, 1)] } });
    for (const _ of script) await running.clock.run((await running.serve()).finish());
    expect(targetsCalled(running).filter((name) => name === 'second')).toHaveLength(20);
  });

  it('ends with the first one when the caller leaves', async () => {
    const running = hedged({ models: { first: [stalls()], second: [stalls()] } });
    const served = running.start();
    served.catch(() => undefined);
    await running.clock.advance(DELAY + 100);
    running.caller.abort();
    await expect(running.clock.run(served)).rejects.toBeInstanceOf(CallerLeft);
    expect(running.models.calls.map(({ running: still }) => still)).toEqual([false, false]);
    expect(running.record().outcome).toBe('callerLeft');
  });

  it('ends with the first one at the deadline', async () => {
    const running = hedged({ models: { first: [stalls()], second: [stalls()], fallback: [stalls()] }, route: { deadlineMs: 2_000 } });
    expect(await running.fail()).toMatchObject({ status: 504 });
    expect(running.models.calls.every((call) => !call.running)).toBe(true);
  });
});

describe('who may be asked as the second', () => {
  const slow = [answers({}, 5_000)];

  it('is no target of another tier, which would be another answer', async () => {
    const running = hedged({ tiers: [['first'], ['fallback']], models: { first: slow, fallback: [answers()] } });
    expect(await running.serve()).toMatchObject({ target: 'first' });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is no target without a declared capacity, because nobody knows whether it has room', async () => {
    const running = hedged({ targets: { first: CAPACITY, second: {}, fallback: {} }, models: { first: slow, second: [answers()] } });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is the next one that declares a capacity', async () => {
    const running = hedged({
      tiers: [['first', 'unknown', 'second']], targets: { first: {}, unknown: {}, second: CAPACITY }, models: { first: slow, second: [answers()] },
    });
    expect(await running.serve()).toMatchObject({ target: 'second', attempts: 2 });
  });

  it('is no target that is full', async () => {
    const running = hedged({ models: { first: slow, second: [answers()] }, ledger: { targets: { second: [fullFor(10_000)] } } });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is nobody when the attempts of the route do not allow for it', async () => {
    const running = hedged({ models: { first: slow, second: [answers()] }, route: { hedging: { initialDelayMs: DELAY }, maxAttempts: 1 } });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is nobody when the budget for second calls is used up', async () => {
    const hedgeBudget = { ...createRetryBudget(), take: () => false };
    const running = hedged({ models: { first: slow, second: [answers()] }, hedgeBudget });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is nobody after a failure, which has called for a second attempt already', async () => {
    const running = hedged({
      tiers: [['first', 'second', 'third']],
      targets: { first: CAPACITY, second: CAPACITY, third: CAPACITY },
      models: { first: [fails(ERROR_OF_FAILURE.unavailable())], second: slow, third: [answers()] },
    });
    expect(await running.serve()).toMatchObject({ target: 'second', attempts: 2 });
  });

  it('gives its room back when the first one answers while it is being reserved', async () => {
    const ledger = { targets: { second: [{ admittedAfterMs: 100 }] } };
    const running = hedged({ models: { first: [answers({}, DELAY + 20)], second: [answers()] }, ledger });
    const served = await running.serve();
    await running.clock.run(served.finish());
    expect(targetsCalled(running)).toEqual(['first']);
    expect(running.ledger.settledForTarget('second')).toEqual([{ requests: 0, tokens: 0 }]);
  });
});

describe('how long a first target is waited for', () => {
  it('is what 95 % of its recent answers have stayed within, once enough were seen', async () => {
    const usual = Array.from({ length: 20 }, (_, index) => answers({}, 100 + index));
    const running = hedged({ models: { first: [...usual, answers({}, 5_000)], second: [answers()] }, route: { hedging: {} } });
    for (let request = 0; request < 20; request++) await running.clock.run((await running.serve()).finish());
    expect(targetsCalled(running)).not.toContain('second');
    expect(await running.serve()).toMatchObject({ target: 'second' });
    const [first, second] = running.models.calls.slice(-2);
    expect(second!.startedAt - first!.startedAt).toBe(118);
  });

  it('is measured to the end of the answer where the route buffers', async () => {
    const slowWhole = (ms: number): Behaviour => streams(messageStart(), content('a'), pause(ms), content('b'), messageStop(), metadata());
    const usual = Array.from({ length: 20 }, (_, index) => slowWhole(2_000 + index));
    const running = hedged({ models: { first: [...usual, slowWhole(2_010)], second: [slowWhole(0)] }, route: { hedging: {}, midStream: 'buffer' } });
    for (let request = 0; request < 21; request++) await running.clock.run((await running.serve({ streamed: true })).finish());
    expect(targetsCalled(running)).not.toContain('second');
  });

  it('is for as long as it takes while nothing is known and no delay is set', async () => {
    const running = hedged({ models: { first: [answers({}, 9_000)], second: [answers()] }, route: { hedging: {} } });
    expect(await running.serve()).toMatchObject({ target: 'first' });
    expect(targetsCalled(running)).toEqual(['first']);
  });
});
