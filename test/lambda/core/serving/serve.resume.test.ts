import { ConverseEvent } from '../../../../lambda/core/converse';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { MidStreamPlan } from '../../../../src/contract/plan';
import { blockStop, content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { breaks, fails, pause, stall, StreamStep, streams } from '../../../support/core/fake-models';
import { BODY, Gateway, gatewayOf, GatewaySketch } from '../../../support/core/gateway';
import { exceptionEvent, ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const CUT = breaks(ERROR_OF_FAILURE.connection());
const whole = (...words: string[]): (StreamStep | ConverseEvent)[] =>
  [messageStart(), ...words.map(content), blockStop(), messageStop(), metadata({ inputTokens: 7, outputTokens: words.length })];
const beginning = (...words: string[]): (StreamStep | ConverseEvent)[] => [messageStart(), ...words.map(content)];
const toolUse: ConverseEvent = {
  ...content(''), type: 'contentBlockStart', payload: new TextEncoder().encode('{"contentBlockIndex":1,"start":{"toolUse":{"name":"x"}}}'),
};

type Script = readonly (StreamStep | ConverseEvent)[];

function gateway(midStream: MidStreamPlan, first: Script, second: Script, sketch: GatewaySketch = {}) {
  return gatewayOf({
    tiers: [['first'], ['second']],
    models: { first: [streams(...first), fails(ERROR_OF_FAILURE.unavailable())], second: [streams(...second)] },
    ...sketch,
    route: { midStream, ...sketch.route },
  });
}

/** What a reader sees: the text, how often each control event came, the error. */
async function read(running: Gateway) {
  const served = await running.serve({ streamed: true });
  const { events, error } = await running.read(served);
  await running.clock.run(served.finish());
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const text = textsOf(events.filter(({ type }) => type === 'contentBlockDelta')).join('');
  return { text, starts: count('messageStart'), blockStops: count('contentBlockStop'), stops: count('messageStop'), error };
}

describe('a stream that breaks after content, with resume', () => {
  it('goes on with a model that is given the beginning, and the reader sees one answer', async () => {
    const running = gateway('resume', [...beginning('The river ', 'bends '), CUT], whole('because ', 'of sand.'), { targets: { second: { acceptsPrefill: true } } });
    expect(await read(running)).toEqual({ text: 'The river bends because of sand.', starts: 1, blockStops: 1, stops: 1, error: undefined });
    expect(running.models.calls[1]!.body.messages).toEqual([...BODY.messages, { role: 'assistant', content: [{ text: 'The river bends' }] }]);
    expect(running.record()).toMatchObject({
      outcome: 'success', target: 'second', tier: 1, attempts: [{ target: 'first', outcome: 'connection' }, { target: 'second', outcome: 'answered' }],
    });
  });

  it('reads no further when it cannot read what was said', async () => {
    const garbled = { ...content('b'), payload: new TextEncoder().encode('{') };
    const running = gateway('resume', [...beginning('a'), garbled, stall()], []);
    const { error } = await running.read(await running.serve({ streamed: true }));
    expect(error).toMatchObject({ reason: 'internal' });
    expect(running.models.calls[0]!.running).toBe(false);
  });

  it('goes on from the beginning that the caller had given', async () => {
    const running = gateway('resume', [...beginning('bends '), CUT], whole('because.'), { targets: { second: { acceptsPrefill: true } } });
    const body = { messages: [...BODY.messages, { role: 'assistant' as const, content: [{ text: 'The river ' }] }] };
    const served = await running.serve({ streamed: true, body });
    const { error } = await running.read(served);
    await running.clock.run(served.finish());
    expect(error).toBeUndefined();
    expect(running.models.calls[1]!.body.messages).toEqual([...BODY.messages, { role: 'assistant', content: [{ text: 'The river ' }, { text: 'bends' }] }]);
  });

  it('lets the new answer pause up to the idle limit, also where the first content may take less', async () => {
    const second = [messageStart(), content('a'), content('b'), pause(350), content('c'), messageStop(), metadata()];
    const running = gateway('resume', [...beginning('a'), CUT], second, { route: { midStream: 'resume', firstTokenTimeoutMs: 200, idleTimeoutMs: 400 } });
    expect(await read(running)).toMatchObject({ text: 'abc', error: undefined });
  });

  it('does not show white space twice that the beginning could not end with', async () => {
    const running = gateway('resume', [...beginning('one '), CUT], whole(' two'), { targets: { second: { acceptsPrefill: true } } });
    expect((await read(running)).text).toBe('one two');
  });

  it('goes on with any other model when its answer repeats what was sent word for word, wherever its pieces end', async () => {
    const running = gateway('resume', [...beginning('The river ', 'bends'), CUT], whole('The ri', 'ver bends bec', 'ause.'));
    expect(await read(running)).toEqual({ text: 'The river bends because.', starts: 1, blockStops: 1, stops: 1, error: undefined });
    expect(running.models.calls[1]!.body.messages).toEqual(BODY.messages);
  });

  it('takes up an answer whose repetition ends with a piece', async () => {
    const running = gateway('resume', [...beginning('ab'), CUT], whole('a', 'b', 'c'));
    expect(await read(running)).toMatchObject({ text: 'abc', stops: 1, error: undefined });
  });

  it('takes up an answer that announces its text, and shows no second announcement', async () => {
    const textStart: ConverseEvent = { ...blockStop(), type: 'contentBlockStart' };
    const running = gateway('resume', [...beginning('ab'), CUT], [messageStart(), textStart, content('abc'), blockStop(), messageStop(), metadata()]);
    const { events, error } = await running.read(await running.serve({ streamed: true }));
    expect([error, events.map(({ type }) => type)]).toEqual([
      undefined, ['messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'],
    ]);
  });

  it('keeps a tool call with which a model goes on that was given the beginning', async () => {
    const running = gateway('resume', [...beginning('Let me see.'), CUT], [messageStart(), toolUse, messageStop('tool_use'), metadata()], {
      targets: { second: { acceptsPrefill: true } },
    });
    const { events, error } = await running.read(await running.serve({ streamed: true }));
    expect([error, events.map(({ type }) => type)]).toEqual([
      undefined, ['messageStart', 'contentBlockDelta', 'contentBlockStart', 'messageStop', 'metadata'],
    ]);
  });

  it('gives no model a beginning that is nothing but white space', async () => {
    const running = gateway('resume', [...beginning('\n'), CUT], whole('\n', 'x'), { targets: { second: { acceptsPrefill: true } } });
    expect(await read(running)).toMatchObject({ text: '\nx', error: undefined });
    expect(running.models.calls[1]!.body.messages).toEqual(BODY.messages);
  });

  it('ends when a model that was given the beginning has nothing to add, not even its last white space', async () => {
    const running = gateway('resume', [...beginning('one '), CUT], whole(), { targets: { second: { acceptsPrefill: true } } });
    expect(await read(running)).toEqual({ text: 'one ', starts: 1, blockStops: 1, stops: 1, error: undefined });
  });

  it('shows no empty piece where the repetition ends with one', async () => {
    const running = gateway('resume', [...beginning('one '), CUT], whole(' ', 'two'), { targets: { second: { acceptsPrefill: true } } });
    const { events } = await running.read(await running.serve({ streamed: true }));
    expect(textsOf(events)).toEqual(['one ', 'two']);
  });

  it('ends complete when nothing but the end is missing', async () => {
    const running = gateway('resume', [...beginning('all of it'), CUT], [messageStart(), content('all of it'), messageStop(), metadata()]);
    expect(await read(running)).toMatchObject({ text: 'all of it', stops: 1, error: undefined });
    expect(running.record()).toMatchObject({ outcome: 'success', target: 'second' });
  });

  it('ends complete when everything had been sent already', async () => {
    const running = gateway('resume', [...beginning('all of it'), CUT], whole('all of it'));
    expect(await read(running)).toEqual({ text: 'all of it', starts: 1, blockStops: 1, stops: 1, error: undefined });
  });

  it.each([
    ['another answer', whole('The sea ', 'is blue.')],
    ['an answer that ends too early', whole('The ')],
    ['a tool call instead', [messageStart(), toolUse, messageStop(), metadata()]],
  ])('fails clean with %s', async (_, second) => {
    const running = gateway('resume', [...beginning('The river '), CUT], second);
    const { text, stops, error } = await read(running);
    expect({ text, stops }).toEqual({ text: 'The river ', stops: 0 });
    expect(error).toMatchObject({ name: 'GatewayError' });
    expect(running.record()).toMatchObject({ outcome: 'brokenStream' });
  });

  it('fails clean when a model that was given the beginning opens the same block again, for a tool call', async () => {
    const again: ConverseEvent = { ...toolUse, payload: new TextEncoder().encode('{"contentBlockIndex":0,"start":{"toolUse":{"name":"x"}}}') };
    const second = [messageStart(), again, messageStop('tool_use'), metadata()];
    const running = gateway('resume', [...beginning('Let me see.'), CUT], second, { targets: { second: { acceptsPrefill: true } } });
    const { text, stops, error } = await read(running);
    expect({ text, stops }).toEqual({ text: 'Let me see.', stops: 0 });
    expect(error).toMatchObject({ name: 'GatewayError' });
  });

  it('is not served by an answer that breaks off while it repeats', async () => {
    const running = gateway('resume', [...beginning('The river '), CUT], [messageStart(), content('The ')], { route: { maxAttempts: 2 } });
    expect(await read(running)).toMatchObject({ text: 'The river ', stops: 0, error: { name: 'GatewayError' } });
    expect(running.record()).toMatchObject({ target: 'first', attempts: [{ outcome: 'connection' }, { outcome: 'brokenStream' }] });
  });

  it.each([
    ['that has been announced', [messageStart(), toolUse, CUT]],
    ['after a text that has ended', [...beginning('a'), blockStop(), CUT]],
  ])('never goes on with a block %s', async (_, first) => {
    const running = gateway('resume', first, whole('a', 'b'));
    expect(await read(running)).toMatchObject({ stops: 0, error: { name: 'GatewayError' } });
    expect(running.models.calls).toHaveLength(1);
  });

  it('never splices inside a tool call', async () => {
    const running = gateway('resume', [...beginning('Let me see.'), blockStop(), toolUse, CUT], whole('Let me see.'), { targets: { second: { acceptsPrefill: true } } });
    expect(await read(running)).toMatchObject({ text: 'Let me see.', stops: 0, error: { name: 'GatewayError' } });
    expect(running.models.calls).toHaveLength(1);
  });

  it('never splices into reasoning', async () => {
    const reasoning: ConverseEvent = { ...content(''), payload: new TextEncoder().encode('{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}') };
    const running = gateway('resume', [messageStart(), reasoning, CUT], whole('x'));
    expect(await read(running)).toMatchObject({ stops: 0, error: { name: 'GatewayError' } });
    expect(running.models.calls).toHaveLength(1);
  });

  it('is not for the caller\'s own fault', async () => {
    const running = gateway('resume', [...beginning('a'), breaks(exceptionEvent('ValidationException'))], whole('a', 'b'));
    expect(await read(running)).toMatchObject({ text: 'a', stops: 0, error: { reason: 'modelFailed' } });
    expect(running.models.calls).toHaveLength(1);
  });

  it('charges what both attempts have used: an estimate for the broken one, the usage of the other', async () => {
    const running = gateway('resume', [...beginning('a', 'b'), CUT], whole('a', 'b', 'c'), { targets: { first: { burndown: 5 }, second: { burndown: 2 } } });
    await read(running);
    const record = running.record();
    const estimate = record.settledTokens! - (7 + 3 * 2);
    expect(record.settledByEstimate).toBe(true);
    expect(estimate).toBeGreaterThan(2 * 5);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: record.settledTokens }]);
  });

  it('charges what was repeated as well when that breaks too', async () => {
    const running = gateway('resume', [...beginning('a'), CUT], [...beginning('a', 'b'), CUT], { route: { midStream: 'resume', maxAttempts: 2 } });
    await read(running);
    const input = running.ledger.asked[0]!.amount.tokens! - 100;
    expect(running.record().settledTokens).toBe(2 * input + (1 + 2) * 5);
  });

  it('starts again without a beginning when the model turns out to refuse one', async () => {
    const running = gatewayOf({
      tiers: [['first'], ['second']],
      targets: { second: { acceptsPrefill: true } },
      models: {
        first: [streams(...beginning('The river '), CUT), fails(ERROR_OF_FAILURE.unavailable())],
        second: [fails(new UpstreamError('ValidationException', 400, 'This model does not support assistant message prefill.')), streams(...whole('The river ', 'bends.'))],
      },
      route: { midStream: 'resume' },
    });
    expect(await read(running)).toMatchObject({ text: 'The river bends.', stops: 1, error: undefined });
    expect(running.models.calls.map(({ target, body }) => [target, body.messages.length])).toEqual([['first', 1], ['second', 2], ['second', 1]]);
    expect(running.record().attempts.map(({ outcome }) => outcome)).toEqual(['connection', 'prefillRefused', 'answered']);
  });

  it('finds out with one more try that words which look like such a refusal were the caller\'s own', async () => {
    const refusal = new UpstreamError('ValidationException', 400, 'The model returned the following errors: prefill: Extra inputs are not permitted');
    const running = gatewayOf({
      tiers: [['first'], ['second']],
      targets: { second: { acceptsPrefill: true } },
      models: { first: [streams(...beginning('a'), CUT), fails(ERROR_OF_FAILURE.unavailable())], second: [fails(refusal)] },
      route: { midStream: 'resume' },
    });
    expect(await read(running)).toMatchObject({ text: 'a', stops: 0, error: { name: 'GatewayError' } });
    expect(running.record().attempts.map(({ outcome }) => outcome)).toEqual(['connection', 'prefillRefused', 'callerFault']);
  });

  it('stays within the attempts of the route', async () => {
    const running = gateway('resume', [...beginning('a'), CUT], whole('a', 'b'), { route: { midStream: 'resume', maxAttempts: 1 } });
    expect(await read(running)).toMatchObject({ text: 'a', stops: 0, error: { name: 'GatewayError' } });
  });
});

describe('a stream that stalls after content', () => {
  it('is cut off after the idle limit and fails clean', async () => {
    const running = gateway('failClean', [...beginning('a'), stall()], whole('a'), { route: { midStream: 'failClean', idleTimeoutMs: 400 } });
    const started = running.clock.now();
    expect(await read(running)).toMatchObject({ text: 'a', stops: 0, error: { reason: 'brokenStream' } });
    expect(running.clock.now() - started).toBe(410);
    expect(running.models.calls).toHaveLength(1);
    expect(running.record().attempts).toMatchObject([{ outcome: 'brokenStream', code: 'StreamStalled' }]);
  });

  it('is taken up by another target with resume', async () => {
    const running = gateway('resume', [...beginning('a'), stall()], whole('a', 'b'), { route: { midStream: 'resume', idleTimeoutMs: 400 } });
    expect(await read(running)).toMatchObject({ text: 'ab', stops: 1, error: undefined });
  });

  it('is not mistaken for one that pauses shorter than the limit, again and again', async () => {
    const pauses = ['a', 'b', 'c', 'd'].flatMap((word) => [pause(390), content(word)]);
    const running = gateway('failClean', [messageStart(), content('-'), ...pauses, messageStop(), metadata()], whole('x'), { route: { midStream: 'failClean', idleTimeoutMs: 400 } });
    expect(await read(running)).toMatchObject({ text: '-abcd', stops: 1, error: undefined });
  });

  it('nor for one whose reader takes its time', async () => {
    const running = gateway('failClean', whole('a', 'b'), whole('x'), { route: { midStream: 'failClean', idleTimeoutMs: 400 } });
    const served = await running.serve({ streamed: true });
    if (served.kind !== 'stream') throw new Error('expected a stream');
    const seen: string[] = [];
    await running.clock.run((async () => {
      for await (const event of served.events) {
        seen.push(event.type);
        await running.clock.sleep(5_000);
      }
    })());
    expect(seen.at(-1)).toBe('metadata');
  });
});

describe('a stream that is buffered', () => {
  it.each([
    ['is cut', CUT],
    ['carries an exception', breaks(exceptionEvent('InternalServerException'))],
    ['ends without its terminal event', pause(1)],
  ])('is replaced as a whole when it %s after content: the reader sees nothing of it', async (_, end) => {
    const running = gateway('buffer', [...beginning('half'), end], whole('whole'));
    expect(await read(running)).toEqual({ text: 'whole', starts: 1, blockStops: 1, stops: 1, error: undefined });
    expect(running.record()).toMatchObject({ outcome: 'success', target: 'second' });
  });

  it('is replaced when it stalls', async () => {
    const running = gateway('buffer', [...beginning('half'), stall()], whole('whole'), { route: { midStream: 'buffer', idleTimeoutMs: 400 } });
    expect(await read(running)).toMatchObject({ text: 'whole', stops: 1 });
  });
});
