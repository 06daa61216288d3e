import OpenAI from 'openai';
import { InferenceTarget } from '../../src';
import { startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'us.amazon.nova-lite-v1:0';

describe('the official OpenAI client', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        'claude-sonnet': { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] },
        'single': { targets: [InferenceTarget.crossRegion(SONNET)], maxAttempts: 1 },
        'private': { targets: [InferenceTarget.crossRegion(HAIKU)] },
        'nova': { targets: [InferenceTarget.crossRegion(NOVA)] },
        'mixed': { targets: [InferenceTarget.crossRegion(NOVA, { name: 'nova-first' })], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU, { name: 'then-claude' })] }] },
      },
      tenants: {
        a: { routes: ['claude-sonnet', 'single'] },
        families: { routes: ['claude-sonnet', 'nova', 'mixed'] },
        limited: { quota: { requestsPerMinute: 1 }, routes: ['claude-sonnet'] },
      },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const ask = (client: OpenAI, model = 'claude-sonnet') =>
    client.chat.completions.create({ model, max_tokens: 64, messages: [{ role: 'user', content: 'Why do rivers bend?' }] });

  test('gets an answer, with who served it in the headers', async () => {
    const { data, response } = await ask(gateway.openai('a')).withResponse();
    expect(data.object).toBe('chat.completion');
    expect(data.model).toBe('claude-sonnet');
    expect(data.choices[0]?.message.content).toEqual(expect.stringMatching(/\w+/));
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.total_tokens).toBe((data.usage?.prompt_tokens ?? NaN) + (data.usage?.completion_tokens ?? NaN));
    expect(response.headers.get('x-inference-target')).toBe(`${SONNET}@us-east-1`);
    expect(response.headers.get('x-inference-attempts')).toBe('1');
  });

  test('streams the same text that it gets in one piece', async () => {
    const whole = await ask(gateway.openai('a'));
    const stream = await gateway.openai('a').chat.completions.create({
      model: 'claude-sonnet', max_tokens: 64, stream: true, stream_options: { include_usage: true }, messages: [{ role: 'user', content: 'Why do rivers bend?' }],
    });
    let text = '';
    let finish: string | null | undefined;
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(finish).toBe('stop');
    expect(usage).toEqual(expect.objectContaining({ completion_tokens: whole.usage?.completion_tokens }));
  });

  describe('asked for one call at a time', () => {
    const functions = ['get_weather', 'get_time'].map((name) => ({ type: 'function' as const, function: { name, parameters: { type: 'object' } } }));
    const once = (model: string, more: object = {}) => gateway.openai('families').chat.completions.create({
      model,
      max_tokens: 64,
      tools: functions,
      parallel_tool_calls: false,
      stream: false,
      messages: [{ role: 'user', content: 'Please use tool get_weather and use tool get_time' }],
      ...more,
    });
    const namesOf = ({ choices }: OpenAI.ChatCompletion) => choices[0]?.message.tool_calls?.map((call) => call.type === 'function' && call.function.name);

    test('has Claude make one, the one that is insisted on if there is one', async () => {
      expect(namesOf(await once('claude-sonnet'))).toEqual(['get_weather']);
      expect(namesOf(await once('claude-sonnet', { tool_choice: { type: 'function', function: { name: 'get_time' } } }))).toEqual(['get_time']);
    });

    test('goes past models that cannot be told', async () => {
      expect(namesOf(await once('mixed'))).toEqual(['get_weather']);
      expect(gateway.cloud.bedrock.attempts).toHaveLength(1);
    });

    test('is refused by name where there are only such, and nothing is asked', async () => {
      await expect(once('nova')).rejects.toMatchObject({ status: 400, param: 'parallel_tool_calls' });
      expect(gateway.cloud.bedrock.attempts).toEqual([]);
    });
  });

  test.each([false, true])('calls functions beside each other and goes on with what they returned (streamed: %p)', async (streamed) => {
    const client = gateway.openai('a');
    const tools = ['get_weather', 'get_time'].map((name) => ({
      type: 'function' as const, function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    }));
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Please use tool get_weather and use tool get_time.' }];
    const respond = async () => {
      const asked = { model: 'claude-sonnet', max_tokens: 64, messages, tools };
      return streamed ? client.chat.completions.stream(asked).finalChatCompletion() : client.chat.completions.create(asked);
    };
    const { finish_reason: finishReason, message } = (await respond()).choices[0]!;
    expect(finishReason).toBe('tool_calls');
    expect(message.tool_calls?.map((call) => call.type === 'function' && call.function.name)).toEqual(['get_weather', 'get_time']);
    messages.push(message);
    for (const { id } of message.tool_calls ?? []) messages.push({ role: 'tool', tool_call_id: id, content: '21 °C' });
    messages.push({ role: 'user', content: 'So?' });
    expect((await respond()).choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: expect.stringMatching(/\w+/) } });
  });

  test('gets an object that conforms to a schema, and sends a file and an effort', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
    const answer = await gateway.openai('a').chat.completions.create({
      model: 'claude-sonnet',
      max_completion_tokens: 64,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } },
      messages: [{
        role: 'user',
        content: [
          { type: 'text', text: 'Where?' }, { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' } },
        ],
      }],
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ city: expect.any(String) });
    expect(gateway.cloud.bedrock.records.at(-1)?.input.inputBodyJson).toMatchObject({
      outputConfig: { effort: 'low', textFormat: { type: 'json_schema' } },
      messages: [{ content: [{ text: 'Where?' }, { document: { format: 'pdf', name: 'a' } }] }],
    });
  });

  test('is shown what a model reasons, in the answer and in a stream, and may send it back', async () => {
    gateway.cloud.bedrock.setBehaviour({ model: SONNET, reasoningTokens: 5 });
    const { message } = (await ask(gateway.openai('a'))).choices[0]!;
    expect(message).toHaveProperty('reasoning_content', expect.stringMatching(/\w+/));
    const stream = await gateway.openai('a').chat.completions.create({
      model: 'claude-sonnet', max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'Why do rivers bend?' }],
    });
    let reasoning = '';
    for await (const chunk of stream) reasoning += (chunk.choices[0]?.delta as { reasoning_content?: string } | undefined)?.reasoning_content ?? '';
    expect(message).toHaveProperty('reasoning_content', reasoning);
    const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Why do rivers bend?' }, message, { role: 'user', content: 'So?' }];
    const next = await gateway.openai('a').chat.completions.create({ model: 'claude-sonnet', max_tokens: 64, messages });
    expect(next.choices[0]?.finish_reason).toBe('stop');
  });

  test('lists the routes of its tenant and no others', async () => {
    const models = await gateway.openai('a').models.list();
    expect(models.data.map(({ id }) => id).sort()).toEqual(['claude-sonnet', 'single']);
  });

  test('raises an authentication error for a key that is not known, and for one that was revoked', async () => {
    const unknown = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: `cri_${'x'.repeat(43)}`, maxRetries: 0 });
    await expect(ask(unknown)).rejects.toBeInstanceOf(OpenAI.AuthenticationError);

    const { key, keyId } = await gateway.keys.create('a');
    await gateway.keys.revoke('a', keyId);
    const revoked = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
    await expect(ask(revoked)).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
  });

  test('raises an authentication error that says so for a key that has expired', async () => {
    const { key } = await gateway.keys.create('a', { expiry: { at: Date.now() - 1 } });
    const expired = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 });
    await expect(ask(expired)).rejects.toMatchObject({ status: 401, code: 'invalid_api_key', message: expect.stringContaining('has expired') });
  });

  test('goes on with a key that was rotated, and with the one that replaces it', async () => {
    const { key, keyId } = await gateway.keys.create('a', { expiry: { afterMs: 86_400_000 } });
    const { key: next } = await gateway.keys.rotate('a', keyId);
    for (const apiKey of [key, next]) {
      await expect(ask(new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 }))).resolves.toMatchObject({ object: 'chat.completion' });
    }
  });

  test('raises the same not-found error for a route that does not exist and for one of another tenant', async () => {
    const errors = await Promise.all(['no-such-route', 'private'].map((model) => ask(gateway.openai('a'), model).catch((error: unknown) => error)));
    for (const error of errors) {
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model' });
    }
  });

  test('raises a rate-limit error that says when to come back', async () => {
    await ask(gateway.openai('limited'));
    const error = await ask(gateway.openai('limited')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.RateLimitError);
    const retryAfter = Number((error as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(50);
    expect(retryAfter).toBeLessThanOrEqual(65);
  });

  test('does not notice that the primary is throttled', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'throttle', dimension: 'requestsPerMinute' } });
    const { response } = await ask(gateway.openai('a')).withResponse();
    expect(response.headers.get('x-inference-target')).toBe(`${HAIKU}@us-east-1`);
    expect(response.headers.get('x-inference-attempts')).toBe('2');
  });

  test('raises an internal-server error of status 503 when nothing can serve', async () => {
    gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'outage', mode: 'unavailable' } });
    await expect(ask(gateway.openai('a'), 'single')).rejects.toMatchObject({ status: 503 });
  });

  test('sees an error, and no end, when a stream breaks off after its first content', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'cut', afterEvents: 5 } });
    const stream = await gateway.openai('a').chat.completions.create({
      model: 'claude-sonnet', max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'Why do rivers bend?' }],
    });
    const seen: OpenAI.ChatCompletionChunk[] = [];
    await expect((async () => {
      for await (const chunk of stream) seen.push(chunk);
    })()).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(seen.some(({ choices }) => choices[0]?.finish_reason)).toBe(false);
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'brokenStream', settledByEstimate: true });
  });
});
