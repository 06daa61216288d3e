import { ConverseEvent } from '../../../../lambda/core/converse';
import { GatewayError } from '../../../../lambda/core/gateway-error';
import { content, messageStart, messageStop, metadata, textsOf, usageOf } from '../../../support/core/events';
import { answers, fails, pause, streams } from '../../../support/core/fake-models';
import { BODY, gatewayOf, SECRET_TEXT, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const USAGE = { inputTokens: 12, outputTokens: 30, cacheReadInputTokens: 900, cacheWriteInputTokens: 4 };

describe('a plain request that is answered', () => {
  const answered = async () => {
    const gateway = gatewayOf({ models: { first: [answers(USAGE, 250)] } });
    const served = await gateway.serve();
    await served.finish();
    return { gateway, served };
  };

  it('hands on the answer with the target that gave it', async () => {
    const { served } = await answered();
    expect(served).toMatchObject({ kind: 'answer', target: 'first', attempts: 1, answer: { usage: USAGE, stopReason: 'end_turn' } });
    expect(served.kind === 'answer' && new TextDecoder().decode(served.answer.body)).toBe('first');
  });

  it('sends the request once, with its cap made explicit', async () => {
    const { gateway } = await answered();
    expect(targetsCalled(gateway)).toHaveLength(1);
    expect(gateway.models.calls[0]).toMatchObject({ streamed: false, body: { ...BODY, inferenceConfig: { maxTokens: 100 } } });
  });

  it('settles the tenant to input, cache writes and burned down output', async () => {
    const { gateway } = await answered();
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 12 + 4 + 30 * 5 }]);
  });

  it('is not settled before the caller has the answer', async () => {
    const gateway = gatewayOf({ models: { first: [answers(USAGE)] } });
    const served = await gateway.serve();
    expect(gateway.ledger.settled).toEqual([]);
    expect(gateway.records).toEqual([]);
    await served.finish();
    expect(gateway.ledger.settled).toHaveLength(1);
  });

  it('can be settled while it is sent, which is then not done again', async () => {
    const gateway = gatewayOf({ models: { first: [answers(USAGE)] } });
    const served = await gateway.serve();
    if (served.kind !== 'answer') throw new Error('expected a whole answer');
    await Promise.all([served.settle(), served.settle()]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 166 }]);
    expect(gateway.records).toEqual([]);
    await served.finish();
    expect(gateway.ledger.settled).toHaveLength(1);
    expect(gateway.record()).toMatchObject({ outcome: 'success', settledTokens: 166 });
  });

  it('and cannot be shown to the caller is charged and recorded as failed, with the reason', async () => {
    const gateway = gatewayOf({ models: { first: [answers(USAGE)] } });
    await (await gateway.serve()).finish(new GatewayError('modelFailed', 'malformed'));
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 166 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'modelFailed', target: 'first', settledTokens: 166 });
  });

  it('is recorded with what was tried, reserved and used', async () => {
    const { gateway } = await answered();
    const reserved = gateway.ledger.asked[0]!.amount.tokens!;
    expect(gateway.record()).toEqual({
      requestId: 'request-1',
      time: gateway.models.calls[0]!.startedAt,
      tenant: 'acme',
      keyId: 'key-1',
      route: 'claude-sonnet',
      streamed: false,
      outcome: 'success',
      candidates: [{ target: 'first', tier: 0 }],
      attempts: [{ target: 'first', startedAfterMs: 0, durationMs: 250, outcome: 'answered' }],
      target: 'first',
      tier: 0,
      maxTokens: 100,
      reservedTokens: reserved,
      settledTokens: 166,
      usage: USAGE,
      quotaUsed: 0,
      timeToFirstTokenMs: 250,
      latencyMs: 250,
      ledgerErrors: 0,
    });
  });

  it('leaves no upstream call and no timer behind', async () => {
    const { gateway } = await answered();
    const endedAt = gateway.clock.now();
    await expect(gateway.clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(gateway.clock.now()).toBe(endedAt);
    expect(gateway.models.calls[0]!.running).toBe(false);
  });

  it('reserves the estimated input and the cap, against the tenant\'s limits', async () => {
    const { gateway } = await answered();
    expect(gateway.ledger.asked).toHaveLength(1);
    expect(gateway.ledger.asked[0]).toMatchObject({
      key: { pk: 'TENANT#acme' },
      limits: { requests: 60, tokens: 100_000 },
      amount: { requests: 1 },
    });
    expect(gateway.ledger.asked[0]!.amount.tokens!).toBeGreaterThan(100);
    expect(gateway.ledger.asked[0]!.amount.tokens!).toBeLessThan(150);
  });

  it('costs an unlimited tenant no ledger call', async () => {
    const gateway = gatewayOf({ tenant: { quota: undefined }, models: { first: [answers(USAGE)] } });
    await (await gateway.serve()).finish();
    expect(gateway.ledger.asked).toEqual([]);
    expect(gateway.ledger.settled).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', settledTokens: 166 });
  });

  it('settles with the burndown of the target that answered, not of the one that was tried first', async () => {
    const gateway = gatewayOf({
      tiers: [['first'], ['second']],
      targets: { first: { burndown: 15 }, second: { burndown: 1 } },
      models: { first: [fails(ERROR_OF_FAILURE.unavailable())], second: [answers(USAGE)] },
    });
    await (await gateway.serve()).finish();
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 46 }]);
    expect(gateway.record()).toMatchObject({ target: 'second', tier: 1 });
  });

  it('takes the targets of a round robin in the turn that its reservation drew', async () => {
    const gateway = gatewayOf({
      tiers: [['first', 'second']],
      strategy: { kind: 'roundRobin' },
      models: { first: [answers()], second: [answers()] },
      random: () => { throw new Error('the turn decides, not chance'); },
    });
    const targets: string[] = [];
    for (let turn = 0; turn < 4; turn++) targets.push((await gateway.serve()).target);
    expect([['first', 'second', 'first', 'second'], ['second', 'first', 'second', 'first']]).toContainEqual(targets);
  });

  it('is sent to the place that the plan describes', async () => {
    const place = { modelId: 'eu.anthropic.claude-sonnet-4-6', region: 'eu-west-1', role: { arn: 'arn:aws:iam::222222222222:role/shard' } };
    const gateway = gatewayOf({ targets: { first: place }, models: { first: [answers()] } });
    await gateway.serve();
    expect(gateway.models.calls[0]!.place).toMatchObject({ name: 'first', ...place });
  });
});

describe('a streamed request that is answered', () => {
  const EVENTS = [messageStart(), content('Hel'), content('lo'), messageStop(), metadata(USAGE)];
  const [START, HEL, ...REST] = EVENTS as [ConverseEvent, ConverseEvent, ...ConverseEvent[]];
  const streamed = () => gatewayOf({ models: { first: [streams(START, pause(40), HEL, pause(500), ...REST)] } });

  it('hands on every event, also those from before the first content', async () => {
    const gateway = streamed();
    const { events, error } = await gateway.read(await gateway.serve({ streamed: true }));
    expect(error).toBeUndefined();
    expect(events).toEqual(EVENTS);
    expect(textsOf(events)).toEqual(['Hel', 'lo']);
  });

  it('commits at the first content, while the rest is still to come', async () => {
    const gateway = streamed();
    const arrived = gateway.clock.now();
    const served = await gateway.serve({ streamed: true });
    expect(served).toMatchObject({ kind: 'stream', target: 'first', attempts: 1 });
    expect(gateway.clock.now() - arrived).toBe(50);
    expect(gateway.models.calls[0]).toMatchObject({ streamed: true, running: true });
  });

  it('is settled from the usage that ends the stream', async () => {
    const gateway = streamed();
    const served = await gateway.serve({ streamed: true });
    await gateway.read(served);
    await served.finish();
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 166 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', usage: USAGE, timeToFirstTokenMs: 50, latencyMs: 550, streamed: true });
    expect(gateway.record().settledByEstimate).toBeUndefined();
  });

  it('and cannot be shown to its end is charged and recorded as broken, with the reason', async () => {
    const gateway = streamed();
    const served = await gateway.serve({ streamed: true });
    await gateway.read(served);
    await served.finish(new GatewayError('modelFailed', 'malformed'));
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 166 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'brokenStream', reason: 'modelFailed', settledTokens: 166 });
  });

  it('is settled by a marked estimate when the stream ends complete and without usage', async () => {
    const gateway = gatewayOf({ models: { first: [streams(messageStart(), content('a'), content('b'), messageStop())] } });
    const served = await gateway.serve({ streamed: true });
    await gateway.read(served);
    await served.finish();
    const inputEstimate = gateway.ledger.asked[0]!.amount.tokens! - 100;
    expect(gateway.record()).toMatchObject({ outcome: 'success', settledByEstimate: true, settledTokens: inputEstimate + 2 * 5 });
  });

  it('may be complete without any content', async () => {
    const gateway = gatewayOf({ models: { first: [streams(messageStart(), messageStop(), metadata({ inputTokens: 9 }))] } });
    const served = await gateway.serve({ streamed: true });
    const { events, error } = await gateway.read(served);
    await served.finish();
    expect(error).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['messageStart', 'messageStop', 'metadata']);
    expect(gateway.record()).toMatchObject({ outcome: 'success', usage: usageOf({ inputTokens: 9 }) });
  });
});

describe('the decision record', () => {
  it('holds nothing of what the caller or the model said', async () => {
    const gateway = gatewayOf({ models: { first: [streams(messageStart(), content('the answer is 42'), messageStop(), metadata())] } });
    const served = await gateway.serve({ streamed: true });
    await gateway.read(served);
    await served.finish();
    const line = JSON.stringify(gateway.record());
    expect(line).not.toContain(SECRET_TEXT);
    expect(line).not.toContain('42');
  });

  it('holds nothing of what Bedrock quotes from the request in an error', async () => {
    const error = ERROR_OF_FAILURE.callerFault();
    error.message = `invalid text: ${SECRET_TEXT}`;
    const gateway = gatewayOf({ models: { first: [fails(error)] } });
    await gateway.fail();
    expect(JSON.stringify(gateway.record())).not.toContain(SECRET_TEXT);
  });
});
