import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { answers, fails, pause, stall, stalls, streams } from '../../../support/core/fake-models';
import { Gateway, gatewayOf, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const NOTHING = [{ requests: 0, tokens: 0 }];

/** Lets the caller leave after a while and returns what the request ended with. */
async function leaveAfter(gateway: Gateway, ms: number, streamed: boolean): Promise<unknown> {
  const ended = gateway.start({ streamed }).then(() => 'answered', (error: unknown) => error);
  await gateway.clock.advance(ms);
  gateway.caller.abort(new Error('the socket is closed'));
  await gateway.clock.advance(0);
  return ended;
}

describe('a caller who leaves before the answer', () => {
  it.each([
    ['a plain call runs', { first: [stalls()] }, false],
    ['a plain call runs that ends like a lost connection', { first: [stalls(ERROR_OF_FAILURE.connection())] }, false],
    ['the headers of a stream are awaited', { first: [stalls()] }, true],
    ['the first content of a stream is awaited', { first: [streams(messageStart(), stall())] }, true],
  ])('while %s cancels the upstream call, nothing else is tried, and the input is charged', async (_when, models, streamed) => {
    const gateway = gatewayOf({ tiers: [['first'], ['second']], models: { ...models, second: [answers()] } });
    const arrived = gateway.clock.now();
    expect(await leaveAfter(gateway, 300, streamed)).toBeInstanceOf(CallerLeft);
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.models.calls[0]!.cancelledAt).toBe(arrived + 300);
    const settledTokens = gateway.ledger.asked[0]!.amount.tokens! - gateway.record().maxTokens!;
    expect(settledTokens).toBeGreaterThan(0);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: settledTokens }]);
    expect(gateway.record()).toMatchObject({
      outcome: 'callerLeft', latencyMs: 300, settledByEstimate: true, settledTokens, attempts: [{ outcome: 'callerLeft', durationMs: 300 }],
    });
    expect(gateway.record().reason).toBeUndefined();
  });

  it('during the pause before a retry ends the request there', async () => {
    const gateway = gatewayOf({ models: { first: [fails(ERROR_OF_FAILURE.throttledPerMinute()), answers()] } });
    expect(await leaveAfter(gateway, 400, false)).toBeInstanceOf(CallerLeft);
    await gateway.clock.advance(10_000);
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.ledger.settledForTenant()).toEqual(NOTHING);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', latencyMs: 400, attempts: [{ outcome: 'throttledPerMinute' }] });
  });

  it('during the pause before a retry uses up none of the retries of others', async () => {
    const retryBudget = createRetryBudget();
    for (let left = 0; left < 30; left++) {
      await leaveAfter(gatewayOf({ retryBudget, models: { first: [fails(ERROR_OF_FAILURE.throttledPerMinute()), answers()] } }), 400, false);
    }
    const other = gatewayOf({ retryBudget, models: { first: [fails(ERROR_OF_FAILURE.throttledPerMinute()), answers()] } });
    expect(await other.serve()).toMatchObject({ attempts: 2 });
  });

  it('has left before the request began costs no upstream call', async () => {
    const gateway = gatewayOf({ models: { first: [answers()] } });
    gateway.caller.abort();
    expect(await gateway.refuse()).toBeInstanceOf(CallerLeft);
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual(NOTHING);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft' });
  });

  it('is charged to the target by the input alone, which Bedrock has got', async () => {
    const gateway = gatewayOf({ targets: { first: { capacity: { requestsPerMinute: 5 } } }, models: { first: [stalls()] } });
    await leaveAfter(gateway, 300, false);
    const charged = gateway.record().settledTokens;
    expect(charged).toBeLessThan(gateway.record().reservedTokens!);
    expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 1, tokens: charged }]);
  });

  it('leaves no timer behind', async () => {
    const gateway = gatewayOf({ models: { first: [stalls()] } });
    await leaveAfter(gateway, 300, false);
    const leftAt = gateway.clock.now();
    await expect(gateway.clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(gateway.clock.now()).toBe(leftAt);
  });
});

describe('a caller who leaves in the middle of a stream', () => {
  const streaming = () => gatewayOf({
    tiers: [['first'], ['second']],
    models: { first: [streams(messageStart(), content('a'), content('b'), pause(1_000), content('c'), messageStop(), metadata())], second: [stalls()] },
  });

  it('by closing the connection cancels the upstream and is charged what was read', async () => {
    const gateway = streaming();
    const served = await gateway.serve({ streamed: true });
    const reading = gateway.startReading(served);
    await gateway.clock.advance(500);
    const leftAt = gateway.clock.now();
    gateway.caller.abort();
    const { events, error } = await reading;
    await served.finish();
    expect(events).toHaveLength(3);
    expect(error).toBeInstanceOf(CallerLeft);
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.models.calls[0]!.cancelledAt).toBe(leftAt);
    const settledTokens = gateway.ledger.asked[0]!.amount.tokens! - 100 + 2 * 5;
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: settledTokens }]);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', settledByEstimate: true, settledTokens });
  });

  it('by not reading on cancels the upstream too', async () => {
    const gateway = streaming();
    const served = await gateway.serve({ streamed: true });
    if (served.kind !== 'stream') throw new Error('expected a stream');
    for await (const event of served.events) if (event.kind === 'content') break;
    expect(gateway.models.calls[0]!.running).toBe(false);
    await served.finish();
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', settledByEstimate: true });
  });

  it('without ever reading cancels the upstream when the request is finished', async () => {
    const gateway = streaming();
    const served = await gateway.serve({ streamed: true });
    expect(gateway.models.calls[0]!.running).toBe(true);
    await served.finish();
    expect(gateway.models.calls[0]!.running).toBe(false);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft' });
  });
});

describe('a caller who leaves with a plain answer on its way', () => {
  it('is charged what the answer has cost', async () => {
    const gateway = gatewayOf({ models: { first: [answers({ inputTokens: 4, outputTokens: 2 })] } });
    const served = await gateway.serve();
    gateway.caller.abort();
    await served.finish();
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 14 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', settledTokens: 14 });
    expect(gateway.record().settledByEstimate).toBeUndefined();
  });
});
