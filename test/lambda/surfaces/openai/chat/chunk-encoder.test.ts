import * as fc from 'fast-check';
import { ConverseEvent } from '../../../../../lambda/core/converse';
import { ErrorReason, GatewayError } from '../../../../../lambda/core/gateway-error';
import { chunkEncoder } from '../../../../../lambda/surfaces/openai/chat/chunk-encoder';
import { completionAnswer } from '../../../../../lambda/surfaces/openai/chat/completion';
import { bytes, converseAnswer, converseEvent, dataOf, json, REASONS, refusalOf, SERVED, streamed, text, USAGE } from '../../support';

interface Chunk {
  readonly choices: readonly {
    readonly delta: {
      readonly role?: string;
      readonly content?: string;
      readonly tool_calls?: readonly { index: number; id?: string; type?: string; function: { name?: string; arguments: string } }[];
    };
    readonly finish_reason: string | null;
  }[];
  readonly usage?: unknown;
}

const START = converseEvent('messageStart', { role: 'assistant' });
const STOP = converseEvent('messageStop', { stopReason: 'end_turn' });
const METADATA = converseEvent('metadata', { usage: {} });

function said(...pieces: string[]): ConverseEvent[] {
  return pieces.map((piece) => converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: piece } }));
}

function toolCall(block: number, id: string, ...pieces: string[]): ConverseEvent[] {
  return [
    converseEvent('contentBlockStart', { contentBlockIndex: block, start: { toolUse: { toolUseId: id, name: 'now' } } }),
    ...pieces.map((input) => converseEvent('contentBlockDelta', { contentBlockIndex: block, delta: { toolUse: { input } } })),
    converseEvent('contentBlockStop', { contentBlockIndex: block }),
  ];
}

/** The chunks of a complete stream, without the terminator that it must have. */
function chunks(events: readonly ConverseEvent[], includeUsage = false): Chunk[] {
  const data = dataOf(streamed(chunkEncoder(SERVED, includeUsage), events));
  expect(data.pop()).toBe('[DONE]');
  return data.map((one) => JSON.parse(one) as Chunk);
}

function contentOf(read: readonly Chunk[]): string {
  return read.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? '')).join('');
}

test('the headers are those of server-sent events, and the request can be found again by its id', () => {
  expect(chunkEncoder(SERVED, false).headers).toEqual({ 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'request-1' });
});

test('a text is streamed as role, pieces and reason', () => {
  const common = { id: 'chatcmpl-request-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'claude-sonnet' };
  expect(chunks([START, ...said('Hel', '', 'lo'), converseEvent('contentBlockStop', { contentBlockIndex: 0 }), STOP, METADATA])).toEqual([
    { ...common, choices: [{ index: 0, delta: { role: 'assistant', content: '', refusal: null }, logprobs: null, finish_reason: null }] },
    { ...common, choices: [{ index: 0, delta: { content: 'Hel' }, logprobs: null, finish_reason: null }] },
    { ...common, choices: [{ index: 0, delta: { content: 'lo' }, logprobs: null, finish_reason: null }] },
    { ...common, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }] },
  ]);
});

test('usage comes last and only when asked for', () => {
  const read = chunks([START, ...said('Hi'), STOP, METADATA], true);
  expect(read.map(({ usage }) => usage)).toEqual([null, null, null, {
    prompt_tokens: 4310, completion_tokens: 20, total_tokens: 4330, prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 4000 },
  }]);
  expect(read.at(-1)?.choices).toEqual([]);
  expect(chunks([START, STOP, METADATA]).some((chunk) => 'usage' in chunk)).toBe(false);
});

test('usage that is not known is left out, not shown as nothing', () => {
  const encoder = chunkEncoder(SERVED, true);
  encoder.encode(STOP);
  expect(dataOf(text(encoder.end(undefined)))).toEqual(['[DONE]']);
});

test('tool calls are counted among themselves, with id and name first', () => {
  const read = chunks([START, ...said('Look'), ...toolCall(1, 't1', '{"a":', '', '1}'), ...toolCall(3, 't2', '{}'), STOP]);
  expect(read.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? []))).toEqual([
    { index: 0, id: 't1', type: 'function', function: { name: 'now', arguments: '' } },
    { index: 0, function: { arguments: '{"a":' } },
    { index: 0, function: { arguments: '1}' } },
    { index: 1, id: 't2', type: 'function', function: { name: 'now', arguments: '' } },
    { index: 1, function: { arguments: '{}' } },
  ]);
});

test.each([[[]], [['']]])('a tool call that streams the arguments %j has an empty object', (pieces: string[]) => {
  const read = chunks([START, ...toolCall(0, 't1', ...pieces), STOP]);
  expect(read.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? [])).map((call) => call.function.arguments).join(''))
    .toBe('{}');
});

test('the role comes once, even if the model announces itself twice or not at all', () => {
  for (const events of [[START, START, ...said('Hi'), STOP], [...said('Hi'), STOP], [STOP], [...toolCall(0, 't1'), STOP]]) {
    const roles = chunks(events).map(({ choices }) => choices[0].delta.role);
    expect(roles.filter((role) => role !== undefined)).toEqual(['assistant']);
    expect(roles[0]).toBe('assistant');
  }
});

test('reasoning is streamed as pieces of its own', () => {
  const reasoned = (reasoningContent: object) => converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent } });
  const read = chunks([
    START, reasoned({ text: 'Let me ' }), reasoned({ text: 'see.' }), reasoned({ signature: 'S' }), reasoned({ redactedContent: 'QUJD' }), ...said('Hi'), STOP,
  ]);
  expect(read.map(({ choices }) => choices[0].delta)).toEqual([
    { role: 'assistant', content: '', refusal: null }, { reasoning_content: 'Let me ' }, { reasoning_content: 'see.' }, { content: 'Hi' }, {},
  ]);
});

test('the tier that served comes with the usage', () => {
  const read = chunks([START, ...said('Hi'), STOP, converseEvent('metadata', { usage: {}, serviceTier: { type: 'flex' } })], true);
  expect(read.map((chunk) => (chunk as { service_tier?: string }).service_tier)).toEqual([undefined, undefined, undefined, 'flex']);
});

test('images, citations and events that are not known are left out', () => {
  expect(chunks([
    START,
    converseEvent('contentBlockStart', { contentBlockIndex: 0, start: { image: { format: 'png' } } }),
    converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { citation: {} } }),
    converseEvent('contentBlockDelta', { contentBlockIndex: 7, delta: { toolUse: { input: 'stray' } } }),
    converseEvent('contentBlockDelta', {}),
    converseEvent('contentBlockStop', { contentBlockIndex: 0 }),
    converseEvent('somethingNewer', { a: 1 }),
    STOP,
  ])).toHaveLength(2);
});

test('any text in any pieces arrives whole, on lines of its own', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (pieces) => {
    expect(contentOf(chunks([START, ...said(...pieces), STOP]))).toBe(pieces.join(''));
  }));
});

test('a character that is cut in two arrives whole', () => {
  expect(contentOf(chunks([START, ...said('a\ud83c', '\udf0db'), STOP]))).toBe('a🌍b');
});

test('what some readers take for the end of a line is escaped', () => {
  const stream = streamed(chunkEncoder(SERVED, false), said('a\u2028b\u2029c\u0085d\r\n\n\nf'));
  expect(stream).toContain('a\\u2028b\\u2029c\\u0085d\\r\\n\\n\\nf');
  expect(stream).not.toMatch(/[\u0085\u2028\u2029\r]/);
});

test('a stream says what the whole answer would say', () => {
  const input = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
  const block = fc.oneof(fc.record({ text: fc.string() }), fc.record({ toolUse: fc.record({ toolUseId: fc.string(), name: fc.constant('now'), input }) }));
  fc.assert(fc.property(fc.array(block, { maxLength: 5 }), fc.integer({ min: 1, max: 7 }), (blocks, size) => {
    const events = blocks.flatMap((one, index): ConverseEvent[] => 'text' in one
      ? sliced(one.text, size).map((piece) => converseEvent('contentBlockDelta', { contentBlockIndex: index, delta: { text: piece } }))
      : toolCall(index, one.toolUse.toolUseId, ...sliced(JSON.stringify(one.toolUse.input), size)));
    const read = chunks([START, ...events, STOP]);
    const { message } = (json(completionAnswer(converseAnswer(blocks), SERVED)) as
      { choices: { message: { content: string | null; tool_calls?: { id: string; function: { arguments: string } }[] } }[] }).choices[0];
    expect(contentOf(read)).toBe(message.content ?? '');
    const calls: { id: string; arguments: string }[] = [];
    for (const call of read.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? []))) {
      if (call.id !== undefined) calls[call.index] = { id: call.id, arguments: '' };
      calls[call.index].arguments += call.function.arguments;
    }
    expect(calls).toEqual((message.tool_calls ?? []).map((call) => ({ id: call.id, arguments: call.function.arguments })));
  }));
});

test.each<[ErrorReason]>(REASONS.map((reason) => [reason]))('a failure because of %s is the last event, without a terminator', (reason) => {
  const data = dataOf(text(chunkEncoder(SERVED, true).fail(new GatewayError(reason, 'it\nbroke 💥'))));
  expect(data).toHaveLength(1);
  expect(JSON.parse(data[0])).toEqual({ error: { message: 'it\nbroke 💥', type: expect.any(String), param: null, code: reason === 'invalidRequest' ? null : expect.any(String) } });
});

test.each(['malformed_model_output', 'malformed_tool_use'])('stop reason %s ends in a failure, and not before the usage is read', (stopReason) => {
  const encoder = chunkEncoder(SERVED, true);
  const sent = [START, ...said('half a'), converseEvent('messageStop', { stopReason }), METADATA].map((event) => encoder.encode(event));
  const reasons = dataOf(sent.map(text).join('')).map((one) => (JSON.parse(one) as Chunk).choices[0].finish_reason);
  expect(reasons).toEqual([null, null]);
  expect(refusalOf(() => encoder.end(USAGE)).reason).toBe('modelFailed');
});

test.each([['not JSON'], ['[]'], ['null'], ['']])('payload %p breaks the stream', (payload) => {
  const event: ConverseEvent = { ...START, payload: bytes(payload) };
  expect(refusalOf(() => chunkEncoder(SERVED, false).encode(event)).reason).toBe('brokenStream');
});

test('a metadata event that cannot be read breaks nothing: its usage comes at the end', () => {
  expect(chunkEncoder(SERVED, true).encode({ ...METADATA, payload: bytes('not JSON'), usage: USAGE })).toHaveLength(0);
});

function sliced(whole: string, size: number): string[] {
  return Array.from({ length: Math.ceil(whole.length / size) }, (_, index) => whole.slice(index * size, (index + 1) * size));
}
