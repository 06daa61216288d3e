import { completionAnswer } from '../../../../../lambda/surfaces/openai/chat/completion';
import { bytes, converseAnswer, json, refusalOf, SERVED, USAGE } from '../../support';

function completion(content: unknown, stopReason?: string): unknown {
  return json(completionAnswer(converseAnswer(content, stopReason), SERVED));
}

function message(content: unknown): unknown {
  return (completion(content) as { choices: { message: unknown }[] }).choices[0].message;
}

test('an answer becomes a chat completion', () => {
  expect(completion([{ text: 'Grüße 🌍' }])).toEqual({
    id: 'chatcmpl-request-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'claude-sonnet',
    choices: [{
      index: 0,
      message: { role: 'assistant', content: 'Grüße 🌍', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    }],
    usage: {
      prompt_tokens: 4310, completion_tokens: 20, total_tokens: 4330, prompt_tokens_details: { cached_tokens: 300, cache_write_tokens: 4000 },
    },
  });
});

test('the request can be found again by its id', () => {
  expect(completionAnswer(converseAnswer([{ text: 'x' }]), SERVED).headers).toEqual({ 'content-type': 'application/json', 'x-request-id': 'request-1' });
});

test.each([
  ['end_turn', 'stop'], ['stop_sequence', 'stop'], ['max_tokens', 'length'], ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'], ['guardrail_intervened', 'content_filter'], ['content_filtered', 'content_filter'],
  ['something_newer', 'stop'], ['constructor', 'stop'],
])('stop reason %s is finish reason %s', (stopReason, finishReason) => {
  expect(completion([{ text: 'x' }], stopReason)).toMatchObject({ choices: [{ finish_reason: finishReason }] });
});

test.each(['malformed_model_output', 'malformed_tool_use'])('stop reason %s is the failure of the model, not an answer', (stopReason) => {
  const refusal = refusalOf(() => completion([{ text: 'half a' }], stopReason));
  expect(refusal).toMatchObject({ reason: 'modelFailed', status: 424 });
  expect(refusal.message).not.toContain('half a');
});

test('several texts are one, and images are left out', () => {
  expect(message([
    { text: 'One' }, { image: {} }, { text: ' two' },
    { citationsContent: { content: [{ text: ' three' }, { other: 1 }], citations: [] } },
  ])).toEqual({ role: 'assistant', content: 'One two three', refusal: null });
});

test('reasoning is a member of its own', () => {
  expect(message([
    { reasoningContent: { reasoningText: { text: 'First, ', signature: 'S' } } }, { reasoningContent: { reasoningText: { text: 'second.' } } },
    { text: 'So.' }, { reasoningContent: { redactedContent: 'QUJD' } }, { reasoningContent: {} },
  ])).toEqual({ role: 'assistant', content: 'So.', refusal: null, reasoning_content: 'First, second.' });
});

test.each([
  ['flex', 'flex'], ['priority', 'priority'], ['default', 'default'], ['reserved', undefined],
])('tier %p is shown as %p', (type, shown) => {
  const body = bytes(JSON.stringify({ output: { message: { content: [] } }, serviceTier: { type } }));
  expect((json(completionAnswer({ body, usage: USAGE, stopReason: 'end_turn' }, SERVED)) as { service_tier?: string }).service_tier).toBe(shown);
});

test('tool calls without text have null as their content', () => {
  expect(message([
    { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'Bern', deep: [null] } } },
    { toolUse: { toolUseId: 't2', name: 'now', input: {} } },
    { toolUse: { toolUseId: 't3', name: 'now' } },
    { toolUse: { toolUseId: 't4', name: 'now', input: null } },
  ])).toEqual({
    role: 'assistant',
    content: null,
    refusal: null,
    tool_calls: [
      { id: 't1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern","deep":[null]}' } },
      { id: 't2', type: 'function', function: { name: 'now', arguments: '{}' } },
      { id: 't3', type: 'function', function: { name: 'now', arguments: '{}' } },
      { id: 't4', type: 'function', function: { name: 'now', arguments: '{}' } },
    ],
  });
});

test('the arguments of a tool call stay as the model wrote them', () => {
  const written = ['{"id":12345678901234567890}', '{ "much": 1e400, "a\\"b" : [1.0, -0] }', '{"city":"Z\\u00fcrich"}'];
  const blocks = written.map((input, index) => `{"toolUse":{"input":{},"name":"now","toolUseId":"t${index}","input": ${input} }}`);
  const body = bytes(`{"output":{"message":{"content":[{"text":"Look, {"},${blocks.join(' ,')}]}}}`);
  const { choices } = json(completionAnswer({ body, usage: USAGE, stopReason: 'tool_use' }, SERVED)) as
    { choices: { message: { tool_calls: { function: { arguments: string } }[] } }[] };
  expect(choices[0].message.tool_calls.map((call) => call.function.arguments)).toEqual(written);
});

test('tool calls keep the text beside them', () => {
  expect(message([{ text: 'Look:' }, { toolUse: { toolUseId: 't1', name: 'now', input: {} } }])).toMatchObject({ content: 'Look:' });
});

test('an answer without text is an empty text', () => {
  expect(message([])).toEqual({ role: 'assistant', content: '', refusal: null });
});

test.each([['not JSON'], ['null'], ['{}'], ['{"output":{}}'], ['{"output":{"message":{"content":"x"}}}'], ['['.repeat(1000)]])(
  'body %p is the failure of the model', (body) => {
    expect(refusalOf(() => completionAnswer({ body: bytes(body), usage: USAGE, stopReason: 'end_turn' }, SERVED)).reason).toBe('modelFailed');
  });
