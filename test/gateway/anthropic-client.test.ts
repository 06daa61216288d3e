import Anthropic from '@anthropic-ai/sdk';
import { startGateway, TestGateway } from './support/gateway';
import { withoutWaiting } from './support/without-waiting';
import { InferenceTarget } from '../../src';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';

const QUESTION = {
  model: 'claude-sonnet', max_tokens: 64, messages: [{ role: 'user', content: 'Why do rivers bend?' }],
} satisfies Anthropic.MessageCreateParams;

const WEATHER: Anthropic.Tool = {
  name: 'get_weather',
  description: 'Current weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] },
};

const ASKS_FOR_WEATHER = {
  ...QUESTION, tools: [WEATHER], messages: [{ role: 'user', content: 'Please use tool get_weather for Bern' }],
} satisfies Anthropic.MessageCreateParams;

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('the official Anthropic client', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        'claude-sonnet': { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] },
        'single': { targets: [InferenceTarget.crossRegion(SONNET)], maxAttempts: 1 },
        'private': { targets: [InferenceTarget.crossRegion(HAIKU)] },
      },
      tenants: {
        a: { routes: ['claude-sonnet', 'single'] },
        limited: { quota: { requestsPerMinute: 1, quotaTokensPerMinute: 10_000 }, routes: ['claude-sonnet'] },
        patient: { quota: { requestsPerMinute: 1 }, routes: ['claude-sonnet'] },
      },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const errorOf = (pending: Promise<unknown>) => pending.then(() => undefined, (error: unknown) => error);

  test('gets an answer, with who served it in the headers', async () => {
    const { data, request_id: requestId, response } = await gateway.anthropic('a').messages.create(QUESTION).withResponse();
    expect(data).toMatchObject({ type: 'message', role: 'assistant', model: 'anthropic.claude-sonnet-4-6', stop_reason: 'end_turn', stop_sequence: null });
    expect(data.content).toEqual([{ type: 'text', text: expect.stringMatching(/\w+/) as string }]);
    expect(data.usage.input_tokens).toBeGreaterThan(0);
    expect(data.usage.output_tokens).toBeGreaterThan(0);
    expect(data.id).toMatch(/^msg_bdrk_/);
    expect(response.headers.get('x-inference-target')).toBe(`${SONNET}@us-east-1`);
    expect(response.headers.get('x-inference-request-id')).toBe(requestId);
  });

  test('is known by a bearer token too, which is what Claude Code sends', async () => {
    const client = new Anthropic({ baseURL: gateway.url, authToken: gateway.keyOf('a'), maxRetries: 0 });
    await expect(client.messages.create(QUESTION)).resolves.toMatchObject({ type: 'message' });
  });

  test('streams the same message that it gets in one piece', async () => {
    const whole = await gateway.anthropic('a').messages.create(QUESTION);
    const stream = gateway.anthropic('a').messages.stream(QUESTION);
    const types: string[] = [];
    stream.on('streamEvent', ({ type }) => types.push(type));
    const streamed = await stream.finalMessage();
    expect(streamed.content).toEqual(whole.content);
    expect([streamed.stop_reason, streamed.usage.input_tokens, streamed.usage.output_tokens])
      .toEqual([whole.stop_reason, whole.usage.input_tokens, whole.usage.output_tokens]);
    expect(types[0]).toBe('message_start');
    expect(types.slice(-3)).toEqual(['content_block_stop', 'message_delta', 'message_stop']);
  });

  test.each(['in one piece', 'streamed'])('uses a tool and sends its result back, %s', async (way) => {
    const client = gateway.anthropic('a');
    const ask = (params: Anthropic.MessageCreateParamsNonStreaming): Promise<Anthropic.Message> =>
      way === 'streamed' ? client.messages.stream(params).finalMessage() : client.messages.create(params);
    const first = await ask(ASKS_FOR_WEATHER);
    expect(first.stop_reason).toBe('tool_use');
    const [use] = first.content;
    if (use?.type !== 'tool_use') throw new Error('expected a tool use');
    expect(use.name).toBe('get_weather');
    expect(use.input).toEqual({ city: expect.any(String) as string, days: expect.any(Number) as number });

    const second = await ask({
      ...ASKS_FOR_WEATHER,
      messages: [
        ...ASKS_FOR_WEATHER.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: [{ type: 'text', text: '21 degrees' }], is_error: false }] },
      ],
    });
    expect(second.stop_reason).toBe('end_turn');
    expect(second.content).toMatchObject([{ type: 'text' }]);
  });

  test('sends images, documents, a cached system prompt and what a model thought before', async () => {
    const answer = await gateway.anthropic('a').messages.create({
      model: 'claude-sonnet',
      max_tokens: 2_048,
      system: [{ type: 'text', text: 'Be brief. '.repeat(400), cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'enabled', budget_tokens: 1_024 },
      metadata: { user_id: 'user-1' },
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: [{ type: 'thinking', thinking: 'A greeting.', signature: 'c2ln' }, { type: 'text', text: 'Hello!' }] },
        { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } }] },
        {
          role: 'user',
          content: [
            { type: 'document', title: 'Notes', source: { type: 'text', media_type: 'text/plain', data: 'Rivers bend.' } },
            { type: 'text', text: 'What is this?' },
          ],
        },
      ],
    });
    expect(answer.content).toMatchObject([{ type: 'text' }]);
    const { cache_creation: kinds, cache_creation_input_tokens: written } = answer.usage;
    expect(written).toBeGreaterThan(0);
    expect(kinds).toEqual({ ephemeral_5m_input_tokens: written, ephemeral_1h_input_tokens: 0 });
  });

  test('is told which sequence ended the answer', async () => {
    const whole = await gateway.anthropic('a').messages.create(QUESTION);
    const [block] = whole.content;
    const word = block?.type === 'text' ? block.text.split(' ')[3]! : '';
    const stopped = { ...QUESTION, stop_sequences: [word] };
    await expect(gateway.anthropic('a').messages.create(stopped)).resolves.toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: word });
    const streamed = await gateway.anthropic('a').messages.stream(stopped).finalMessage();
    expect(streamed).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: word });
  });

  test('goes on from the beginning of an answer', async () => {
    const answer = await gateway.anthropic('a').messages.create({ ...QUESTION, messages: [...QUESTION.messages, { role: 'assistant', content: 'Because' }] });
    expect(answer.content).toMatchObject([{ type: 'text', text: expect.stringMatching(/^ \w/) as string }]);
  });

  test('lists the routes of its tenant and no others', async () => {
    const ids: string[] = [];
    for await (const { id } of gateway.anthropic('a').models.list()) ids.push(id);
    expect(ids.sort()).toEqual(['claude-sonnet', 'single']);
    await expect(gateway.anthropic('a').models.retrieve('single')).resolves.toMatchObject({ type: 'model', id: 'single' });
    await expect(gateway.anthropic('a').models.retrieve('private')).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  });

  test('answers many callers at once, each with its own answer', async () => {
    const ask = async (subject: string) => {
      const { content } = await gateway.anthropic('a').messages.stream({ ...QUESTION, messages: [{ role: 'user', content: subject }] }).finalMessage();
      return content;
    };
    const subjects = Array.from({ length: 12 }, (_, index) => `Question ${index}`);
    const together = await Promise.all(subjects.map(ask));
    expect(new Set(together.map((content) => JSON.stringify(content))).size).toBe(subjects.length);
    expect(together[7]).toEqual(await ask('Question 7'));
  });

  describe('raises', () => {
    test('an authentication error for a key that is not known', async () => {
      const unknown = new Anthropic({ baseURL: gateway.url, apiKey: `cri_${'x'.repeat(43)}`, maxRetries: 0 });
      const error = await errorOf(unknown.messages.create(QUESTION));
      expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
      expect(error).toMatchObject({ status: 401, error: { type: 'error', error: { type: 'authentication_error' } } });
    });

    test('a bad-request error that names the field, without a call of Bedrock', async () => {
      const error = await errorOf(gateway.anthropic('a').messages.create({ ...QUESTION, inference_geo: 'us' }));
      expect(error).toBeInstanceOf(Anthropic.BadRequestError);
      expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', message: expect.stringContaining('inference_geo: ') as string });
      expect(gateway.cloud.bedrock.attempts).toEqual([]);
    });

    test("what Bedrock says of the caller's own mistake", async () => {
      const prefilled = { ...QUESTION, messages: [...QUESTION.messages, { role: 'assistant', content: 'Because ' }] } satisfies Anthropic.MessageCreateParams;
      await expect(gateway.anthropic('a').messages.create(prefilled)).rejects.toMatchObject({ status: 400, message: expect.stringContaining('trailing whitespace') as string });
    });

    test.each(['no-such-route', 'private'])('a not-found error for the route %s', async (model) => {
      const error = await errorOf(gateway.anthropic('a').messages.create({ ...QUESTION, model }));
      expect(error).toBeInstanceOf(Anthropic.NotFoundError);
      expect(error).toMatchObject({ status: 404, type: 'not_found_error' });
    });

    test('a not-found error where nothing is served', async () => {
      await expect(gateway.anthropic('a').messages.batches.list()).rejects.toMatchObject({ status: 404, type: 'not_found_error' });
    });

    test('a rate-limit error that says when to come back, with limits as Anthropic shows them', async () => {
      const { response } = await gateway.anthropic('limited').messages.create(QUESTION).withResponse();
      expect(response.headers.get('anthropic-ratelimit-requests-limit')).toBe('1');
      expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
      expect(response.headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Number(response.headers.get('anthropic-ratelimit-tokens-remaining'))).toBeLessThan(10_000);
      expect(response.headers.has('x-ratelimit-limit-requests')).toBe(false);

      const error = await errorOf(gateway.anthropic('limited').messages.create(QUESTION));
      if (!(error instanceof Anthropic.RateLimitError)) throw new Error('expected a rate-limit error', { cause: error });
      expect(error.type).toBe('rate_limit_error');
      expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(50);
      expect(error.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0');
    });

    test('nothing before it has waited as long as it was told to', async () => {
      const told: number[] = [];
      const client = new Anthropic({
        baseURL: gateway.url,
        apiKey: gateway.keyOf('patient'),
        maxRetries: 1,
        timeout: 30_000,
        fetch: async (input, init) => {
          const response = await fetch(input, init);
          if (response.status === 429) told.push(Number(response.headers.get('retry-after-ms')));
          return response;
        },
      });
      await client.messages.create(QUESTION);
      // Of all that goes on here, nothing but a client that was refused waits for most of a minute.
      const again = () => errorOf(client.messages.create(QUESTION));
      const { result: error, waited } = await withoutWaiting({ atLeastMs: 40_000, atMostMs: 70_000 }, again);
      expect(error).toBeInstanceOf(Anthropic.RateLimitError);
      expect(told).toHaveLength(2);
      expect(waited).toContain(told[0]);
    });

    test('an internal-server error of status 503 when nothing can serve, with when to come back', async () => {
      gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'outage', mode: 'unavailable' } });
      const error = await errorOf(gateway.anthropic('a').messages.create({ ...QUESTION, model: 'single' }));
      if (!(error instanceof Anthropic.InternalServerError)) throw new Error('expected an internal-server error', { cause: error });
      expect([error.status, error.type]).toEqual([503, 'overloaded_error']);
      expect(error.headers.get('retry-after')).toBe('5');
    });

    test('an error, and sees no end, when a stream breaks off after its first content', async () => {
      gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'cut', afterEvents: 5 } });
      const stream = await gateway.anthropic('a').messages.create({ ...QUESTION, stream: true });
      const seen: string[] = [];
      const error = await errorOf((async () => {
        for await (const { type } of stream) seen.push(type);
      })());
      expect(error).toBeInstanceOf(Anthropic.APIError);
      expect((error as InstanceType<typeof Anthropic.APIError>).type).toBe('overloaded_error');
      expect(seen).toContain('content_block_delta');
      expect(seen).not.toContain('message_stop');
      expect(seen).not.toContain('message_delta');
    });
  });

  test('does not notice that the primary is throttled', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'throttle', dimension: 'requestsPerMinute' } });
    const { response } = await gateway.anthropic('a').messages.create(QUESTION).withResponse();
    expect(response.headers.get('x-inference-target')).toBe(`${HAIKU}@us-east-1`);
    expect(response.headers.get('x-inference-attempts')).toBe('2');
  });

  test('ends the call of Bedrock when it leaves in the middle of a stream', async () => {
    gateway.cloud.bedrock.setBehaviour({ outputTokens: 5_000, interTokenMs: 5 });
    const stream = await gateway.anthropic('a').messages.create({ ...QUESTION, max_tokens: 8_000, stream: true });
    for await (const { type } of stream) if (type === 'content_block_delta') break;
    await gateway.idle();
    expect(gateway.cloud.bedrock.attempts.at(-1)).toMatchObject({ outcome: 'cancelled' });
    expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'callerLeft' });
  });
});
