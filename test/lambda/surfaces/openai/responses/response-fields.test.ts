import OpenAI from 'openai';
import { RESPONSE_FIELDS } from '../../../../../lambda/surfaces/openai/responses/response-fields';
import { parseResponse } from '../../../../../lambda/surfaces/openai/responses/response-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { responseRequest, translatedResponse } from '../responses-support';

/** Every field of the official client's types, so that a forgotten one fails here (the compiler names it) and not at a caller. */
const REFERENCE = Object.keys({
  background: true,
  context_management: true,
  conversation: true,
  include: true,
  input: true,
  instructions: true,
  max_output_tokens: true,
  metadata: true,
  model: true,
  moderation: true,
  parallel_tool_calls: true,
  previous_response_id: true,
  prompt: true,
  prompt_cache_key: true,
  prompt_cache_options: true,
  prompt_cache_retention: true,
  reasoning: true,
  safety_identifier: true,
  service_tier: true,
  store: true,
  stream: true,
  stream_options: true,
  temperature: true,
  text: true,
  tool_choice: true,
  tools: true,
  top_logprobs: true,
  top_p: true,
  truncation: true,
  user: true,
} satisfies Record<keyof OpenAI.Responses.ResponseCreateParamsStreaming, true>);

test('every field of the API reference has a handling', () => {
  expect([...RESPONSE_FIELDS.keys()].sort()).toEqual([...REFERENCE].sort());
});

const PLAIN = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };

test.each<[string, unknown]>([
  ['store', false], ['background', false], ['truncation', 'disabled'], ['top_logprobs', 0], ['prompt_cache_retention', 'in_memory'],
  ['prompt_cache_key', 'k'], ['service_tier', 'auto'], ['service_tier', 'default'], ['stream', false], ['metadata', {}], ['instructions', ' '],
  ['text', {}], ['text', { format: { type: 'text' }, verbosity: 'medium' }], ['text', { format: null, verbosity: null }],
  ['reasoning', {}], ['reasoning', { effort: null, summary: null, mode: 'standard', context: 'auto' }],
  ['include', []], ['include', ['reasoning.encrypted_content', 'file_search_call.results']], ['tool_choice', 'auto'], ['tool_choice', 'none'],
  ['parallel_tool_calls', true], ['parallel_tool_calls', false],
])('%s: %j changes nothing', (field, value) => {
  expect(translatedResponse({ [field]: value })).toEqual(PLAIN);
});

test.each(REFERENCE.filter((field) => field !== 'model' && field !== 'input'))('%s: null counts as absent', (field) => {
  expect(parseResponse(responseRequest({ [field]: null }))).toEqual(parseResponse(responseRequest()));
});

const REFUSED: readonly (readonly [string, unknown])[] = [
  ['store', true], ['background', true], ['truncation', 'auto'], ['top_logprobs', 1], ['prompt_cache_retention', '24h'], ['prompt_cache_key', 1],
  ['previous_response_id', 'resp_1'], ['conversation', 'conv_1'], ['prompt', { id: 'p' }], ['context_management', []], ['moderation', {}],
  ['prompt_cache_options', {}], ['service_tier', 'scale'], ['service_tier', 'reserved'], ['input', 1], ['input', null], ['input', []], ['input', ' '],
  ['instructions', ['x']], ['stream', 'yes'], ['stream_options', {}], ['max_output_tokens', 0], ['temperature', 1.1], ['top_p', -1],
  ['tools', []], ['tool_choice', 'required'], ['tool_choice', 'any'], ['parallel_tool_calls', 1], ['text', 'x'], ['reasoning', 'high'], ['include', 'x'],
  ['metadata', []], ['user', 'a|b'], ['safety_identifier', 1], ['max_tokens', 1], ['messages', []], ['stop', 'x'], ['n', 1], ['__proto', 1],
];

test.each(REFUSED)('%s: %j is refused by name', (field, value) => {
  const refusal = refusalOf(() => translatedResponse({ [field]: value }));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.details.field).toBe(field);
  expect(refusal.message.startsWith(`${field}: `)).toBe(true);
});

test('every field that may have no effect or is refused has a refused value above', () => {
  const tested = new Set(REFUSED.map(([field]) => field));
  expect([...RESPONSE_FIELDS].filter(([field, { kind }]) => kind !== 'translated' && !tested.has(field))).toEqual([]);
});

test('what is not stored says so', () => {
  expect(refusalOf(() => translatedResponse({ previous_response_id: 'resp_1' })).message).toContain('stores no responses');
});

test.each<[string, JsonObject]>([
  ['stream_options.include_obfuscation', { stream: true, stream_options: { include_obfuscation: true } }],
  ['stream_options.include_usage', { stream: true, stream_options: { include_usage: true } }],
  ['text.verbosity', { text: { verbosity: 'low' } }],
  ['text.extra', { text: { extra: 1 } }],
  ['text.format.type', { text: { format: { type: 'json_object' } } }],
  ['text.format.type', { text: { format: { type: 'grammar' } } }],
  ['text.format.name', { text: { format: { type: 'json_schema', schema: {} } } }],
  ['text.format.schema', { text: { format: { type: 'json_schema', name: 'x' } } }],
  ['text.format.json_schema', { text: { format: { type: 'json_schema', name: 'x', schema: {}, json_schema: {} } } }],
  ['reasoning.effort', { reasoning: { effort: 'none' } }],
  ['reasoning.effort', { reasoning: { effort: 'minimal' } }],
  ['reasoning.summary', { reasoning: { summary: 'auto' } }],
  ['reasoning.generate_summary', { reasoning: { generate_summary: 'concise' } }],
  ['reasoning.mode', { reasoning: { mode: 'pro' } }],
  ['reasoning.context', { reasoning: { context: 'all_turns' } }],
  ['reasoning.budget', { reasoning: { budget: 1 } }],
  ['include[1]', { include: ['reasoning.encrypted_content', 'message.output_text.logprobs'] }],
  ['include[0]', { include: [1] }],
])('%s is refused in %j', (field, fields) => {
  expect(refusalOf(() => translatedResponse(fields)).details.field).toBe(field);
});

test.each<[JsonObject, object]>([
  [{ instructions: 'Be kind.' }, { system: [{ text: 'Be kind.' }] }],
  [{ max_output_tokens: 100 }, { inferenceConfig: { maxTokens: 100 } }],
  [{ temperature: 0.2, top_p: 0.9 }, { inferenceConfig: { temperature: 0.2, topP: 0.9 } }],
  [{ metadata: { team: 'blue' }, user: 'u', safety_identifier: 's' }, { requestMetadata: { team: 'blue', user: 'u', safety_identifier: 's' } }],
  [{ service_tier: 'flex' }, { serviceTier: { type: 'flex' } }],
  [{ reasoning: { effort: 'high' } }, { outputConfig: { effort: 'high' } }],
  [
    { text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' }, strict: true } } },
    { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'x', schema: '{"type":"object"}' } } } } },
  ],
])('%j becomes %j', (fields, added) => {
  expect(translatedResponse(fields)).toEqual({ ...PLAIN, ...added });
});

test('a model that can be no route does not exist', () => {
  expect(refusalOf(() => translatedResponse({ model: 'a/b' })).reason).toBe('unknownRoute');
  expect(refusalOf(() => translatedResponse({ model: null })).details.field).toBe('model');
});
