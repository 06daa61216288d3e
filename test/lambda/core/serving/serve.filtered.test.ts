import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { answers, Behaviour, breaks, fails, stalls, streams } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const USAGE = { inputTokens: 10, outputTokens: 2 };
const FILTERED = answers(USAGE, 10, 'content_filtered');
const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });
const filteredAfter = (...said: readonly string[]): Behaviour =>
  streams(messageStart(), ...said.map(content), messageStop('content_filtered'), metadata(USAGE));
const whole = (text: string): Behaviour => streams(messageStart(), content(text), messageStop(), metadata(USAGE));

const gateway = (models: GatewaySketch['models'], route: GatewaySketch['route'] = {}) => gatewayOf({
  tiers: [['first'], ['second']],
  targets: { milder: {}, mildest: {} },
  models,
  route: { filterFallbacks: [tier('milder')], ...route },
});

describe('an answer that a model\'s content filter keeps back', () => {
  it('stands when the route names no other targets for it', async () => {
    const running = gateway({ first: [FILTERED], second: [answers()] }, { filterFallbacks: undefined });
    const served = await running.serve();
    expect(served).toMatchObject({ target: 'first', attempts: 1, answer: { stopReason: 'content_filtered' } });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is asked for there otherwise, and not at the ordinary fallback', async () => {
    const running = gateway({ first: [FILTERED], second: [answers()], milder: [answers({ inputTokens: 10, outputTokens: 4 })] });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'milder', attempts: 2, answer: { stopReason: 'end_turn' } });
    expect(running.record()).toMatchObject({
      outcome: 'success', tier: 2, attempts: [{ target: 'first', outcome: 'answerFiltered' }, { target: 'milder', outcome: 'answered' }],
    });
    expect(running.record().candidates).toEqual([
      { target: 'first', tier: 0 }, { target: 'second', tier: 1, skipped: 'answerFiltered' }, { target: 'milder', tier: 2 },
    ]);
  });

  it('counts the tiers for it after those for long requests', async () => {
    const running = gateway({ first: [FILTERED], milder: [answers()] }, { contextFallbacks: [tier('mildest')] });
    await (await running.serve()).finish();
    expect(running.record()).toMatchObject({ target: 'milder', tier: 3 });
  });

  it('is not asked for at a target that is too small for the request', async () => {
    const running = gatewayOf({
      targets: { tiny: { maxOutputTokens: 10 }, milder: {} },
      models: { first: [FILTERED], tiny: [answers()], milder: [answers()] },
      route: { filterFallbacks: [tier('tiny'), tier('milder')] },
    });
    await running.serve();
    expect(targetsCalled(running)).toEqual(['first', 'milder']);
  });

  it('is charged as well, because Bedrock charges for it', async () => {
    const running = gateway({ first: [FILTERED], milder: [answers({ inputTokens: 10, outputTokens: 4 })] });
    await (await running.serve()).finish();
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 20 + 30 }]);
  });

  it('goes from one of those targets to the next', async () => {
    const running = gateway({ first: [FILTERED], milder: [FILTERED], mildest: [answers()] }, { filterFallbacks: [tier('milder'), tier('mildest')] });
    expect(await running.serve()).toMatchObject({ target: 'mildest', attempts: 3 });
  });

  it('stands when all of them filter it', async () => {
    const running = gateway({ first: [FILTERED], milder: [FILTERED] });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'milder', answer: { stopReason: 'content_filtered' } });
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 40 }]);
    expect(targetsCalled(running)).toEqual(['first', 'milder']);
  });

  it('stands when none of them can serve: the caller learns why, not that something is out of service', async () => {
    const running = gateway({ first: [FILTERED], milder: [fails(ERROR_OF_FAILURE.configuration())] });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'first', answer: { stopReason: 'content_filtered' } });
    expect(running.record()).toMatchObject({ outcome: 'success', attempts: [{ outcome: 'answerFiltered' }, { outcome: 'configuration' }] });
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 20 }]);
  });

  it('stands when the gateway itself fails while it asks others, and the fault is reported', async () => {
    const fault = new TypeError('a fault of ours');
    const running = gateway({ first: [FILTERED], milder: [fails(fault as never)] });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'first', answer: { stopReason: 'content_filtered' } });
    expect(running.faults).toEqual([fault]);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 20 }]);
  });

  it('is not taken past a guardrail, which is the operator\'s own decision', async () => {
    const running = gateway({ first: [answers(USAGE, 10, 'guardrail_intervened')], milder: [answers()] });
    expect(await running.serve()).toMatchObject({ target: 'first', answer: { stopReason: 'guardrail_intervened' } });
  });

  it('is charged when the caller leaves while others are asked', async () => {
    const running = gateway({ first: [FILTERED], milder: [stalls()] });
    const served = running.start();
    served.catch(() => undefined);
    await running.clock.advance(100);
    running.caller.abort();
    await expect(running.clock.run(served)).rejects.toBeInstanceOf(CallerLeft);
    expect(running.ledger.settledForTenant()[0]!.tokens).toBeGreaterThanOrEqual(20);
  });
});

it('who has filtered an answer is not asked for it again', async () => {
  const running = gateway({ first: [fails(ERROR_OF_FAILURE.unavailable())], second: [FILTERED] }, { filterFallbacks: [tier('second')] });
  await (await running.serve()).finish();
  expect(targetsCalled(running)).toEqual(['first', 'second']);
  expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 20 }]);
});

describe('a stream that a content filter ends', () => {
  it('goes elsewhere also when it breaks off before its usage comes', async () => {
    const filtered = streams(messageStart(), messageStop('content_filtered'), breaks(ERROR_OF_FAILURE.connection()));
    const running = gateway({ first: [filtered], second: [whole('unfiltered')], milder: [whole('fine')] });
    expect(await running.serve({ streamed: true })).toMatchObject({ target: 'milder' });
    expect(targetsCalled(running)).toEqual(['first', 'milder']);
  });

  it('goes elsewhere when nothing of it was passed on', async () => {
    const running = gateway({ first: [filteredAfter()], milder: [whole('fine')] });
    const served = await running.serve({ streamed: true });
    expect(served.target).toBe('milder');
    expect(textsOf((await running.read(served)).events)).toEqual(['fine']);
  });

  it('is passed on when a retry elsewhere would come after the caller must have heard something', async () => {
    const running = gateway({ first: [filteredAfter()], milder: [fails(ERROR_OF_FAILURE.throttledPerMinute()), whole('fine')] });
    expect(await running.serve({ streamed: true, maxSilenceMs: 900 })).toMatchObject({ target: 'first' });
    expect(targetsCalled(running)).toEqual(['first', 'milder']);
  });

  it('ends as it does when something of it was', async () => {
    const running = gateway({ first: [filteredAfter('some')], milder: [whole('fine')] });
    const { events, error } = await running.read(await running.serve({ streamed: true }));
    expect([textsOf(events), error, events.at(-2)?.stopReason]).toEqual([['some'], undefined, 'content_filtered']);
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('goes elsewhere even then when the route buffers', async () => {
    const running = gateway({ first: [filteredAfter('some')], milder: [whole('fine')] }, { midStream: 'buffer' });
    const served = await running.serve({ streamed: true });
    expect(textsOf((await running.read(served)).events)).toEqual(['fine']);
  });

  it('is passed on whole when nobody else answers', async () => {
    const running = gateway({ first: [filteredAfter()], milder: [fails(ERROR_OF_FAILURE.configuration())] });
    const served = await running.serve({ streamed: true });
    const { events, error } = await running.read(served);
    await served.finish();
    expect([error, events.map(({ kind }) => kind)]).toEqual([undefined, ['control', 'messageStop', 'metadata']]);
    expect(running.record()).toMatchObject({ outcome: 'success', target: 'first', settledTokens: 20 });
  });
});
