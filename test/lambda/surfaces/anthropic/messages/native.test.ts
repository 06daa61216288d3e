import fc from 'fast-check';
import { GatewayError } from '../../../../../lambda/core/gateway-error';
import { ModelEvent } from '../../../../../lambda/core/model-answer';
import { nativeAnswer, nativeStream } from '../../../../../lambda/surfaces/anthropic/messages/native-answer';
import { nativeBody } from '../../../../../lambda/surfaces/anthropic/messages/native-body';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf, SERVED } from '../../support';
import { messagesRequest, WEATHER } from '../messages-support';

const BEDROCK = { anthropic_version: 'bedrock-2023-05-31' };
const native = (fields: JsonObject = {}, betas: readonly string[] = []) => nativeBody(messagesRequest(fields), betas);
const user = (...content: object[]) => ({ messages: [{ role: 'user', content }] });

describe('a request for Claude in InvokeModel', () => {
  it('is the request without what Bedrock says in another way', () => {
    const { model, ...rest } = messagesRequest({ stream: true, temperature: 0.5, tools: [WEATHER], metadata: { user_id: 'user-1' }, service_tier: 'auto' });
    const { stream, metadata, service_tier: tier, ...body } = rest as Record<string, unknown>;
    expect([model, stream, metadata, tier]).not.toContain(undefined);
    expect(nativeBody({ model, ...rest }, [])).toEqual({
      json: { ...BEDROCK, ...body }, settings: { metadata: { user_id: 'user-1' } }, names: { betas: 'anthropic-beta', metadata: 'metadata' },
    });
  });

  it.each<[string, JsonObject]>([
    ['parallel tool use that is switched off', { tools: [WEATHER], tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
    ['tools that Anthropic defines and the caller runs', { tools: [{ type: 'bash_20250124', name: 'bash' }, { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' }] }],
    ['a document alone, of any title', user({ type: 'document', title: 'report.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'QUJD' } })],
    ['what only Claude thinks of', { thinking: { type: 'enabled', budget_tokens: 1_024, anything: 'new' } }],
    ['blocks that nobody here knows yet', user({ type: 'hologram', data: 1 })],
  ])('keeps what Converse has no words for: %s', (_, fields) => {
    expect(native(fields)!.json).toMatchObject(fields);
  });

  it('names the betas of which Bedrock has to know, and that of a member which needs one', () => {
    expect(native({}, ['interleaved-thinking-2025-05-14'])!.json.anthropic_beta).toEqual(['interleaved-thinking-2025-05-14']);
    const edits = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } };
    expect(native(edits)!.json).toMatchObject({ ...edits, anthropic_beta: ['context-management-2025-06-27'] });
    expect(native(edits, ['context-management-2025-06-27'])!.json.anthropic_beta).toEqual(['context-management-2025-06-27']);
    expect(native()!.json).not.toHaveProperty('anthropic_beta');
  });

  it.each([{ cache_control: { type: 'ephemeral' } }, { output_format: { type: 'json_schema', schema: {} } }])(
    'is not made of what InvokeModel has no words for: %j', (fields) => {
      expect(native(fields)).toBeUndefined();
    });

  it.each<[JsonObject, string]>([
    [{ max_tokens: 0 }, 'max_tokens'], [{ max_tokens: undefined }, 'max_tokens'], [{ messages: [] }, 'messages'], [{ messages: 'Hi' }, 'messages'],
    [{ messages: ['Hi'] }, 'messages[0]'], [{ tools: {} }, 'tools'], [{ tools: ['x'] }, 'tools[0]'],
    [{ tools: [WEATHER, { type: 'web_search_20250305', name: 'web_search' }] }, 'tools[1].type'],
    [{ tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] }, 'tools[0].type'],
    [user({ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }), 'messages[0].content[0].source.type'],
    [user({ type: 'document', source: { type: 'file', file_id: 'f' } }), 'messages[0].content[0].source.type'],
    [user({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source: { type: 'url', url: 'x' } }] }), 'messages[0].content[0].content[0].source.type'],
    [user({ type: 'document', source: { type: 'content', content: [{ type: 'image', source: { type: 'url', url: 'x' } }] } }), 'messages[0].content[0].source.content[0].source.type'],
  ])('is refused by name: %j', (fields, field) => {
    expect(refusalOf(() => native(fields)).details.field).toBe(field);
  });

  it('may call a tool with anything', () => {
    const messages = [{ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'n', input: { source: { type: 'url' }, type: 'image' } }] }];
    expect(() => native({ messages })).not.toThrow();
  });
});

describe('an answer of Claude', () => {
  it('is passed on as it came', () => {
    const body = new TextEncoder().encode('{"id":"msg_1","new":"member"}');
    expect(nativeAnswer({ body }, SERVED)).toEqual({ status: 200, headers: { 'content-type': 'application/json', 'request-id': 'request-1' }, body });
  });

  const eventOf = (kind: ModelEvent['kind'], type: string, json: string): ModelEvent => (
    { kind, type, payload: new TextEncoder().encode(json), frame: new Uint8Array() }
  );
  const encode = (type: string, json: string) => new TextDecoder().decode(nativeStream(SERVED).encode(eventOf('content', type, json)));

  it('streams as the events that came, to the letter', () => {
    const json = '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"caf\\u00e9 12345678901234567890"}}';
    expect(encode('content_block_delta', json)).toBe(`event: content_block_delta\ndata: ${json}\n\n`);
  });

  it('ends without what Bedrock adds to the last event', () => {
    const encoder = nativeStream(SERVED);
    expect(encoder.encode(eventOf('messageStop', 'message_stop', '{"type":"message_stop","amazon-bedrock-invocationMetrics":{}}'))).toHaveLength(0);
    expect(new TextDecoder().decode(encoder.end(undefined))).toBe('event: message_stop\ndata: {"type":"message_stop"}\n\n');
  });

  it('has no end unless the model has said so', () => {
    const encoder = nativeStream(SERVED);
    encoder.encode(eventOf('messageStop', 'message_delta', '{"type":"message_delta","amazon-bedrock-invocationMetrics":{}}'));
    expect(() => encoder.end(undefined)).toThrow(expect.objectContaining({ reason: 'brokenStream' }));
  });

  it.each(['', 'a b', 'ping\ndata: {"type":"message_stop"}'])('shows nothing of an event called %j, which is none of Claude', (name) => {
    expect(nativeStream(SERVED).encode(eventOf('control', name, '{}'))).toHaveLength(0);
    expect(() => nativeStream(SERVED).encode(eventOf('content', name, '{}'))).toThrow(expect.objectContaining({ reason: 'brokenStream' }));
  });

  it('shows nothing after its last event', () => {
    const encoder = nativeStream(SERVED);
    encoder.encode(eventOf('messageStop', 'message_stop', '{"type":"message_stop"}'));
    expect(encoder.encode(eventOf('control', 'ping', '{"type":"ping"}'))).toHaveLength(0);
    expect(() => encoder.encode(eventOf('content', 'content_block_delta', '{}'))).toThrow(expect.objectContaining({ reason: 'brokenStream' }));
  });

  it('keeps every event on one line, whatever is in it', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.boolean(), (value, pretty) => {
      const sent = encode('ping', JSON.stringify({ type: 'ping', value }, undefined, pretty ? 2 : undefined));
      expect(sent.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(4);
      expect(JSON.parse(sent.split('\ndata: ')[1]!)).toEqual({ type: 'ping', value });
    }));
  });

  it('that breaks off ends with an error, and not with the end of a message', () => {
    const sent = new TextDecoder().decode(nativeStream(SERVED).fail(new GatewayError('brokenStream', 'the answer broke off')));
    expect(sent).toContain('event: error\n');
    expect(sent).not.toContain('message_stop');
  });
});
