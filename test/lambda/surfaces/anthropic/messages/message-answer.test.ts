import { messageAnswer } from '../../../../../lambda/surfaces/anthropic/messages/message-answer';
import { bytes, converseAnswer, json, refusalOf, SERVED, text, USAGE } from '../../support';

const message = (content: unknown, stopReason?: string, stopSequences: readonly string[] = []) =>
  json(messageAnswer(converseAnswer(content, stopReason), SERVED, stopSequences)) as { content: unknown; stop_sequence: unknown };

test('an answer becomes a message', () => {
  expect(message([{ text: 'Grüße 🌍' }])).toEqual({
    id: 'msg_request-1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet',
    container: null,
    content: [{ type: 'text', text: 'Grüße 🌍', citations: null }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: 10,
      cache_creation_input_tokens: 4000,
      cache_read_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 4000, ephemeral_1h_input_tokens: 0 },
      output_tokens: 20,
      service_tier: 'standard',
    },
  });
});

test('what is kept for an hour is counted by itself', () => {
  const answer = { ...converseAnswer([]), usage: { ...USAGE, cacheWrite1hInputTokens: 1500 } };
  expect(json(messageAnswer(answer, SERVED, []))).toMatchObject({
    usage: { cache_creation_input_tokens: 4000, cache_creation: { ephemeral_5m_input_tokens: 2500, ephemeral_1h_input_tokens: 1500 } },
  });
});

test('the request can be found again by its id', () => {
  expect(messageAnswer(converseAnswer([]), SERVED, []).headers).toEqual({ 'content-type': 'application/json', 'request-id': 'request-1' });
});

test.each([
  ['end_turn', 'end_turn'], ['stop_sequence', 'stop_sequence'], ['max_tokens', 'max_tokens'], ['tool_use', 'tool_use'],
  ['model_context_window_exceeded', 'model_context_window_exceeded'], ['something_newer', 'end_turn'], ['constructor', 'end_turn'],
])('stop reason %s is shown as %s', (stopReason, shown) => {
  expect(message([{ text: 'x' }], stopReason)).toMatchObject({ stop_reason: shown, stop_details: null });
});

test.each(['guardrail_intervened', 'content_filtered'])('stop reason %s is a refusal, of which nothing more is known', (stopReason) => {
  expect(message([], stopReason)).toMatchObject({ stop_reason: 'refusal', stop_details: { type: 'refusal', category: null, explanation: null } });
});

test.each(['malformed_model_output', 'malformed_tool_use'])('stop reason %s is the failure of the model, not an answer', (stopReason) => {
  const refusal = refusalOf(() => message([{ text: 'half a' }], stopReason));
  expect(refusal.reason).toBe('modelFailed');
  expect(refusal.message).not.toContain('half a');
});

describe('the sequence that ended an answer', () => {
  const told = (fields: object, given: readonly string[], stopReason = 'stop_sequence') => {
    const body = bytes(JSON.stringify({ output: { message: { content: [] } }, stopReason, ...fields }));
    return (json(messageAnswer({ body, usage: USAGE, stopReason }, SERVED, given)) as { stop_sequence: unknown }).stop_sequence;
  };

  test.each([
    [{ stop_sequence: 'B' }], [{ delta: { stop_sequence: 'B' } }],
  ])('is what %j says', (additionalModelResponseFields) => {
    expect(told({ additionalModelResponseFields }, ['A', 'B'])).toBe('B');
  });

  test('is known without a word if there was only one', () => {
    expect(told({}, ['A'])).toBe('A');
    expect(told({ additionalModelResponseFields: { stop_sequence: null } }, ['A'])).toBe('A');
  });

  test('is not guessed among several', () => {
    expect(told({}, ['A', 'B'])).toBeNull();
  });

  test('is none for an answer that ended otherwise', () => {
    expect(told({ additionalModelResponseFields: { stop_sequence: 'A' } }, ['A'], 'end_turn')).toBeNull();
  });
});

test('every kind of block has its counterpart, and what no Claude model says is left out', () => {
  expect(message([
    { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
    { reasoningContent: { reasoningText: { text: 'unsigned' } } },
    { reasoningContent: { redactedContent: 'QUJD' } },
    { image: {} }, {}, null, 7, { reasoningContent: {} },
    { toolUse: { toolUseId: 't1', name: 'now', input: { a: [null] } } },
    { toolUse: { toolUseId: 't2', name: 'now' } },
    {
      citationsContent: {
        content: [{ text: 'Rivers ' }, { text: 'bend.' }, { other: 1 }],
        citations: [
          { title: 'Notes', sourceContent: [{ text: 'a' }, { text: 'b' }], location: { documentPage: { documentIndex: 1, start: 2, end: 3 } } },
          { source: 's', location: { searchResultLocation: { searchResultIndex: 0, start: 4, end: 5 } } },
          { location: { web: { url: 'https://example.com' } } },
          'x',
        ],
      },
    },
  ]).content).toEqual([
    { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
    { type: 'thinking', thinking: 'unsigned', signature: '' },
    { type: 'redacted_thinking', data: 'QUJD' },
    { type: 'tool_use', id: 't1', name: 'now', input: { a: [null] }, caller: { type: 'direct' } },
    { type: 'tool_use', id: 't2', name: 'now', input: {}, caller: { type: 'direct' } },
    {
      type: 'text',
      text: 'Rivers bend.',
      citations: [
        { type: 'page_location', cited_text: 'ab', document_index: 1, document_title: 'Notes', file_id: null, start_page_number: 2, end_page_number: 3 },
        { type: 'search_result_location', cited_text: '', search_result_index: 0, source: 's', title: null, start_block_index: 4, end_block_index: 5 },
      ],
    },
  ]);
});

test('the input of a tool stays as the model wrote it', () => {
  const written = ['{"id":12345678901234567890}', '{ "much": 1e400, "a\\"b" : [1.0, -0] }', '{"city":"Z\\u00fcrich"}'];
  const blocks = written.map((input, index) => `{"toolUse":{"input":{},"name":"now","toolUseId":"t${index}","input": ${input} }}`);
  const body = bytes(`{"output":{"message":{"content":[{"text":"Look, {"},${blocks.join(' ,')}]}}}`);
  const answer = text(messageAnswer({ body, usage: USAGE, stopReason: 'tool_use' }, SERVED, []).body);
  for (const input of written) expect(answer).toContain(`"input":${input}}`);
  expect((JSON.parse(answer) as { content: unknown[] }).content).toHaveLength(4);
});

test.each([['not JSON'], ['null'], ['{}'], ['{"output":{}}'], ['{"output":{"message":{"content":"x"}}}'], ['['.repeat(1000)]])('body %p is the failure of the model', (body) => {
  expect(refusalOf(() => messageAnswer({ body: bytes(body), usage: USAGE, stopReason: 'end_turn' }, SERVED, [])).reason).toBe('modelFailed');
});
