import * as fc from 'fast-check';
import { ConverseEvent } from '../../../../../lambda/core/converse';
import { ErrorReason, GatewayError } from '../../../../../lambda/core/gateway-error';
import { TYPE_OF_REASON } from '../../../../../lambda/surfaces/anthropic/error-shape';
import { messageAnswer } from '../../../../../lambda/surfaces/anthropic/messages/message-answer';
import { messageStream } from '../../../../../lambda/surfaces/anthropic/messages/message-stream';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { bytes, converseAnswer, converseEvent, json, REASONS, refusalOf, SERVED, streamed, text, USAGE } from '../../support';
import { ANSWER, streamOf } from '../converse-blocks';
import { accumulated, eventsIn } from '../sse';

const START = converseEvent('messageStart', { role: 'assistant' });
const STOP = converseEvent('messageStop', { stopReason: 'end_turn' });
const METADATA = converseEvent('metadata', { usage: {} });
const END = [STOP, METADATA];

const delta = (contentBlockIndex: number, value: object) => converseEvent('contentBlockDelta', { contentBlockIndex, delta: value });
const stop = (contentBlockIndex: number) => converseEvent('contentBlockStop', { contentBlockIndex });
const toolStart = (contentBlockIndex: number, toolUseId: string) =>
  converseEvent('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name: 'now' } } });

const events = (sent: readonly ConverseEvent[], stopSequences: readonly string[] = []): JsonObject[] =>
  eventsIn(streamed(messageStream(SERVED, stopSequences), sent));

const NO_TOKENS = {
  input_tokens: 0,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: 0,
  service_tier: 'standard',
};

const ALL_TOKENS = {
  input_tokens: 10,
  cache_creation_input_tokens: 4000,
  cache_read_input_tokens: 300,
  cache_creation: { ephemeral_5m_input_tokens: 4000, ephemeral_1h_input_tokens: 0 },
  output_tokens: 20,
  service_tier: 'standard',
};

const MESSAGE_START = {
  type: 'message_start',
  message: {
    id: 'msg_request-1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet',
    container: null,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: NO_TOKENS,
  },
};

const ENDED = [
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null, stop_details: null, container: null }, usage: ALL_TOKENS },
  { type: 'message_stop' },
];

test('the headers are those of server-sent events, and the request can be found again by its id', () => {
  expect(messageStream(SERVED, []).headers).toEqual({ 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'request-1' });
});

test('a text is streamed in a block, and the usage comes when it is known', () => {
  expect(events([START, delta(0, { text: 'Hel' }), delta(0, { text: '' }), delta(0, { text: 'lo' }), stop(0), ...END])).toEqual([
    MESSAGE_START,
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo' } },
    { type: 'content_block_stop', index: 0 },
    ...ENDED,
  ]);
});

test('thoughts are streamed with their proof, and one that is kept secret comes whole', () => {
  const sent = [
    START,
    delta(0, { reasoningContent: { text: 'H' } }), delta(0, { reasoningContent: { text: 'm' } }), delta(0, { reasoningContent: { signature: 'c2ln' } }), stop(0),
    delta(1, { reasoningContent: { redactedContent: 'QUJD' } }), delta(1, { reasoningContent: { redactedContent: 'REVG' } }), stop(1),
    ...END,
  ];
  expect(events(sent).slice(1, -2)).toEqual([
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'H' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'm' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'redacted_thinking', data: 'QUJDREVG' } },
    { type: 'content_block_stop', index: 1 },
  ]);
});

test('tool uses are streamed with id and name first', () => {
  const sent = [START, toolStart(0, 't1'), delta(0, { toolUse: { input: '' } }), delta(0, { toolUse: { input: '{"a":1}' } }), stop(0), toolStart(1, 't2'), stop(1), ...END];
  const use = { type: 'tool_use', name: 'now', input: {}, caller: { type: 'direct' } };
  expect(events(sent).slice(1, -2)).toEqual([
    { type: 'content_block_start', index: 0, content_block: { ...use, id: 't1' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":1}' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { ...use, id: 't2' } },
    { type: 'content_block_stop', index: 1 },
  ]);
});

test('citations belong to their text', () => {
  const citation = { title: 'Notes', sourceContent: [{ text: 'a' }], location: { documentChar: { documentIndex: 0, start: 1, end: 2 } } };
  expect(accumulated(events([START, delta(0, { text: 'So' }), delta(0, { citation }), delta(0, { citation: { location: { web: {} } } }), stop(0), ...END])).content).toEqual([{
    type: 'text',
    text: 'So',
    citations: [{ type: 'char_location', cited_text: 'a', document_index: 0, document_title: 'Notes', file_id: null, start_char_index: 1, end_char_index: 2 }],
  }]);
});

test('blocks that are left out leave no gap', () => {
  const sent = [
    START, delta(0, { text: 'a' }), stop(0), converseEvent('contentBlockStart', { contentBlockIndex: 1, start: { image: { format: 'png' } } }),
    delta(1, { image: {} }), stop(1), delta(2, { text: 'b' }), stop(2), converseEvent('somethingNewer', { a: 1 }), ...END,
  ];
  expect(accumulated(events(sent)).content).toMatchObject([{ text: 'a' }, { text: 'b' }]);
});

test('a block that the model does not close is closed', () => {
  expect(accumulated(events([START, delta(0, { text: 'a' }), delta(1, { text: 'b' }), ...END])).content).toMatchObject([{ text: 'a' }, { text: 'b' }]);
});

test.each([[[START, ...END]], [END], [[START, START, ...END]]])('a message without content has a beginning and an end', (sent) => {
  expect(events(sent)).toEqual([MESSAGE_START, ...ENDED]);
});

test('the input of a tool that was not named breaks the stream: left out, it would be lost', () => {
  const encoder = messageStream(SERVED, []);
  encoder.encode(START);
  expect(refusalOf(() => encoder.encode(delta(3, { toolUse: { input: '{}' } }))).reason).toBe('brokenStream');
});

test('usage that was lost is not shown as nothing, where that can be said', () => {
  const encoder = messageStream(SERVED, []);
  encoder.encode(STOP);
  expect(eventsIn(text(encoder.end(undefined))).at(-2)?.usage)
    .toEqual({ input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 0 });
});

test.each([
  [{ stop_sequence: 'B' }, ['A', 'B'], 'B'], [{ delta: { stop_sequence: 'B' } }, ['A', 'B'], 'B'], [undefined, ['A'], 'A'], [undefined, ['A', 'B'], null],
])('with %j, the sequence that ended an answer out of %j is %p', (additionalModelResponseFields, given, shown) => {
  const sent = [START, converseEvent('messageStop', { stopReason: 'stop_sequence', additionalModelResponseFields }), METADATA];
  expect(events(sent, given).at(-2)?.delta).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: shown });
});

test('a refusal says that it is one', () => {
  expect(events([START, converseEvent('messageStop', { stopReason: 'content_filtered' }), METADATA]).at(-2)?.delta)
    .toMatchObject({ stop_reason: 'refusal', stop_details: { type: 'refusal' } });
});

test('a stream adds up to the whole answer, in whatever pieces it comes', () => {
  fc.assert(fc.property(ANSWER, fc.integer({ min: 1, max: 7 }), (blocks, size) => {
    const whole = json(messageAnswer(converseAnswer(blocks), SERVED, []));
    expect(accumulated(events([START, ...streamOf(blocks, size), ...END]))).toEqual(whole);
  }));
});

test('a stream that is cut anywhere has no end', () => {
  fc.assert(fc.property(ANSWER, fc.nat(), (blocks, cut) => {
    const encoder = messageStream(SERVED, []);
    const all = [START, ...streamOf(blocks, 3), ...END];
    const sent = all.slice(0, cut % all.length).map((event) => text(encoder.encode(event))).join('');
    const failed = eventsIn(sent + text(encoder.fail(new GatewayError('brokenStream', 'it broke'))));
    expect(failed.map(({ type }) => type)).not.toContain('message_stop');
    expect(failed.at(-1)?.type).toBe('error');
  }));
});

test('any text arrives whole, on lines of its own', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (pieces) => {
    expect(accumulated(events([START, ...pieces.map((piece) => delta(0, { text: piece })), ...END])).content).toMatchObject([{ text: pieces.join('') }]);
  }));
  expect(streamed(messageStream(SERVED, []), [delta(0, { text: 'a\u2028b\u2029c\u0085d\r\n' }), ...END])).not.toMatch(/[\u0085\u2028\u2029\r]/);
});

test.each<[ErrorReason]>(REASONS.map((reason) => [reason]))('a failure because of %s is the last event', (reason) => {
  expect(eventsIn(text(messageStream(SERVED, []).fail(new GatewayError(reason, 'it\nbroke 💥'))))).toEqual([
    { type: 'error', error: { type: TYPE_OF_REASON[reason], message: 'it\nbroke 💥' }, request_id: 'request-1' },
  ]);
});

test.each(['malformed_model_output', 'malformed_tool_use'])('stop reason %s ends in a failure, and not before the usage is read', (stopReason) => {
  const encoder = messageStream(SERVED, []);
  const sent = [START, delta(0, { text: 'half a' }), converseEvent('messageStop', { stopReason }), METADATA].map((event) => text(encoder.encode(event))).join('');
  expect(eventsIn(sent).map(({ type }) => type)).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
  expect(refusalOf(() => encoder.end(USAGE)).reason).toBe('modelFailed');
});

test('a stream that has not said why it ended has not ended', () => {
  const encoder = messageStream(SERVED, []);
  encoder.encode(START);
  expect(refusalOf(() => encoder.end(USAGE)).reason).toBe('brokenStream');
});

test.each([['not JSON'], ['[]'], ['null'], ['']])('payload %p breaks the stream', (payload) => {
  expect(refusalOf(() => messageStream(SERVED, []).encode({ ...START, payload: bytes(payload) })).reason).toBe('brokenStream');
});
