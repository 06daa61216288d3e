import { MESSAGE_FIELDS } from '../../../../../lambda/surfaces/anthropic/messages/message-fields';
import { parseMessages } from '../../../../../lambda/surfaces/anthropic/messages/message-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { HELLO, messagesRequest, PLAIN, translated } from '../messages-support';

/** Every field of the API reference, beta or not, so that a forgotten one fails here and not at a caller. */
const REFERENCE = [
  'billing_policy', 'cache_control', 'compaction', 'container', 'context_management', 'diagnostics', 'fallback_credit_token', 'fallbacks',
  'inference_geo', 'max_tokens', 'mcp_servers', 'messages', 'metadata', 'model', 'output_config', 'output_format', 'service_tier', 'speed',
  'stop_sequences', 'stream', 'system', 'temperature', 'thinking', 'thread', 'tool_choice', 'tools', 'top_k', 'top_p',
];

test('every field of the API reference has a handling', () => {
  expect([...MESSAGE_FIELDS.keys()].sort()).toEqual([...REFERENCE].sort());
});

const WITHOUT_EFFECT: readonly (readonly [string, unknown])[] = [
  ['service_tier', 'auto'], ['service_tier', 'standard_only'], ['speed', 'standard'], ['mcp_servers', []], ['tools', []],
  ['tool_choice', { type: 'auto' }], ['tool_choice', { type: 'none' }], ['stop_sequences', []], ['metadata', {}], ['metadata', { user_id: null }],
  ['metadata', { user_id: '{"device_id":"a"}' }], ['stream', false], ['system', ''], ['system', []], ['output_config', {}],
];

test.each(WITHOUT_EFFECT)('%s: %j changes nothing', (field, value) => {
  expect(translated({ [field]: value })).toEqual(PLAIN);
});

test.each(REFERENCE.filter((field) => !['model', 'messages', 'max_tokens'].includes(field)))('%s: null counts as absent', (field) => {
  expect(translated({ [field]: null })).toEqual(PLAIN);
});

const REFUSED: readonly (readonly [string, unknown, string?])[] = [
  ['service_tier', 'priority'], ['speed', 'fast'], ['mcp_servers', [{ type: 'url', url: 'https://example.com' }]], ['mcp_servers', {}],
  ['billing_policy', {}], ['compaction', {}], ['container', 'c'], ['context_management', { edits: [] }], ['diagnostics', {}],
  ['fallback_credit_token', 't'], ['fallbacks', []], ['inference_geo', 'us'], ['thread', {}],
  ['max_tokens', 0], ['max_tokens', 1.5], ['max_tokens', '10'], ['max_tokens', 2 ** 31], ['max_tokens', null], ['max_tokens', undefined],
  ['temperature', 1.1], ['temperature', -0.1], ['temperature', '1'], ['top_p', 2], ['top_k', -1], ['top_k', 0.5], ['stream', 'true'],
  ['stop_sequences', 'x'], ['stop_sequences', [''], 'stop_sequences[0]'], ['stop_sequences', [1], 'stop_sequences[0]'],
  ['thinking', 'on'], ['thinking', { type: 'banana' }, 'thinking.type'], ['thinking', {}, 'thinking.type'],
  ['thinking', { type: 'enabled' }, 'thinking.budget_tokens'], ['thinking', { type: 'enabled', budget_tokens: 1023 }, 'thinking.budget_tokens'],
  ['thinking', { type: 'disabled', budget_tokens: 2048 }, 'thinking.budget_tokens'], ['thinking', { type: 'adaptive', display: 'all' }, 'thinking.display'],
  ['output_config', { effort: 'huge' }, 'output_config.effort'], ['output_config', { task_budget: {} }, 'output_config.task_budget'],
  ['output_config', { format: { type: 'text' } }, 'output_config.format.type'], ['output_config', { format: { type: 'json_schema' } }, 'output_config.format.schema'],
  ['output_format', { type: 'json_schema', schema: {}, name: 'x' }, 'output_format.name'],
  ['metadata', 'x'], ['metadata', { user_id: 1 }, 'metadata.user_id'], ['metadata', { user_id: 'u'.repeat(1_025) }, 'metadata.user_id'],
  ['metadata', { team: 'x' }, 'metadata.team'],
  ['system', 7], ['system', [{ type: 'image' }], 'system[0].type'], ['system', [{ type: 'text', text: ' ' }], 'system[0].text'],
  ['cache_control', {}, 'cache_control.type'], ['cache_control', { type: 'ephemeral', scope: 'global' }, 'cache_control.scope'],
  ['seed', 1], ['n', 1], ['prompt', 'x'], ['betas', []], ['anthropic_version', 'x'], ['user', 'x'], ['constructor', {}], ['toString', 1],
];

test.each(REFUSED.map(([field, value, named = field]) => [field, value, named] as const))('%s: %j is refused by name', (field, value, named) => {
  const refusal = refusalOf(() => translated({ [field]: value }));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.details.field).toBe(named);
  expect(refusal.message.startsWith(`${named}: `)).toBe(true);
});

test('every field that may have no effect or is refused has a refused value above', () => {
  const tested = new Set(REFUSED.map(([field]) => field));
  expect([...MESSAGE_FIELDS].filter(([field, { kind }]) => kind !== 'translated' && !tested.has(field))).toEqual([]);
});

test('a prototype key is an unknown field', () => {
  const body = JSON.parse('{"model":"claude","max_tokens":1,"messages":[{"role":"user","content":"Hi"}],"__proto__":{"stream":true}}') as JsonObject;
  expect(refusalOf(() => parseMessages(body, { version: '2023-06-01', betas: [] })).details.field).toBe('__proto__');
});

test('the message does not repeat what may be a prompt', () => {
  for (const fields of [{ metadata: 'my secret' }, { system: { a: 'my secret' } }, { messages: 'my secret' }, { stop_sequences: [{ a: 'my secret' }] }]) {
    expect(refusalOf(() => translated(fields)).message).not.toContain('secret');
  }
});

const SCHEMA = { type: 'object', properties: { a: { type: 'string' } } };
const JSON_FORMAT = { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: JSON.stringify(SCHEMA) } } } };

describe('translated fields', () => {
  test.each([
    [{ max_tokens: 100 }, { inferenceConfig: { maxTokens: 100 } }],
    [{ temperature: 0, top_p: 0.9 }, { inferenceConfig: { maxTokens: 64, temperature: 0, topP: 0.9 } }],
    [
      { stop_sequences: ['END', '\n'] },
      { inferenceConfig: { maxTokens: 64, stopSequences: ['END', '\n'] }, additionalModelResponseFieldPaths: ['/stop_sequence', '/delta/stop_sequence'] },
    ],
    [{ top_k: 5 }, { additionalModelRequestFields: { top_k: 5 } }],
    [{ thinking: { type: 'enabled', budget_tokens: 2048 } }, { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2048 } } }],
    [{ thinking: { type: 'adaptive', display: 'omitted' } }, { additionalModelRequestFields: { thinking: { type: 'adaptive', display: 'omitted' } } }],
    [{ thinking: { type: 'disabled' } }, { additionalModelRequestFields: { thinking: { type: 'disabled' } } }],
    [{ thinking: { type: 'between_tools' } }, { additionalModelRequestFields: { thinking: { type: 'between_tools' } } }],
    [{ output_config: { effort: 'xhigh' } }, { outputConfig: { effort: 'xhigh' } }],
    [{ output_config: { effort: 'low', format: { type: 'json_schema', schema: SCHEMA } } }, { outputConfig: { effort: 'low', ...JSON_FORMAT } }],
    [{ output_format: { type: 'json_schema', schema: SCHEMA } }, { outputConfig: JSON_FORMAT }],
    [{ metadata: { user_id: 'user-1' } }, { requestMetadata: { user_id: 'user-1' } }],
    [{ system: 'Be kind.' }, { system: [{ text: 'Be kind.' }] }],
    [
      { system: [{ type: 'text', text: 'A', cache_control: { type: 'ephemeral', ttl: '1h' } }, { type: 'text', text: 'B', citations: null }] },
      { system: [{ text: 'A' }, { cachePoint: { type: 'default', ttl: '1h' } }, { text: 'B' }] },
    ],
    [
      { cache_control: { type: 'ephemeral', ttl: '5m' } },
      { messages: [{ role: 'user', content: [{ text: 'Hello' }, { cachePoint: { type: 'default' } }] }] },
    ],
  ] as [JsonObject, object][])('%j becomes %j', (fields, added) => {
    expect(translated(fields)).toEqual({ ...PLAIN, ...added });
  });

  test('a format under both of its names is contradictory', () => {
    const format = { type: 'json_schema', schema: SCHEMA };
    expect(refusalOf(() => translated({ output_format: format, output_config: { format } })).details.field).toBe('output_format');
  });

  test('caching of the whole request marks no block twice, and no reasoning', () => {
    const marked = { type: 'text', text: 'Hi', cache_control: { type: 'ephemeral', ttl: '1h' } };
    const ephemeral = { cache_control: { type: 'ephemeral' } };
    expect(translated({ ...ephemeral, messages: [{ role: 'user', content: [marked] }] }).messages)
      .toEqual([{ role: 'user', content: [{ text: 'Hi' }, { cachePoint: { type: 'default', ttl: '1h' } }] }]);
    const thought = { type: 'thinking', thinking: 'x', signature: 's' };
    const { messages } = translated({ ...ephemeral, messages: [HELLO, { role: 'assistant', content: [{ type: 'text', text: 'A' }, thought] }] });
    expect((messages as { content: object[] }[])[1].content.map((block) => Object.keys(block)[0])).toEqual(['text', 'cachePoint', 'reasoningContent']);
    expect(refusalOf(() => translated({ ...ephemeral, messages: [HELLO, { role: 'assistant', content: [thought] }] })).details.field).toBe('cache_control');
  });
});

describe('model', () => {
  test.each([[1], [null], [''], [{}], [undefined]])('%p is refused', (model) => {
    expect(refusalOf(() => translated({ model })).details.field).toBe('model');
  });

  test.each([['a/b'], ['..'], [' claude'], ['x'.repeat(200)], ['é']])('%p can be no route, hence does not exist', (model) => {
    expect(refusalOf(() => translated({ model })).reason).toBe('unknownRoute');
  });

  test('and stream say who answers and how', () => {
    const { request, stopSequences } = parseMessages(messagesRequest({ stream: true, stop_sequences: ['END'] }), { version: '2026-10-21', betas: [] });
    expect([request.route, request.streamed, stopSequences()]).toEqual(['claude-sonnet', true, ['END']]);
  });
});
