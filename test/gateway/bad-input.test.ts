import { InferenceTarget } from '../../src';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';

const CONVERSE = '/model/claude-sonnet/converse';
const CHAT = '/v1/chat/completions';

describe('bad input', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { capacity: { requestsPerMinute: 5 } })] } },
      tenants: { a: { quota: { requestsPerMinute: 100, quotaTokensPerMinute: 20_000 } } },
    });
  });
  beforeEach(() => {
    gateway.cloud.dynamodb.resetCounts();
    gateway.cloud.bedrock.reset();
  });
  afterEach(() => {
    // Whatever was wrong with a request: it never reached Bedrock and it was not charged.
    expect(gateway.cloud.bedrock.attempts).toEqual([]);
    expect(gateway.ledgerWrites('a')).toBe(0);
  });
  afterAll(() => gateway.close());

  async function onBedrock(path: string, request: RequestInit, tenant: string | null = 'a') {
    const response = await gateway.fetch(path, { ...request, tenant: tenant ?? undefined });
    return { status: response.status, type: response.headers.get('x-amzn-errortype'), body: await response.json() as { message: string } };
  }

  async function onOpenAi(path: string, request: RequestInit, tenant: string | null = 'a') {
    const response = await gateway.fetch(path, { ...request, tenant: tenant ?? undefined });
    const body = await response.json() as { error: { message: string; type: string; param: string | null; code: string | null } };
    return { status: response.status, body };
  }

  const text = (body: string, contentType = 'application/json'): RequestInit => ({ method: 'POST', headers: { 'content-type': contentType }, body });

  describe('on the Bedrock surface', () => {
    test.each([
      ['a body that is not JSON', text('{"messages":'), 400, 'ValidationException', /JSON/],
      ['a body that is not an object', post([1]), 400, 'ValidationException', /object/],
      ['another content type', text('{}', 'text/plain'), 415, null, /application\/json/],
      ['no messages', post({}), 400, 'ValidationException', /messages/],
      ['empty messages', post({ messages: [] }), 400, 'ValidationException', /messages/],
      ['an unknown role', post(converse({ messages: [{ role: 'banana', content: [{ text: 'x' }] }] })), 400, 'ValidationException', /messages\[0\]\.role.*banana/],
      ['negative max tokens', post(converse({ inferenceConfig: { maxTokens: -1 } })), 400, 'ValidationException', /maxTokens/],
      ['fractional max tokens', post(converse({ inferenceConfig: { maxTokens: 1.5 } })), 400, 'ValidationException', /maxTokens/],
      ['a second cap that would bypass the first', post(converse({ additionalModelRequestFields: { max_tokens: 9 } })), 400, 'ValidationException', /inferenceConfig\.maxTokens/],
      ['a reservation that can never fit', post(converse({ inferenceConfig: { maxTokens: 30_000 } })), 400, 'ValidationException', /30\d{3}.*20000/],
    ])('%s', async (_, request, status, type, message) => {
      const answer = await onBedrock(CONVERSE, request);
      expect(answer.status).toBe(status);
      if (type !== null) expect(answer.type).toBe(type);
      expect(answer.body.message).toMatch(message);
    });

    test.each([
      ['an unknown model', '/model/no-such-model/converse', 404, 'ResourceNotFoundException'],
      ['a path traversal', '/model/..%2f..%2fadmin/converse', 400, 'ValidationException'],
      ['an ARN from the caller', `/model/${encodeURIComponent('arn:aws:bedrock:us-east-1:999999999999:provisioned-model/x')}/converse`, 400, 'ValidationException'],
      ['an operation that is not served', '/model/claude-sonnet/apply-guardrail', 404, 'UnknownOperationException'],
    ])('%s', async (_, path, status, type) => {
      expect(await onBedrock(path, post(converse()))).toMatchObject({ status, type });
    });

    test.each([
      ['no key', {}],
      ['a key of another form', { authorization: 'Bearer sk-123' }],
      ['another scheme', { authorization: 'Basic Zm9vOmJhcg==' }],
      ['an unknown key', { authorization: `Bearer cri_${'A'.repeat(43)}` }],
    ])('%s is refused with 401', async (_, headers: Record<string, string>) => {
      const answer = await onBedrock(CONVERSE, { ...post(converse()), headers: { 'content-type': 'application/json', ...headers } }, null);
      expect(answer).toMatchObject({ status: 401, type: 'UnrecognizedClientException' });
    });
  });

  describe('on the OpenAI surface', () => {
    test.each([
      ['a body that is not JSON', text('nonsense'), 400, null],
      ['another content type', text('a=b', 'application/x-www-form-urlencoded'), 415, null],
      ['empty messages', post(chat('claude-sonnet', { messages: [] })), 400, 'messages'],
      ['an unknown role', post(chat('claude-sonnet', { messages: [{ role: 'banana', content: 'x' }] })), 400, 'messages[0].role'],
      ['negative max tokens', post(chat('claude-sonnet', { max_tokens: -5 })), 400, 'max_tokens'],
      ['an unknown field', post(chat('claude-sonnet', { frobnicate: true })), 400, 'frobnicate'],
      ['an image to be fetched from elsewhere', post(chat('claude-sonnet', {
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://169.254.169.254/latest' } }] }],
      })), 400, 'messages[0].content[0].image_url.url'],
      ['no model', post({ messages: [{ role: 'user', content: 'x' }] }), 400, 'model'],
      ['an unknown model', post(chat('gpt-4o')), 404, 'model'],
    ])('%s', async (_, request, status, param) => {
      const { status: received, body } = await onOpenAi(CHAT, request);
      expect(received).toBe(status);
      expect(body.error.type).toBe('invalid_request_error');
      if (param !== null) expect(body.error.param).toBe(param);
    });

    test('no key', async () => {
      const answer = await onOpenAi(CHAT, post(chat('claude-sonnet')), null);
      expect(answer).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } });
    });

    test('another method, and another path', async () => {
      expect(await onOpenAi(CHAT, { method: 'GET' })).toMatchObject({ status: 405 });
      expect(await onOpenAi('/v1/nothing', { method: 'GET' })).toMatchObject({ status: 404 });
    });
  });

  test('a body over the limit is refused by API Gateway itself', async () => {
    const response = await gateway.fetch(CONVERSE, { ...post(converse({ messages: [{ role: 'user', content: [{ text: 'x'.repeat(10_500_000) }] }] })), tenant: 'a' });
    expect(response.status).toBe(413);
  });

  test('health is open to anybody, and nothing else is', async () => {
    expect((await gateway.fetch('/health')).status).toBe(200);
    expect((await gateway.fetch('/v1/models')).status).toBe(401);
    expect((await gateway.fetch('/nowhere')).status).toBe(404);
  });
});
