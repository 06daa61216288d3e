import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { failureClass, FAILURE_CLASSES, FailureName } from '../../../../lambda/core/failures/failure-classes';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { answers, Behaviour, fails, stall, stalls, streams } from '../../../support/core/fake-models';
import { BODY, gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const NAMES = Object.keys(FAILURE_CLASSES) as FailureName[];
const PASSING = NAMES.filter((name) => failureClass(name).otherTarget);

const failing = (name: FailureName): Behaviour => fails(ERROR_OF_FAILURE[name]());
const twoTiers = (first: readonly Behaviour[], second: readonly Behaviour[] = [answers()], sketch: GatewaySketch = {}) =>
  gatewayOf({ tiers: [['first'], ['second']], models: { first, second }, ...sketch });

describe('a target that fails', () => {
  it.each(PASSING)('is replaced by the next one at once after %s', async (name) => {
    const gateway = twoTiers([failing(name)]);
    const served = await gateway.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'second', attempts: 2 });
    expect(gateway.record().attempts).toMatchObject([
      { target: 'first', outcome: name, startedAfterMs: 0, durationMs: 10 },
      { target: 'second', outcome: 'answered', startedAfterMs: 10 },
    ]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', tier: 1 });
  });

  it('is recorded with the upstream\'s name, status and request id', async () => {
    const error = new UpstreamError('ThrottlingException', 429, 'Too many tokens', { requestId: 'upstream-7' });
    const gateway = twoTiers([fails(error)]);
    await (await gateway.serve()).finish();
    expect(gateway.record().attempts[0]).toMatchObject({ code: 'ThrottlingException', status: 429, upstreamRequestId: 'upstream-7' });
  });

  it('is tried again after the others when all failed for a moment', async () => {
    const gateway = twoTiers([failing('serverFault'), answers()], [failing('throttledPerMinute')]);
    const served = await gateway.serve();
    expect(targetsCalled(gateway)).toEqual(['first', 'second', 'first']);
    expect(served).toMatchObject({ target: 'first', attempts: 3 });
  });

  it('does not let one target hide in another tier', async () => {
    const gateway = gatewayOf({ tiers: [['a', 'b'], ['c']], models: { a: [failing('unavailable')], b: [failing('unavailable')], c: [answers()] } });
    await (await gateway.serve()).finish();
    expect(gateway.record().candidates).toEqual([{ target: 'a', tier: 0 }, { target: 'b', tier: 0 }, { target: 'c', tier: 1 }]);
    expect(gateway.record().attempts.map(({ target }) => target)).toEqual(['a', 'b', 'c']);
  });
});

describe('the caller\'s own mistake', () => {
  it('is returned in Bedrock\'s words, without a second attempt', async () => {
    const gateway = twoTiers([failing('callerFault')]);
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'invalidRequest', status: 400, message: ERROR_OF_FAILURE.callerFault().message });
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.record()).toMatchObject({ outcome: 'rejected', reason: 'invalidRequest' });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('is returned also when another target failed before', async () => {
    const gateway = twoTiers([failing('unavailable')], [failing('callerFault')]);
    expect(await gateway.fail()).toMatchObject({ reason: 'invalidRequest', status: 400 });
    expect(targetsCalled(gateway)).toHaveLength(2);
  });

  it('is not what a mistake in the gateway\'s own setup is called, nor is its text shown', async () => {
    const gateway = gatewayOf({ models: { first: [failing('configuration')] } });
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'unavailable', status: 503 });
    expect(error.message).not.toContain('InvokeModel');
    expect(targetsCalled(gateway)).toHaveLength(1);
  });
});

describe('a single target that is throttled', () => {
  it.each([[0, 1_000], [0.5, 1_500]])('is tried again after a second, jittered (random %d: %i ms)', async (random, pauseMs) => {
    const gateway = gatewayOf({ models: { first: [failing('throttledPerMinute'), answers()] }, random: () => random });
    const served = await gateway.serve();
    const [first, second] = gateway.models.calls;
    expect(served.attempts).toBe(2);
    expect(second!.startedAt - first!.startedAt - 10).toBe(pauseMs);
  });

  it('is tried three times, then the caller is told to slow down', async () => {
    const gateway = gatewayOf({ models: { first: [failing('throttledPerMinute')] } });
    const error = await gateway.fail();
    expect(targetsCalled(gateway)).toHaveLength(3);
    expect(error).toMatchObject({ reason: 'throttled', status: 429 });
    expect(error.details.retryAfterMs).toBeGreaterThan(0);
  });

  it('is not tried again when it is throttled for the day', async () => {
    const gateway = gatewayOf({ models: { first: [failing('throttledPerDay')] } });
    expect(await gateway.fail()).toMatchObject({ status: 429 });
    expect(targetsCalled(gateway)).toHaveLength(1);
  });

  it('is not tried before the time that it asks for', async () => {
    const error = new UpstreamError('ThrottlingException', 429, 'Too many requests', { retryAfterMs: 4_000 });
    const gateway = gatewayOf({ models: { first: [fails(error), answers()] } });
    await gateway.serve();
    expect(gateway.models.calls[1]!.startedAt - gateway.models.calls[0]!.startedAt).toBe(4_010);
  });
});

describe('when no target is left', () => {
  it.each([
    ['throttledPerMinute', 'throttled', 429],
    ['serviceQuota', 'throttled', 429],
    ['modelNotReady', 'throttled', 429],
    ['unavailable', 'unavailable', 503],
    ['serverFault', 'unavailable', 503],
    ['connection', 'unavailable', 503],
    ['configuration', 'unavailable', 503],
    ['modelTimeout', 'timedOut', 504],
    ['modelFault', 'modelFailed', 424],
    ['brokenStream', 'brokenStream', 502],
  ] as const)('%s everywhere is answered with %s', async (name, reason, status) => {
    const gateway = twoTiers([failing(name)], [failing(name)]);
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason, status });
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('does not tell the caller to slow down when one target was down and not throttled', async () => {
    expect(await twoTiers([failing('throttledPerMinute')], [failing('unavailable')]).fail()).toMatchObject({ status: 503 });
  });

  it('has made no more attempts than the route allows', async () => {
    const gateway = twoTiers([failing('connection')], [failing('connection')], { route: { maxAttempts: 3 } });
    await gateway.fail();
    expect(targetsCalled(gateway)).toHaveLength(3);
  });

  it('leaves no upstream call and no timer behind', async () => {
    const gateway = twoTiers([failing('connection')], [failing('serverFault')]);
    await gateway.fail();
    const endedAt = gateway.clock.now();
    await expect(gateway.clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(gateway.clock.now()).toBe(endedAt);
  });
});

describe('the deadline', () => {
  it('ends a request that waits for a silent target, and its upstream call', async () => {
    const gateway = gatewayOf({ models: { first: [stalls()] }, route: { deadlineMs: 2_000 } });
    const arrived = gateway.clock.now();
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'timedOut', status: 504 });
    expect(gateway.clock.now() - arrived).toBe(2_000);
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.models.calls[0]).toMatchObject({ running: false, cancelledAt: arrived + 2_000 });
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'timedOut', attempts: [{ outcome: 'deadline', durationMs: 2_000 }] });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('is the cause also when the cancelled call ends like a lost connection', async () => {
    const gateway = gatewayOf({ models: { first: [stalls(ERROR_OF_FAILURE.connection())] }, route: { deadlineMs: 2_000 } });
    expect(await gateway.fail()).toMatchObject({ reason: 'timedOut', status: 504 });
    expect(targetsCalled(gateway)).toEqual(['first']);
  });

  it('is one for all attempts together', async () => {
    const gateway = twoTiers([fails(ERROR_OF_FAILURE.unavailable(), 1_500)], [stalls()], { route: { deadlineMs: 2_000 } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail()).toMatchObject({ status: 504 });
    expect(gateway.clock.now() - arrived).toBe(2_000);
  });

  it('comes earlier when the compute ends earlier', async () => {
    const gateway = gatewayOf({ models: { first: [stalls()] } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail({ latestEnd: arrived + 700 })).toMatchObject({ status: 504 });
    expect(gateway.clock.now() - arrived).toBe(700);
  });

  it('answers at once with the last failure when a retry would come too late', async () => {
    const gateway = gatewayOf({ models: { first: [failing('throttledPerMinute')] }, route: { deadlineMs: 900 } });
    const arrived = gateway.clock.now();
    expect(await gateway.fail()).toMatchObject({ status: 429 });
    expect(gateway.clock.now() - arrived).toBe(10);
  });
});

describe('a target that says nothing', () => {
  it('is left after half of the time that is left, while another one has not been tried', async () => {
    const gateway = twoTiers([stalls()], [answers()], { route: { deadlineMs: 2_000 } });
    const arrived = gateway.clock.now();
    expect(await gateway.serve()).toMatchObject({ target: 'second', attempts: 2 });
    const [first, second] = gateway.models.calls;
    expect(first).toMatchObject({ startedAt: arrived, cancelledAt: arrived + 1_000 });
    expect(second).toMatchObject({ startedAt: arrived + 1_000 });
    expect(second!.cancelledAt).toBeUndefined();
  });

  it('is waited for to the end when no further attempt is allowed', async () => {
    const gateway = twoTiers([answers({}, 1_800)], [answers()], { route: { deadlineMs: 2_000, maxAttempts: 1 } });
    expect(await gateway.serve()).toMatchObject({ target: 'first', attempts: 1 });
  });

  it('is left sooner when even a slow model would have been done: the first token and a tenth of a second for each that it may have', async () => {
    const gateway = twoTiers([stalls()], [answers()], { route: { deadlineMs: 100_000, firstTokenTimeoutMs: 5_000 } });
    const arrived = gateway.clock.now();
    const body = { ...BODY, inferenceConfig: { maxTokens: 50 } };
    expect(await gateway.serve({ body })).toMatchObject({ target: 'second', attempts: 2 });
    expect(gateway.models.calls[0]).toMatchObject({ cancelledAt: arrived + 5_000 + 5_000 });
  });

  it('is left after the first-token limit when it streams, however much time is left, and not tried again', async () => {
    const gateway = twoTiers([stalls()], [streams(messageStart(), content('hi'), messageStop(), metadata())], { route: { firstTokenTimeoutMs: 300 } });
    const arrived = gateway.clock.now();
    expect(await gateway.serve({ streamed: true })).toMatchObject({ target: 'second', attempts: 2 });
    expect(gateway.models.calls[0]).toMatchObject({ cancelledAt: arrived + 300 });
  });

  it('is left too when it has only opened its stream', async () => {
    const gateway = twoTiers([streams(messageStart(), stall())], [streams(messageStart(), content('hi'), messageStop(), metadata())], { route: { firstTokenTimeoutMs: 300 } });
    expect(await gateway.serve({ streamed: true })).toMatchObject({ target: 'second' });
  });

  it('answers 504 when it was the only one', async () => {
    const gateway = gatewayOf({ models: { first: [stalls()] }, route: { firstTokenTimeoutMs: 300 } });
    expect(await gateway.fail({ streamed: true })).toMatchObject({ status: 504 });
    expect(gateway.models.calls).toHaveLength(1);
  });
});

describe('a fault in the gateway itself', () => {
  it('is not mistaken for a failure of the upstream, and gives the quota back', async () => {
    const fault = new TypeError('a bug');
    const gateway = twoTiers([fails(fault)]);
    expect(await gateway.refuse()).toBe(fault);
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'internal', attempts: [{ outcome: 'fault' }] });
  });
});

it('a caller whose requests are at fault does not use up what outages need', async () => {
  const retryBudget = createRetryBudget();
  for (let request = 0; request < 40; request++) {
    expect(await twoTiers([failing('unavailable')], [failing('callerFault')], { retryBudget }).fail()).toMatchObject({ status: 400 });
  }
  expect(await twoTiers([failing('unavailable')], [answers()], { retryBudget }).serve()).toMatchObject({ target: 'second' });
});

describe('an outage of everything', () => {
  it('is not multiplied: once the budget for extra attempts is used up, a request makes only its first', async () => {
    const retryBudget = createRetryBudget();
    const calls: number[] = [];
    for (let request = 0; request < 40; request++) {
      const gateway = twoTiers([failing('unavailable')], [failing('unavailable')], { retryBudget });
      expect(await gateway.fail()).toMatchObject({ status: 503 });
      calls.push(gateway.models.calls.length);
      if (request === 39) {
        expect(gateway.record().candidates).toEqual([{ target: 'first', tier: 0 }, { target: 'second', tier: 1, skipped: 'retryBudgetUsedUp' }]);
      }
    }
    expect(calls[0]).toBe(6);
    expect(calls.slice(-10).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(13);
  });

  it('does not keep a request from a healthy fallback, however long the primary has been down', async () => {
    const retryBudget = createRetryBudget();
    for (let request = 0; request < 100; request++) {
      expect(await twoTiers([failing('unavailable')], [answers()], { retryBudget }).serve()).toMatchObject({ target: 'second' });
    }
  });
});
