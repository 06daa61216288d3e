import { invokeUsage, stopReasonIn, usageIn } from '../../../../lambda/adapters/bedrock/invoke-usage';

const usage = (inputTokens: number, outputTokens: number, read = 0, written = 0) => (
  { inputTokens, outputTokens, cacheReadInputTokens: read, cacheWriteInputTokens: written }
);

/** As the vendors' pages in AWS's documentation show them. */
describe('the tokens of an answer', () => {
  it.each([
    ['Claude', { usage: { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 3, cache_creation_input_tokens: 4 } }, usage(10, 20, 3, 4)],
    ['Nova', { usage: { inputTokens: 7, outputTokens: 9, totalTokens: 16, cacheReadInputTokenCount: 2, cacheWriteInputTokenCount: 1 } }, usage(7, 9, 2, 1)],
    ['OpenAI', { usage: { prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 60 } } }, usage(40, 5, 60)],
    ['Llama', { generation: 'x', prompt_token_count: 12, generation_token_count: 34, stop_reason: 'stop' }, usage(12, 34)],
    ['Titan', { inputTextTokenCount: 5, results: [{ tokenCount: 8, outputText: 'x' }] }, usage(5, 8)],
    ['Titan, for embeddings', { embedding: [0.1], inputTextTokenCount: 6 }, usage(6, 0)],
  ])('of %s', (_, json, expected) => {
    expect(invokeUsage(json, {})).toEqual(expected);
  });

  it('tell what is kept for an hour', () => {
    const cache = { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 10, cache_creation: { ephemeral_1h_input_tokens: 7 } };
    expect(invokeUsage({ usage: cache }, {})).toMatchObject({ cacheWriteInputTokens: 10, cacheWrite1hInputTokens: 7 });
  });

  it('are those of the headers where the body tells none', () => {
    const headers = {
      'x-amzn-bedrock-input-token-count': '11', 'x-amzn-bedrock-output-token-count': '12', 'x-amzn-bedrock-cache-read-input-token-count': '3',
    };
    expect(invokeUsage({ embeddings: [[1]] }, headers)).toEqual(usage(11, 12, 3));
    expect(invokeUsage({ usage: { input_tokens: 1, output_tokens: 2 } }, headers)).toEqual(usage(1, 2));
  });

  it('are those of the last chunk', () => {
    const figures = {
      inputTokenCount: 7, outputTokenCount: 126, invocationLatency: 4_069, cacheReadInputTokenCount: 14_486, cacheWriteInputTokenCount: 2_238,
    };
    expect(usageIn(figures)).toEqual(usage(7, 126, 14_486, 2_238));
  });

  it.each([{}, { usage: null }, { usage: { input_tokens: '10' } }, { usage: { input_tokens: -1 } }, { usage: { input_tokens: 1.5 } }, { usage: [] }])(
    'are not known from %j', (json) => {
      expect(invokeUsage(json, {})).toBeUndefined();
      expect(invokeUsage(json, { 'x-amzn-bedrock-input-token-count': 'many' })).toBeUndefined();
    });
});

it.each([
  [{ stop_reason: 'end_turn' }, 'end_turn'],
  [{ 'stop_reason': 'refusal', 'amazon-bedrock-guardrailAction': 'INTERVENED' }, 'guardrail_intervened'],
  [{ 'stop_reason': 'refusal', 'amazon-bedrock-guardrailAction': 'NONE' }, 'refusal'],
  [{ stopReason: 'max_tokens' }, 'max_tokens'],
  [{ type: 'message_delta', delta: { stop_reason: 'tool_use' } }, 'tool_use'],
  [{ messageStop: { stopReason: 'end_turn' } }, 'end_turn'],
  [{ choices: [{ finish_reason: 'stop' }] }, 'stop'],
  [{ results: [{ completionReason: 'FINISH' }] }, 'FINISH'],
  [{ choices: [{ finish_reason: null }] }, undefined],
  [{ stop_reason: null }, undefined],
  [{ choices: {} }, undefined],
])('the reason of %j is %p', (json, reason) => {
  expect(stopReasonIn(json)).toBe(reason);
});
