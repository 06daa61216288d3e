import OpenAI from 'openai';
import { CHAT_FIELDS } from '../../../../../lambda/surfaces/openai/chat/chat-fields';
import { parseChat } from '../../../../../lambda/surfaces/openai/chat/chat-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { acceptedOr, refusalOf } from '../../support';
import { chatRequest, HELLO, translated } from '../chat-support';

/** Every field of the official client's types, so that a forgotten one fails here (the compiler names it) and not at a caller. */
const REFERENCE = Object.keys({
  audio: true,
  frequency_penalty: true,
  function_call: true,
  functions: true,
  logit_bias: true,
  logprobs: true,
  max_completion_tokens: true,
  max_tokens: true,
  messages: true,
  metadata: true,
  modalities: true,
  model: true,
  moderation: true,
  n: true,
  parallel_tool_calls: true,
  prediction: true,
  presence_penalty: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning_effort: true,
  response_format: true,
  safety_identifier: true,
  seed: true,
  service_tier: true,
  stop: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  user: true,
  verbosity: true,
  web_search_options: true,
} satisfies Record<keyof OpenAI.ChatCompletionCreateParamsStreaming, true>);

test('every field of the API reference has a handling', () => {
  expect([...CHAT_FIELDS.keys()].sort()).toEqual([...REFERENCE].sort());
});

const PLAIN = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };

const WITHOUT_EFFECT: readonly (readonly [string, unknown])[] = [
  ['n', 1], ['store', false], ['logprobs', false], ['top_logprobs', 0], ['parallel_tool_calls', true], ['frequency_penalty', 0],
  ['presence_penalty', 0], ['verbosity', 'medium'], ['service_tier', 'auto'], ['service_tier', 'default'], ['prompt_cache_key', 'k'],
  ['prompt_cache_retention', 'in_memory'], ['logit_bias', {}], ['modalities', ['text']], ['response_format', { type: 'text' }],
  ['tool_choice', 'auto'], ['tool_choice', 'none'], ['stop', []], ['metadata', {}], ['stream', false],
];

test.each(WITHOUT_EFFECT)('%s: %j changes nothing', (field, value) => {
  expect(translated({ [field]: value })).toEqual(PLAIN);
});

test.each(REFERENCE.filter((field) => field !== 'model' && field !== 'messages'))('%s: null counts as absent', (field) => {
  expect(translated({ [field]: null })).toEqual(PLAIN);
});

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['n', 2], ['n', '1'], ['store', true], ['logprobs', true], ['top_logprobs', 1], ['parallel_tool_calls', 'no'], ['frequency_penalty', 0.1],
  ['presence_penalty', -1], ['verbosity', 'low'], ['service_tier', 'scale'], ['service_tier', 1], ['prompt_cache_key', 1],
  ['prompt_cache_retention', '24h'], ['logit_bias', { 50256: -100 }], ['logit_bias', []], ['modalities', ['text', 'audio']], ['modalities', []],
  ['response_format', 'text'],
  ['audio', {}], ['function_call', 'none'], ['functions', []], ['moderation', {}], ['prediction', {}], ['prompt_cache_options', {}],
  ['reasoning_effort', 'none'], ['reasoning_effort', 'minimal'], ['reasoning_effort', 1], ['seed', 0], ['web_search_options', {}],
  ['temperature', 1.1], ['temperature', -0.1], ['temperature', '1'], ['top_p', 1.1], ['top_p', -1], ['top_p', true],
  ['max_tokens', 0], ['max_tokens', 1.5], ['max_tokens', '10'], ['max_completion_tokens', -1], ['max_completion_tokens', 2 ** 31],
  ['stop', ''], ['stop', 1], ['stop', {}], ['stream', 'true'], ['stream', 1], ['stream_options', {}], ['tool_choice', 'required'],
  ['tools', []], ['tools', {}], ['metadata', []], ['metadata', 'x'], ['user', 1], ['user', 'a|b'], ['user', 'u'.repeat(257)],
  ['safety_identifier', {}], ['top_k', 5], ['system', 'x'], ['thinking', {}], ['constructor', {}], ['toString', 1], ['hasOwnProperty', 1],
];

test.each(REFUSED)('%s: %j is refused by name', (field, value) => {
  const refusal = refusalOf(() => translated({ [field]: value }));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.details.field).toBe(field);
  expect(refusal.message.startsWith(`${field}: `)).toBe(true);
});

test('every field that may have no effect or is refused has a refused value above', () => {
  const tested = new Set(REFUSED.map(([field]) => field));
  expect([...CHAT_FIELDS].filter(([field, { kind }]) => kind !== 'translated' && !tested.has(field))).toEqual([]);
});

test('a prototype key is an unknown field', () => {
  const body = JSON.parse('{"model":"claude","messages":[{"role":"user","content":"Hi"}],"__proto__":{"stream":true}}') as JsonObject;
  expect(refusalOf(() => parseChat(body)).details.field).toBe('__proto__');
});

test('the message does not repeat what may be a prompt', () => {
  expect(refusalOf(() => translated({ metadata: 'my secret' })).message).not.toContain('secret');
  expect(refusalOf(() => translated({ stop: [{ a: 'my secret' }] })).message).not.toContain('secret');
});

describe('translated fields', () => {
  test.each([
    [{ max_tokens: 100 }, { inferenceConfig: { maxTokens: 100 } }],
    [{ max_completion_tokens: 100 }, { inferenceConfig: { maxTokens: 100 } }],
    [{ max_tokens: 100, max_completion_tokens: 200 }, { inferenceConfig: { maxTokens: 200 } }],
    [{ max_tokens: 200, max_completion_tokens: 100 }, { inferenceConfig: { maxTokens: 200 } }],
    [{ temperature: 0 }, { inferenceConfig: { temperature: 0 } }],
    [{ temperature: 1 }, { inferenceConfig: { temperature: 1 } }],
    [{ top_p: 0.9 }, { inferenceConfig: { topP: 0.9 } }],
    [{ stop: 'END' }, { inferenceConfig: { stopSequences: ['END'] } }],
    [{ stop: ['END', '\n'] }, { inferenceConfig: { stopSequences: ['END', '\n'] } }],
    [{ metadata: { team: 'blue green' } }, { requestMetadata: { team: 'blue green' } }],
    [{ user: 'user-1' }, { requestMetadata: { user: 'user-1' } }],
    [{ service_tier: 'flex' }, { serviceTier: { type: 'flex' } }],
    [{ service_tier: 'priority' }, { serviceTier: { type: 'priority' } }],
    ...['low', 'medium', 'high', 'xhigh', 'max'].map((effort) => [{ reasoning_effort: effort }, { outputConfig: { effort } }]),
    [{ safety_identifier: 's-1', user: 'user-1' }, { requestMetadata: { user: 'user-1', safety_identifier: 's-1' } }],
  ] as [JsonObject, object][])('%j becomes %j', (fields, added) => {
    expect(translated(fields)).toEqual({ ...PLAIN, ...added });
  });

  test('fourteen entries of metadata are too many for Bedrock beside the three of the gateway', () => {
    const thirteen = Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`k${index}`, 'v']));
    expect(acceptedOr(() => translated({ metadata: thirteen }))).toBeDefined();
    expect(refusalOf(() => translated({ metadata: thirteen, user: 'u' })).details.field).toBe('metadata');
  });

  test('metadata and user under one name contradict each other', () => {
    expect(refusalOf(() => translated({ metadata: { user: 'a' }, user: 'b' })).details.field).toBe('user');
  });

  test.each([[{ 'a|b': 'x' }], [{ '': 'x' }]])('metadata %j has a name that Bedrock refuses', (metadata) => {
    expect(refusalOf(() => translated({ metadata })).details.field).toMatch(/^metadata\[/);
  });

  test.each([[1], ['a|b'], ['v'.repeat(257)], ['é']])('metadata value %p is refused', (value) => {
    expect(refusalOf(() => translated({ metadata: { team: value } })).details.field).toBe('metadata.team');
  });
});

describe('JSON by a schema', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };

  test.each([
    [{ name: 'place', schema, strict: true }, { name: 'place', schema: JSON.stringify(schema) }],
    [{ name: 'place', schema, description: 'Where', strict: false }, { name: 'place', description: 'Where', schema: JSON.stringify(schema) }],
    [{ name: 'place', schema, description: null, strict: null }, { name: 'place', schema: JSON.stringify(schema) }],
  ])('%j is what Bedrock enforces', (definition, jsonSchema) => {
    expect(translated({ response_format: { type: 'json_schema', json_schema: definition }, reasoning_effort: 'low' })).toEqual({
      ...PLAIN, outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } }, effort: 'low' },
    });
  });

  test.each<[string, JsonObject]>([
    ['response_format.type', { type: 'json_object' }],
    ['response_format.type', { type: 'grammar' }],
    ['response_format.type', {}],
    ['response_format.schema', { type: 'text', schema: {} }],
    ['response_format.json_schema', { type: 'json_schema' }],
    ['response_format.name', { type: 'json_schema', name: 'x', json_schema: { name: 'x', schema } }],
    ['response_format.json_schema.name', { type: 'json_schema', json_schema: { schema } }],
    ['response_format.json_schema.name', { type: 'json_schema', json_schema: { name: 'a b', schema } }],
    ['response_format.json_schema.schema', { type: 'json_schema', json_schema: { name: 'x' } }],
    ['response_format.json_schema.schema', { type: 'json_schema', json_schema: { name: 'x', schema: '{}' } }],
    ['response_format.json_schema.strict', { type: 'json_schema', json_schema: { name: 'x', schema, strict: 'yes' } }],
    ['response_format.json_schema.description', { type: 'json_schema', json_schema: { name: 'x', schema, description: 1 } }],
    ['response_format.json_schema.extra', { type: 'json_schema', json_schema: { name: 'x', schema, extra: 1 } }],
  ])('%s is refused in %j', (field, format) => {
    expect(refusalOf(() => translated({ response_format: format })).details.field).toBe(field);
  });
});

describe('model and stream', () => {
  test('a missing model is a missing field', () => {
    expect(refusalOf(() => parseChat({ messages: [HELLO] })).details.field).toBe('model');
  });

  test.each([['a/b'], ['..'], [' claude'], ['x'.repeat(200)], ['é']])('model %p can be no route, hence does not exist', (model) => {
    expect(refusalOf(() => parseChat(chatRequest({ model }))).reason).toBe('unknownRoute');
  });

  test.each([[1], [null], [''], [{}]])('model %p is refused', (model) => {
    expect(refusalOf(() => parseChat(chatRequest({ model }))).details.field).toBe('model');
  });

  test.each([
    [{ stream: true }, false], [{ stream: true, stream_options: {} }, false], [{ stream: true, stream_options: { include_usage: true } }, true],
    [{ stream: true, stream_options: { include_usage: null, include_obfuscation: false } }, false],
  ])('%j: usage is included: %p', (fields, includeUsage) => {
    const parsed = parseChat(chatRequest(fields));
    expect(parsed.request.streamed).toBe(true);
    expect(parsed.includeUsage).toBe(includeUsage);
  });

  test.each([
    [{ include_usage: 'yes' }, 'stream_options.include_usage'], [{ include_obfuscation: true }, 'stream_options.include_obfuscation'],
    [{ include_cost: true }, 'stream_options.include_cost'], ['x', 'stream_options'],
  ])('stream options %j are refused', (streamOptions, field) => {
    expect(refusalOf(() => translated({ stream: true, stream_options: streamOptions })).details.field).toBe(field);
  });
});
