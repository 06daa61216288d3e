import {
  awsRequest, callJson, callStream, chunksOf, createWorld, errorOf, HAIKU_3, jsonOf, NOVA, SONNET, streamText, US_SONNET, userSays,
} from './support';

const BODY = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: [{ role: 'user', content: 'hello there' }] };
const WEATHER = { name: 'weather', input_schema: { type: 'object', properties: { city: { type: 'string' } } } };
const invoke = { operation: 'invoke', body: BODY };
const invokeStream = { operation: 'invoke-with-response-stream', body: BODY };

describe('InvokeModel with an Anthropic body', () => {
  test('answers an Anthropic message', async () => {
    const { bedrock } = createWorld();
    expect(await callJson(bedrock, HAIKU_3, invoke)).toEqual({
      id: expect.stringMatching(/^msg_bdrk_/),
      type: 'message',
      role: 'assistant',
      model: HAIKU_3,
      content: [{ type: 'text', text: expect.any(String) }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 3,
        output_tokens: 24,
        cache_creation_input_tokens: 0,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
        cache_read_input_tokens: 0,
      },
    });
  });

  test('says the same as Converse does to the same prompt', async () => {
    const { bedrock } = createWorld();
    const text = streamText(await callStream(bedrock, HAIKU_3));
    expect(await callJson(bedrock, HAIKU_3, invoke)).toMatchObject({ content: [{ text }] });
  });

  test('carries token counts, service tier and latency mode in headers', async () => {
    const { bedrock } = createWorld();
    const asked = { 'x-amzn-bedrock-service-tier': 'flex', 'x-amzn-bedrock-performanceconfig-latency': 'standard' };
    const response = await bedrock.handle(awsRequest(HAIKU_3, { ...invoke, headers: asked }));
    expect(response.headers).toMatchObject({
      ...asked,
      'content-type': 'application/json',
      'x-amzn-bedrock-input-token-count': '3',
      'x-amzn-bedrock-output-token-count': '24',
      'x-amzn-bedrock-invocation-latency': '0',
    });
    const streamed = await bedrock.handle(awsRequest(HAIKU_3, { ...invokeStream, headers: asked }));
    expect(streamed.headers).toMatchObject({ ...asked, 'x-amzn-bedrock-content-type': 'application/json', 'content-type': 'application/vnd.amazon.eventstream' });
  });

  test('counts what cache_control marks', async () => {
    const { bedrock } = createWorld();
    const body = { ...BODY, system: [{ type: 'text', text: 'x'.repeat(4_000), cache_control: { type: 'ephemeral' } }] };
    await callJson(bedrock, HAIKU_3, { ...invoke, body });
    expect(await callJson(bedrock, HAIKU_3, { ...invoke, body })).toMatchObject({ usage: { input_tokens: 3, cache_read_input_tokens: 1_000 } });
  });

  test('uses a tool when asked to', async () => {
    const { bedrock } = createWorld();
    const body = { ...BODY, tools: [WEATHER], messages: [{ role: 'user', content: [{ type: 'text', text: 'use tool weather' }] }] };
    expect(await callJson(bedrock, HAIKU_3, { ...invoke, body })).toMatchObject({
      stop_reason: 'tool_use', content: [{ type: 'tool_use', id: expect.stringMatching(/^toolu_bdrk_/), name: 'weather', input: { city: expect.any(String) } }],
    });
  });

  test.each<[string, object, RegExp]>([
    ['no version', { anthropic_version: undefined }, /^anthropic_version: Field required/],
    ['another version', { anthropic_version: '2023-06-01' }, /^anthropic_version: Input should be 'bedrock-2023-05-31'/],
    ['no max_tokens', { max_tokens: undefined }, /^max_tokens: Field required/],
    ['max_tokens of 0', { max_tokens: 0 }, /^max_tokens: Input should be/],
    ['a model', { model: 'claude' }, /^model: Extra inputs are not permitted/],
    ['a stream flag', { stream: true }, /^stream: Extra inputs are not permitted/],
    ['no messages', { messages: [] }, /^messages: at least one message is required/],
    ['a message that is text', { messages: ['hi'] }, /^messages.0: Input should be an object/],
    ['an unknown role', { messages: [{ role: 'tool', content: 'hi' }] }, /^messages.0.role/],
    ['an assistant who begins', { messages: [{ role: 'assistant', content: 'hi' }] }, /first message must use the "user" role/],
    ['empty text', { messages: [{ role: 'user', content: '' }] }, /text content blocks must be non-empty/],
    ['an empty block', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }, /messages.0.content.0: text content blocks must be non-empty/],
    ['no content', { messages: [{ role: 'user' }] }, /^messages.0.content/],
    ['a block without a type', { messages: [{ role: 'user', content: [{ text: 'hi' }] }] }, /^messages.0.content.0.type: Field required/],
    ['temperature above 1', { temperature: 2 }, /^temperature: received 2/],
    ['top_p that is text', { top_p: 'high' }, /^top_p: received high/],
    ['tools that are no list', { tools: {} }, /^tools: Input should be a valid list/],
    ['a tool without a name', { tools: [{}] }, /^tools.0.name: Field required/],
    ['a prefill that ends in a space', { messages: [...BODY.messages, { role: 'assistant', content: 'well ' }] }, /trailing whitespace/],
  ])('refuses %s', async (_what, change, message) => {
    const { bedrock } = createWorld();
    const error = await errorOf(bedrock.handle(awsRequest(HAIKU_3, { ...invoke, body: { ...BODY, ...change } })));
    expect(error).toMatchObject({ code: 'ValidationException', status: 400, message: expect.stringMatching(message) });
  });

  test('refuses request metadata that is no JSON', async () => {
    const { bedrock } = createWorld();
    const error = await errorOf(bedrock.handle(awsRequest(HAIKU_3, { ...invoke, headers: { 'x-amzn-bedrock-request-metadata': '{' } })));
    expect(error.message).toMatch(/^X-Amzn-Bedrock-Request-Metadata: expected a JSON object/);
  });
});

describe('InvokeModelWithResponseStream with an Anthropic body', () => {
  test('sends the events of the Messages API in chunks, the last with the invocation metrics', async () => {
    const { bedrock } = createWorld();
    const outcome = await callStream(bedrock, HAIKU_3, { ...invokeStream, body: { ...BODY, max_tokens: 2 } });
    expect(new Set(outcome.types)).toEqual(new Set(['chunk']));
    const chunks = chunksOf(outcome);
    expect(chunks.map((chunk) => chunk.type)).toEqual([
      'message_start', 'content_block_start', 'content_block_delta', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop',
    ]);
    expect(chunks[0]).toMatchObject({ message: { role: 'assistant', content: [], usage: { input_tokens: 3 } } });
    expect(chunks[5]).toMatchObject({ delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 2 } });
    expect(chunks[6]).toMatchObject({
      'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 2, invocationLatency: 0, firstByteLatency: 0 },
    });
  });

  test('streams a forced tool use as partial JSON', async () => {
    const { bedrock } = createWorld();
    const body = { ...BODY, tools: [WEATHER], tool_choice: { type: 'tool', name: 'weather' } };
    const chunks = chunksOf(await callStream(bedrock, HAIKU_3, { ...invokeStream, body }));
    expect(chunks[1]).toMatchObject({ content_block: { type: 'tool_use', name: 'weather', input: {} } });
    const json = chunks.filter((chunk) => chunk.type === 'content_block_delta').map((chunk) => (chunk.delta as { partial_json: string }).partial_json);
    expect(JSON.parse(json.join(''))).toEqual({ city: expect.any(String) });
  });
});

describe('InvokeModel with the body of another model family', () => {
  test('answers a plain text', async () => {
    const { bedrock } = createWorld();
    expect(await callJson(bedrock, NOVA, { operation: 'invoke', body: { prompt: 'hi' } })).toEqual({
      outputText: expect.any(String), stopReason: 'end_turn', inputTokenCount: 4, outputTokenCount: 24,
    });
  });

  test.each<[string, object]>([
    ['max_tokens', { max_tokens: 2 }], ['inferenceConfig', { inferenceConfig: { maxTokens: 2 } }], ['textGenerationConfig', { textGenerationConfig: { maxTokenCount: 2 } }],
  ])('heeds the limit in %s', async (_where, limit) => {
    const { bedrock } = createWorld();
    expect(await callJson(bedrock, NOVA, { operation: 'invoke', body: { prompt: 'hi', ...limit } })).toMatchObject({ outputTokenCount: 2, stopReason: 'max_tokens' });
  });

  test('refuses a limit that is no number of tokens', async () => {
    const { bedrock } = createWorld();
    const error = await errorOf(bedrock.handle(awsRequest(NOVA, { operation: 'invoke', body: { prompt: 'hi', max_tokens: 'many' } })));
    expect(error.message).toMatch(/#\/max_tokens: many is not a whole number/);
  });

  test('streams chunks of text and ends with the invocation metrics', async () => {
    const { bedrock } = createWorld();
    const chunks = chunksOf(await callStream(bedrock, NOVA, { operation: 'invoke-with-response-stream', body: { prompt: 'hi', max_tokens: 2 } }));
    expect(chunks).toHaveLength(3);
    expect(chunks[2]).toMatchObject({ 'stopReason': 'max_tokens', 'amazon-bedrock-invocationMetrics': { outputTokenCount: 2 } });
  });

  test('an Anthropic body is read as one behind an unregistered application profile', async () => {
    const { bedrock } = createWorld();
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc';
    expect(await callJson(bedrock, arn, invoke)).toMatchObject({ type: 'message' });
  });
});

describe('CountTokens', () => {
  const count = (input: unknown) => ({ operation: 'count-tokens', body: { input } });

  test('counts a Converse input and an InvokeModel input', async () => {
    const { bedrock } = createWorld();
    expect(await callJson(bedrock, HAIKU_3, count({ converse: { messages: userSays('hello there').messages } }))).toEqual({ inputTokens: 3 });
    const body = Buffer.from(JSON.stringify(BODY)).toString('base64');
    expect(await callJson(bedrock, HAIKU_3, count({ invokeModel: { body } }))).toEqual({ inputTokens: 3 });
  });

  test.each<[string, unknown]>([['nothing', undefined], ['an empty input', {}], ['a body that is no text', { invokeModel: { body: 7 } }]])(
    'refuses %s', async (_what, input) => {
      const { bedrock } = createWorld();
      expect((await errorOf(bedrock.handle(awsRequest(HAIKU_3, count(input))))).message).toMatch(/exactly one of the following keys: converse, invokeModel/);
    });

  test('is not offered for profiles, only for the models behind them', async () => {
    const { bedrock } = createWorld();
    const error = await errorOf(bedrock.handle(awsRequest(US_SONNET, count({ converse: userSays('hi') }))));
    expect(error).toMatchObject({ code: 'ValidationException', message: "The provided model doesn't support counting tokens." });
  });

  test('takes nothing from the quota and writes neither log nor metrics', async () => {
    const { bedrock, sinks } = createWorld();
    bedrock.setQuota({ model: HAIKU_3 }, { requestsPerMinute: 0 });
    await callJson(bedrock, HAIKU_3, count({ converse: { messages: userSays('hi').messages } }));
    expect(bedrock.attempts).toMatchObject([{ operation: 'CountTokens', outcome: 'success' }]);
    expect({ records: bedrock.records, metrics: sinks.metrics }).toEqual({ records: [], metrics: [] });
  });
});

test('an on-demand call of a model that needs a profile is refused by name', async () => {
  const { bedrock, sinks } = createWorld();
  const error = await errorOf(bedrock.handle(awsRequest(SONNET)));
  expect(error).toMatchObject({ code: 'ValidationException', status: 400, message: expect.stringContaining("on-demand throughput isn't supported") });
  expect(jsonOf(bedrock.renderError(error, { id: 'r' }))).toEqual({ message: error.message });
  expect(sinks.metrics).toEqual([]);
});
