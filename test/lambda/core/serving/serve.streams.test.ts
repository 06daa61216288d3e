import { blockStop, content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { Behaviour, breaks, fails, pause, stall, streams } from '../../../support/core/fake-models';
import { Gateway, gatewayOf, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE, exceptionEvent } from '../../../support/core/upstream-errors';

const WHOLE = streams(messageStart(), content('fine'), messageStop(), metadata({ inputTokens: 5, outputTokens: 1 }));

const twoTargets = (first: Behaviour, deadlineMs = 30_000): Gateway =>
  gatewayOf({ tiers: [['first'], ['second']], models: { first: [first], second: [WHOLE] }, route: { deadlineMs } });

async function readThrough(gateway: Gateway) {
  const served = await gateway.serve({ streamed: true });
  const reading = await gateway.read(served);
  await served.finish();
  return { ...reading, served, texts: textsOf(reading.events) };
}

describe('a stream that goes wrong before its first content', () => {
  it.each([
    ['refuses before its headers', fails(ERROR_OF_FAILURE.throttledPerMinute()), 'throttledPerMinute'],
    ['is empty', streams(), 'brokenStream'],
    ['reports throttling at once', streams(breaks(exceptionEvent('ThrottlingException'))), 'throttledPerMinute'],
    ['reports an exception after messageStart', streams(messageStart(), breaks(exceptionEvent('InternalServerException'))), 'serverFault'],
    ['loses its connection after messageStart', streams(messageStart(), breaks(ERROR_OF_FAILURE.connection())), 'connection'],
    ['sends a malformed frame', streams(messageStart(), breaks(ERROR_OF_FAILURE.brokenStream())), 'brokenStream'],
    ['ends after messageStart as if all were well', streams(messageStart()), 'brokenStream'],
    ['ends after an empty block as if all were well', streams(messageStart(), blockStop()), 'brokenStream'],
    ['ends with usage and without messageStop', streams(messageStart(), metadata({ inputTokens: 1 })), 'brokenStream'],
  ] as const)('and %s is replaced without the caller seeing anything of it', async (_how, behaviour, failure) => {
    const gateway = twoTargets(behaviour);
    const { events, error, texts, served } = await readThrough(gateway);
    expect(error).toBeUndefined();
    expect(texts).toEqual(['fine']);
    expect(events.filter(({ type }) => type === 'messageStart')).toHaveLength(1);
    expect(served).toMatchObject({ target: 'second', attempts: 2 });
    expect(gateway.record()).toMatchObject({ outcome: 'success', attempts: [{ outcome: failure }, { outcome: 'answered' }] });
  });

  it('does not let the usage of a replaced stream count', async () => {
    const gateway = twoTargets(streams(messageStart(), metadata({ inputTokens: 9_999 })));
    await readThrough(gateway);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 10 }]);
  });

  it('is returned when it says that the request is at fault', async () => {
    const gateway = twoTargets(streams(messageStart(), breaks(exceptionEvent('ValidationException', 'the tool result is missing'))));
    expect(await gateway.fail({ streamed: true })).toMatchObject({ reason: 'invalidRequest', message: 'the tool result is missing' });
    expect(targetsCalled(gateway)).toHaveLength(1);
  });

  it('ends at the deadline when it stalls, and is cancelled', async () => {
    const gateway = twoTargets(streams(messageStart(), stall()), 3_000);
    const arrived = gateway.clock.now();
    expect(await gateway.fail({ streamed: true })).toMatchObject({ reason: 'timedOut', status: 504 });
    expect(gateway.models.calls[0]!.cancelledAt).toBe(arrived + 3_000);
  });
});

describe('a stream that goes wrong after content was sent', () => {
  const CASES = [
    ['an exception', streams(messageStart(), content('a'), content('b'), breaks(exceptionEvent('ModelStreamErrorException'))), 'modelFailed'],
    ['throttling', streams(messageStart(), content('a'), content('b'), breaks(exceptionEvent('ThrottlingException'))), 'throttled'],
    ['an outage', streams(messageStart(), content('a'), content('b'), breaks(exceptionEvent('ServiceUnavailableException'))), 'unavailable'],
    ['a refusal of the request', streams(messageStart(), content('a'), content('b'), breaks(exceptionEvent('ValidationException'))), 'modelFailed'],
    ['a lost connection', streams(messageStart(), content('a'), content('b'), breaks(ERROR_OF_FAILURE.connection())), 'unavailable'],
    ['a malformed frame', streams(messageStart(), content('a'), content('b'), breaks(ERROR_OF_FAILURE.brokenStream())), 'brokenStream'],
    ['an end without messageStop', streams(messageStart(), content('a'), content('b')), 'brokenStream'],
    ['a fault of the gateway', streams(messageStart(), content('a'), content('b'), breaks(new TypeError('a bug'))), 'internal'],
  ] as const;

  it.each(CASES)('such as %s, tells its reader that the answer is not whole', async (_how, behaviour, reason) => {
    const { texts, error } = await readThrough(twoTargets(behaviour));
    expect(texts).toEqual(['a', 'b']);
    expect(error).toMatchObject({ name: 'GatewayError', reason });
  });

  it.each(CASES)('such as %s, is not replaced by another target', async (_how, behaviour) => {
    const gateway = twoTargets(behaviour);
    await readThrough(gateway);
    expect(targetsCalled(gateway)).toEqual(['first']);
    expect(gateway.models.calls[0]!.running).toBe(false);
  });

  it.each(CASES)('such as %s, is recorded as broken and settled by estimate', async (_how, behaviour, reason) => {
    const gateway = twoTargets(behaviour);
    await readThrough(gateway);
    const settledTokens = gateway.ledger.asked[0]!.amount.tokens! - 100 + 2 * 5;
    expect(gateway.record()).toMatchObject({ outcome: 'brokenStream', reason, settledByEstimate: true, settledTokens, target: 'first' });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: settledTokens }]);
  });

  it('does not show its reader what Bedrock says about the gateway\'s setup', async () => {
    const refusal = exceptionEvent('AccessDeniedException', 'the role arn:aws:iam::1:role/x may not');
    const { error } = await readThrough(twoTargets(streams(content('a'), breaks(refusal))));
    expect((error as Error).message).not.toContain('arn:');
  });

  it('is cut off at the deadline', async () => {
    const gateway = twoTargets(streams(messageStart(), content('a'), pause(1_000), content('b'), stall()), 5_000);
    const arrived = gateway.clock.now();
    const { texts, error } = await readThrough(gateway);
    expect(texts).toEqual(['a', 'b']);
    expect(error).toMatchObject({ reason: 'timedOut' });
    expect(gateway.models.calls[0]!.cancelledAt).toBe(arrived + 5_000);
    expect(gateway.record()).toMatchObject({ outcome: 'brokenStream', reason: 'timedOut', settledByEstimate: true });
  });

  it('is told apart from a lost connection when the deadline cut it off', async () => {
    const { error } = await readThrough(twoTargets(streams(content('a'), stall(ERROR_OF_FAILURE.connection())), 5_000));
    expect(error).toMatchObject({ reason: 'timedOut' });
  });

  it('is whole when only its usage is missing, which is estimated', async () => {
    const gateway = twoTargets(streams(messageStart(), content('a'), messageStop(), breaks(ERROR_OF_FAILURE.connection())));
    const { texts, error } = await readThrough(gateway);
    expect([texts, error]).toEqual([['a'], undefined]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', settledByEstimate: true });
  });

  it('does not hide a fault of the gateway behind an answer that is whole', async () => {
    const gateway = twoTargets(streams(messageStart(), content('a'), messageStop(), breaks(new TypeError('a bug'))));
    expect((await readThrough(gateway)).error).toMatchObject({ reason: 'internal' });
  });

  it('is recorded as an attempt that lasted until it broke, after those before it', async () => {
    const broken = streams(messageStart(), content('a'), pause(300), breaks(ERROR_OF_FAILURE.connection()));
    const gateway = gatewayOf({ tiers: [['first'], ['second']], models: { first: [fails(ERROR_OF_FAILURE.unavailable(), 50)], second: [broken] } });
    await readThrough(gateway);
    expect(gateway.record().attempts).toMatchObject([
      { target: 'first', startedAfterMs: 0, durationMs: 50 },
      { target: 'second', outcome: 'connection', startedAfterMs: 50, durationMs: 310 },
    ]);
  });

  it('is settled from its usage when it had sent that before', async () => {
    const gateway = twoTargets(streams(content('a'), metadata({ inputTokens: 8, outputTokens: 1 }), breaks(ERROR_OF_FAILURE.connection())));
    await readThrough(gateway);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 13 }]);
    expect(gateway.record().settledByEstimate).toBeUndefined();
  });
});
