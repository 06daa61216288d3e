import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import { InferenceTarget } from '../../src';
import { canaryText, findCanaries } from './support/canaries';
import { startGateway, TestGateway } from './support/gateway';
import { writtenBy } from './support/written';

const TITAN = 'amazon.titan-embed-text-v2:0';
const COHERE = 'us.cohere.embed-v4:0';
const NOVA_EMBEDDINGS = 'amazon.nova-2-multimodal-embeddings-v1:0';

describe('the official OpenAI client, for embeddings', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        titan: { targets: [InferenceTarget.onDemand(TITAN)], fallbacks: [{ targets: [InferenceTarget.onDemand(TITAN, { region: 'us-west-2' })] }] },
        cohere: { targets: [InferenceTarget.crossRegion(COHERE)] },
        nova: { targets: [InferenceTarget.onDemand(NOVA_EMBEDDINGS)] },
        chat: { targets: [InferenceTarget.onDemand('amazon.nova-pro-v1:0')] },
      },
      tenants: {
        a: {},
        ten: { quota: { requestsPerMinute: 10 }, routes: ['titan', 'cohere'] },
        single: { quota: { concurrentRequests: 1 } },
        other: { routes: ['chat'] },
      },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const texts = (count: number) => Array.from({ length: count }, (_, index) => `text number ${index}`);
  const embed = (tenant: string, more: Partial<OpenAI.EmbeddingCreateParams> & { readonly input_type?: string } = {}) =>
    gateway.openai(tenant).embeddings.create({ model: 'titan', input: 'Why do rivers bend?', ...more });

  test('gets a vector of length 1, with who gave it in the headers', async () => {
    const { data, response } = await gateway.openai('a').embeddings.create({ model: 'titan', input: 'Why do rivers bend?' }).withResponse();
    expect(data).toMatchObject({ object: 'list', model: 'titan', usage: { prompt_tokens: 5, total_tokens: 5 } });
    expect(data.data).toEqual([{ object: 'embedding', index: 0, embedding: expect.any(Array) }]);
    expect(data.data[0]!.embedding).toHaveLength(1_024);
    expect(Math.hypot(...data.data[0]!.embedding)).toBeCloseTo(1, 5);
    expect(response.headers.get('x-inference-target')).toBe(`${TITAN}@us-east-1`);
    expect(response.headers.get('x-inference-attempts')).toBe('1');
  });

  test.each(['titan', 'cohere', 'nova'])('asks %s for base64 by itself, and reads the same numbers in both encodings', async (model) => {
    const asItAsks = await embed('a', { model });
    const floats = await embed('a', { model, encoding_format: 'float' });
    const written = await embed('a', { model, encoding_format: 'base64' });
    expect(asItAsks.data[0]!.embedding).toEqual(floats.data[0]!.embedding);
    expect(written.data[0]!.embedding).toEqual(expect.stringMatching(/^[A-Za-z0-9+/]+=*$/));
    expect(asItAsks.usage).toEqual(floats.usage);
  });

  test.each([['titan', 150], ['nova', 150], ['cohere', 2]])('gets 150 vectors of %s from %i calls, each at its place', async (model, calls) => {
    const { data, usage } = await embed('a', { model, input: texts(150) });
    expect(gateway.cloud.bedrock.attempts).toHaveLength(calls);
    expect(data.map(({ index }) => index)).toEqual(texts(150).map((_, index) => index));
    for (const at of [0, 1, 95, 96, 149]) {
      const alone = await embed('a', { model, input: `text number ${at}` });
      expect(data[at]!.embedding).toEqual(alone.data[0]!.embedding);
    }
    expect(usage.prompt_tokens).toBe(gateway.cloud.bedrock.attempts.slice(0, calls).reduce((sum, { inputTokens }) => sum + inputTokens, 0));
    await gateway.idle();
    expect(gateway.logged('decision').at(-6)).toMatchObject({ outcome: 'success', calls, usage: { inputTokens: usage.prompt_tokens, outputTokens: 0 } });
  });

  test.each([['titan', 256], ['cohere', 512], ['nova', 3_072]])('gets as many dimensions of %s as it asks for', async (model, dimensions) => {
    const { data } = await embed('a', { model, dimensions });
    expect(data[0]!.embedding).toHaveLength(dimensions);
  });

  test('gets another vector for a query than for a document, where the model tells them apart', async () => {
    const [unasked, stored, asked] = await Promise.all([{}, { input_type: 'search_document' }, { input_type: 'search_query' }]
      .map(async (more) => (await embed('a', { model: 'cohere', ...more })).data[0]!.embedding));
    expect(unasked).toEqual(stored);
    expect(asked).not.toEqual(stored);
    await expect(embed('a', { input_type: 'search_query' })).rejects.toMatchObject({ status: 400, param: 'input_type' });
  });

  test('is told what is wrong with a request, before Bedrock or a quota sees it', async () => {
    const wrong: readonly [Parameters<typeof embed>[1], string][] = [
      [{ input: [1, 2, 3] }, 'input'],
      [{ input: ['a', ''] }, 'input[1]'],
      [{ input: [] }, 'input'],
      [{ input: texts(2_049) }, 'input'],
      [{ dimensions: 300 }, 'dimensions'],
      [{ encoding_format: 'int8' as 'float' }, 'encoding_format'],
      [{ model: 'chat' }, 'model'],
      [{ temperature: 0 } as object, 'temperature'],
    ];
    for (const [more, param] of wrong) await expect(embed('a', more)).rejects.toMatchObject({ status: 400, param });
    const chat = gateway.openai('a').chat.completions.create({ model: 'titan', messages: [{ role: 'user', content: 'hello' }] });
    await expect(chat).rejects.toMatchObject({ status: 400, param: 'model', message: expect.stringContaining('/v1/embeddings') });
    expect(gateway.cloud.bedrock.attempts).toEqual([]);
  });

  test('has beside it InvokeModel with the same vectors, and conversations are refused in the form of every API', async () => {
    const aws = gateway.awsSdk('a');
    const invoke = { modelId: 'titan', contentType: 'application/json', body: JSON.stringify({ inputText: 'Why do rivers bend?' }) };
    const { body } = await aws.send(new InvokeModelCommand(invoke));
    const { embedding } = JSON.parse(Buffer.from(body).toString()) as { readonly embedding: number[] };
    expect((await embed('a')).data[0]!.embedding).toEqual(embedding);
    await expect(aws.send(new ConverseCommand({ modelId: 'titan', messages: [{ role: 'user', content: [{ text: 'hello' }] }] })))
      .rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('/v1/embeddings') });
    await expect(gateway.anthropic('a').messages.create({ model: 'titan', max_tokens: 5, messages: [{ role: 'user', content: 'hello' }] }))
      .rejects.toMatchObject({ status: 400, error: { error: { type: 'invalid_request_error' } } });
  });

  test('takes the id of the model in the place of the route', async () => {
    expect((await embed('a', { model: TITAN })).data[0]!.embedding).toEqual((await embed('a')).data[0]!.embedding);
  });

  test('raises the errors of its API for a key that is not known, and for a model that is somebody else\'s', async () => {
    const unknown = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: `cri_${'x'.repeat(43)}`, maxRetries: 0 });
    await expect(unknown.embeddings.create({ model: 'titan', input: 'a' })).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    await expect(embed('other')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  test('is counted by calls: a batch that can never fit is refused at once, and one too many has to wait', async () => {
    await expect(embed('ten', { input: texts(11) })).rejects.toMatchObject({ status: 400, code: 'insufficient_quota', message: expect.stringContaining('up to 11') });
    await embed('ten', { input: texts(6) });
    await expect(embed('ten', { input: texts(5) })).rejects.toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    await embed('ten', { input: texts(4) });
    await expect(embed('ten')).rejects.toMatchObject({ status: 429 });
    expect(gateway.cloud.bedrock.attempts).toHaveLength(10);
  });

  test('is one request at once, however many calls it takes', async () => {
    await expect(embed('single', { input: texts(20) })).resolves.toMatchObject({ object: 'list' });
  });

  test('goes on elsewhere call by call when a target is used up', async () => {
    gateway.cloud.bedrock.setQuota({ model: TITAN, region: 'us-east-1' }, { requestsPerMinute: 5 });
    const { data, response } = await gateway.openai('a').embeddings.create({ model: 'titan', input: texts(20) }).withResponse();
    expect(data.data).toHaveLength(20);
    expect(response.headers.get('x-inference-target')).toBe(`${TITAN}@us-west-2`);
    expect(gateway.cloud.bedrock.attempts.filter(({ outcome }) => outcome === 'success').map(({ region }) => region).sort())
      .toEqual([...Array<string>(5).fill('us-east-1'), ...Array<string>(15).fill('us-west-2')]);
  });

  test('gets an error and no vectors when one call of a batch fails for good', async () => {
    gateway.cloud.bedrock.setQuota({ model: NOVA_EMBEDDINGS }, { requestsPerMinute: 5 });
    await expect(embed('a', { model: 'nova', input: texts(20) })).rejects.toMatchObject({ status: 429 });
    await gateway.idle();
    const record = gateway.logged('decision').at(-1)!;
    expect(record).toMatchObject({ outcome: 'failed', reason: 'throttled', calls: 20 });
    // What has been answered is paid for.
    expect(record.settledTokens).toBeGreaterThanOrEqual(5 * 4);
  });

  test('leaves nothing of its texts or of its user in logs, metrics or the table, served or not', async () => {
    const [text, user] = [canaryText('text'), canaryText('user')];
    await embed('a', { input: [text, 'b'], user: user.replace('/', '') });
    await expect(embed('a', { input: [text, ''] })).rejects.toMatchObject({ status: 400 });
    await expect(embed('a', { model: 'chat', input: text })).rejects.toMatchObject({ status: 400 });
    gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'error', name: 'ValidationException', message: `because of ${canaryText('words')}` } });
    await expect(embed('a', { input: [text, 'b'] })).rejects.toMatchObject({ status: 400 });
    await gateway.idle();
    const written = await writtenBy(gateway);
    const canaries = [{ name: 'text', value: text }, { name: 'user', value: user.replace('/', '') }, { name: 'words', value: canaryText('words') }];
    for (const lines of Object.values(written) as (readonly string[])[]) expect(findCanaries(canaries, lines.join('\n'))).toEqual([]);
    expect(JSON.stringify(gateway.cloud.bedrock.records)).toContain(user.replace('/', ''));
  });

  test('is served beside others', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => embed('a', { input: texts(10).map((text) => `${text} of ${index}`), dimensions: 256 })));
    expect(answers.every(({ data }) => data.length === 10)).toBe(true);
    expect(new Set(answers.flatMap(({ data }) => data.map(({ embedding }) => embedding.join()))).size).toBe(60);
  });
});
