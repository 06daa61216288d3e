import OpenAI from 'openai';
import { responseAnswer } from '../../../../../lambda/surfaces/openai/responses/response-answer';
import { parseResponse } from '../../../../../lambda/surfaces/openai/responses/response-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { bytes, converseAnswer, json, refusalOf, SERVED, USAGE } from '../../support';
import { responseRequest, WEATHER_TOOL } from '../responses-support';

type Response = OpenAI.Responses.Response;

/** What an answer becomes for a request with these fields. */
function response(content: unknown, stopReason?: string, fields: JsonObject = {}): Response {
  return json(responseAnswer(converseAnswer(content, stopReason), SERVED, parseResponse(responseRequest(fields)).settings)) as Response;
}

test('an answer becomes a response with every member that the API has', () => {
  expect(response([{ text: 'Grüße 🌍' }])).toEqual({
    id: 'resp_request-1',
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'claude-sonnet',
    output: [{
      id: 'msg_request-1_0',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Grüße 🌍', annotations: [], logprobs: [] }],
    }],
    background: false,
    conversation: null,
    instructions: null,
    max_output_tokens: null,
    metadata: {},
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'auto',
    store: false,
    temperature: null,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: null,
    truncation: 'disabled',
    usage: {
      input_tokens: 4310,
      input_tokens_details: { cached_tokens: 300, cache_write_tokens: 4000 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 4330,
    },
    user: null,
  });
});

test('a response repeats what was asked for', () => {
  const asked = {
    instructions: 'Be kind.',
    max_output_tokens: 100,
    metadata: { team: 'blue' },
    prompt_cache_key: 'k',
    reasoning: { effort: 'low', summary: null },
    safety_identifier: 's',
    temperature: 0,
    text: { format: { type: 'json_schema', name: 'x', schema: { type: 'object' } }, verbosity: 'medium' },
    tool_choice: 'required',
    tools: [WEATHER_TOOL],
    top_p: 0.5,
    user: 'u',
    store: false,
    service_tier: 'flex',
  };
  expect(response([], 'end_turn', asked)).toMatchObject({ ...asked, tools: [{ ...WEATHER_TOOL, strict: false }] });
});

test('a tool says everything that the type of a tool has', () => {
  expect(response([], 'end_turn', { tools: [{ type: 'function', name: 'now' }] }).tools).toEqual([
    { type: 'function', name: 'now', description: null, parameters: null, strict: false },
  ]);
});

test('the request can be found again by its id', () => {
  expect(responseAnswer(converseAnswer([]), SERVED, {}).headers).toEqual({ 'content-type': 'application/json', 'x-request-id': 'request-1' });
});

test('the tier is the one that has served, where Bedrock says so', () => {
  const body = bytes(JSON.stringify({ output: { message: { content: [] } }, serviceTier: { type: 'default' } }));
  const { settings } = parseResponse(responseRequest({ service_tier: 'flex' }));
  expect(json(responseAnswer({ body, usage: USAGE, stopReason: 'end_turn' }, SERVED, settings))).toMatchObject({ service_tier: 'default' });
});

test('texts, calls and reasoning are items in their order; texts that follow each other are one', () => {
  const { output } = response([
    { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'S' } } },
    { text: 'One' }, { image: {} }, { text: ' two' }, { citationsContent: { content: [{ text: ' three' }] } }, { text: '' },
    { toolUse: { toolUseId: 't1', name: 'now', input: { a: 1 } } },
    { toolUse: { toolUseId: 't2', name: 'now' } },
    { reasoningContent: { redactedContent: 'QUJD' } },
    { text: 'Four' },
  ], 'tool_use');
  expect(output.map((item) => [item.id, item.type, (item as { status?: string }).status])).toEqual([
    ['rs_request-1_0', 'reasoning', 'completed'], ['msg_request-1_1', 'message', 'completed'], ['fc_request-1_2', 'function_call', 'completed'],
    ['fc_request-1_3', 'function_call', 'completed'], ['rs_request-1_4', 'reasoning', 'completed'], ['msg_request-1_5', 'message', 'completed'],
  ]);
  expect(output[0]).toMatchObject({ summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], encrypted_content: expect.any(String) });
  expect(output[1]).toMatchObject({ content: [{ text: 'One two three' }] });
  expect(output[2]).toEqual({ id: 'fc_request-1_2', type: 'function_call', status: 'completed', call_id: 't1', name: 'now', arguments: '{"a":1}' });
  expect(output[3]).toMatchObject({ call_id: 't2', arguments: '{}' });
  expect(output[4]).toMatchObject({ content: [], encrypted_content: expect.any(String) });
});

test('reasoning without a signature is shown, and has nothing that could be sent back', () => {
  expect(response([{ reasoningContent: { reasoningText: { text: 'Hm.' } } }, { reasoningContent: { reasoningText: { text: '' } } }, { text: 'x' }]).output).toEqual([
    { id: 'rs_request-1_0', type: 'reasoning', status: 'completed', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }], encrypted_content: null },
    expect.objectContaining({ type: 'message' }),
  ]);
});

test.each([
  ['end_turn', 'completed', null], ['stop_sequence', 'completed', null], ['tool_use', 'completed', null], ['something_newer', 'completed', null],
  ['max_tokens', 'incomplete', { reason: 'max_output_tokens' }], ['model_context_window_exceeded', 'incomplete', { reason: 'max_output_tokens' }],
  ['guardrail_intervened', 'incomplete', { reason: 'content_filter' }], ['content_filtered', 'incomplete', { reason: 'content_filter' }],
])('stop reason %s is status %s', (stopReason, status, details) => {
  const { incomplete_details: incompleteDetails, output, status: shown } = response([{ toolUse: { toolUseId: 't1', name: 'now' } }, { text: 'x' }], stopReason);
  expect([shown, incompleteDetails]).toEqual([status, details]);
  expect(output.map((item) => (item as { status?: string }).status)).toEqual(['completed', status]);
});

test.each(['malformed_model_output', 'malformed_tool_use'])('stop reason %s is the failure of the model, not an answer', (stopReason) => {
  expect(refusalOf(() => response([{ text: 'half a' }], stopReason))).toMatchObject({ reason: 'modelFailed', status: 424 });
});

test('the arguments of a call stay as the model wrote them', () => {
  const body = bytes('{"output":{"message":{"content":[{"toolUse":{"toolUseId":"t1","name":"now","input":{"id":12345678901234567890}}}]}}}');
  expect(json(responseAnswer({ body, usage: USAGE, stopReason: 'tool_use' }, SERVED, {}))).toMatchObject({ output: [{ arguments: '{"id":12345678901234567890}' }] });
});

test.each([['not JSON'], ['null'], ['{}'], ['{"output":{"message":{"content":"x"}}}']])('body %p is the failure of the model', (body) => {
  expect(refusalOf(() => responseAnswer({ body: bytes(body), usage: USAGE, stopReason: 'end_turn' }, SERVED, {})).reason).toBe('modelFailed');
});
