import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { decodeChunk } from '../../../../lambda/adapters/bedrock/decode-chunk';
import { isUpstreamError } from '../../../../lambda/core/upstream-error';

const codec = new EventStreamCodec(toUtf8, fromUtf8);
const text = (value: unknown) => ({ type: 'string' as const, value: String(value) });
const frameOf = (headers: Readonly<Record<string, string>>, body: unknown) => codec.encode({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)])),
  body: new TextEncoder().encode(JSON.stringify(body)),
});
const chunk = (json: unknown) => frameOf({ ':message-type': 'event', ':event-type': 'chunk' }, { bytes: Buffer.from(JSON.stringify(json)).toString('base64') });
const METRICS = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 7, outputTokenCount: 12 } };

describe('a chunk', () => {
  it.each([
    ['content', 'Claude', { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } }],
    ['content', 'Claude, with a tool', { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't', name: 'n', input: {} } }],
    ['content', 'Claude, with redacted thinking', { type: 'content_block_start', index: 0, content_block: { type: 'redacted_thinking', data: 'x' } }],
    ['control', 'Claude', { type: 'message_start', message: {} }],
    ['control', 'Claude', { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }],
    ['control', 'Claude', { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } }],
    ['control', 'Claude', { type: 'content_block_stop', index: 0 }],
    ['control', 'Claude', { type: 'message_delta', delta: { stop_reason: 'end_turn' } }],
    ['control', 'Claude', { type: 'ping' }],
    ['messageStop', 'Claude', { type: 'message_stop', ...METRICS }],
    ['messageStop', 'Claude, without figures', { type: 'message_stop' }],
    ['control', 'Nova', { messageStart: { role: 'assistant' } }],
    ['content', 'Nova', { contentBlockDelta: { delta: { text: 'Hi' }, contentBlockIndex: 0 } }],
    ['messageStop', 'Nova', { messageStop: { stopReason: 'end_turn' } }],
    ['messageStop', 'Nova', { metadata: { usage: {} }, ...METRICS }],
    ['content', 'Llama', { generation: 'Hi', stop_reason: null }],
    ['messageStop', 'Llama', { generation: '', stop_reason: 'stop', ...METRICS }],
    ['content', 'OpenAI', { choices: [{ delta: { content: 'Hi' }, finish_reason: null }] }],
    ['messageStop', 'OpenAI', { choices: [{ delta: {}, finish_reason: 'stop' }] }],
    ['content', 'Titan', { outputText: 'Hi', completionReason: null }],
    ['messageStop', 'Titan', { outputText: 'Hi', completionReason: 'FINISH', ...METRICS }],
  ])('is %s of %s: %j', (kind, _, json) => {
    const frame = chunk(json);
    const event = decodeChunk(frame);
    expect(event.kind).toBe(kind);
    expect(JSON.parse(new TextDecoder().decode(event.payload))).toEqual(json);
    // Passed on as it came.
    expect(event.frame).toBe(frame);
  });

  it('tells its type, its reason and its figures', () => {
    expect(decodeChunk(chunk({ type: 'message_delta', delta: { stop_reason: 'max_tokens' } }))).toMatchObject({ type: 'message_delta', stopReason: 'max_tokens' });
    expect(decodeChunk(chunk({ type: 'message_stop', ...METRICS }))).toMatchObject({ type: 'message_stop', usage: { inputTokens: 7, outputTokens: 12 } });
    expect(decodeChunk(chunk({ generation: 'x' }))).toMatchObject({ type: '' });
  });
});

describe('what is no chunk', () => {
  it.each([
    ['throttlingException', 'ThrottlingException'], ['modelTimeoutException', 'ModelTimeoutException'], ['internalServerException', 'InternalServerException'],
  ])('is an error: %s', (type, code) => {
    const frame = frameOf({ ':message-type': 'exception', ':exception-type': type }, { message: 'no' });
    expect(() => decodeChunk(frame)).toThrow(expect.objectContaining({ code, message: 'no' }));
  });

  it.each<[string, Uint8Array]>([
    ['an event without bytes', frameOf({ ':message-type': 'event', ':event-type': 'chunk' }, { text: 'x' })],
    ['bytes that are not JSON', frameOf({ ':message-type': 'event', ':event-type': 'chunk' }, { bytes: 'QUJD' })],
    ['JSON that is no object', chunk(5)],
    ['a damaged frame', chunk({ a: 1 }).map((byte, index) => (index === 40 ? 255 - byte : byte))],
  ])('is a malformed frame: %s', (_, frame) => {
    expect(() => decodeChunk(frame)).toThrow(expect.objectContaining({ code: 'MalformedFrame' }));
  });

  it('is an event that is not known yet, which is passed on', () => {
    expect(decodeChunk(frameOf({ ':message-type': 'event', ':event-type': 'news' }, {}))).toMatchObject({ kind: 'control', type: '' });
  });

  it('is told as a failure of the upstream', () => {
    try {
      decodeChunk(new Uint8Array(20));
      throw new Error('expected an error');
    } catch (error) {
      expect(isUpstreamError(error)).toBe(true);
    }
  });
});
