import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { InferenceTarget } from '../../src';

const CHAT = '/v1/chat/completions';

describe('callers who bring an API key', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        shared: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
        ofB: { targets: [InferenceTarget.crossRegion('us.amazon.nova-micro-v1:0')] },
      },
      tenants: { a: { quota: { requestsPerMinute: 100 }, routes: ['shared'] }, b: { quota: { requestsPerMinute: 2 } } },
    });
  });
  beforeEach(async () => {
    await gateway.idle();
    gateway.cloud.dynamodb.resetCounts();
    gateway.cloud.bedrock.reset();
  });
  afterAll(() => gateway.close());

  const charged = async () => {
    await gateway.idle();
    return { a: gateway.ledgerWrites('a') > 0, b: gateway.ledgerWrites('b') > 0 };
  };

  test('act for the tenant of the key, and it alone is charged', async () => {
    expect((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'a' })).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('see the routes of their own tenant, and use no other', async () => {
    const { data } = await (await gateway.fetch('/v1/models', { tenant: 'a' })).json() as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['shared']);
    expect((await gateway.fetch('/model/ofB/converse', { ...post(converse()), tenant: 'a' })).status).toBe(404);
    expect((await gateway.fetch('/v1/models/ofB', { tenant: 'a' })).status).toBe(404);
    expect(await charged()).toEqual({ a: false, b: false });
  });

  test.each([
    ['a header', { 'x-tenant': 'b', 'tenant': 'b' }, ''],
    ['a second key', { 'x-api-key': 'of b' }, ''],
    ['what API Gateway says where it checks callers', { 'x-amzn-userarn': 'arn:aws:iam::111111111111:role/b', 'requestcontext': '{"authorizer":{"tenant":"b"}}' }, ''],
    ['the query', {}, '?tenant=b'],
  ])('change nothing by naming another tenant in %s', async (_, headers: Record<string, string>, query) => {
    const named = headers['x-api-key'] === undefined ? headers : { 'x-api-key': gateway.keyOf('b') };
    const request = post(chat('shared', { user: 'b', metadata: { tenant: 'b' } }));
    const response = await gateway.fetch(`${CHAT}${query}`, { ...request, headers: { ...request.headers as Record<string, string>, ...named }, tenant: 'a' });
    expect(response.status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('of two keys at once are nobody', async () => {
    const authorization = `Bearer ${gateway.keyOf('a')}, Bearer ${gateway.keyOf('b')}`;
    const request = post(chat('shared'));
    expect((await gateway.fetch(CHAT, { ...request, headers: { ...request.headers as Record<string, string>, authorization } })).status).toBe(401);
    expect(await charged()).toEqual({ a: false, b: false });
  });

  test('are held to the quota of their tenant, which leaves others alone', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) statuses.push((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'b' })).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'a' })).status).toBe(200);
  });

  test('bring a token in vain where the gateway takes none', async () => {
    const token = ['{"alg":"RS256"}', '{"iss":"https://login.example.com","tenant":"a"}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');
    const request = post(chat('shared'));
    const response = await gateway.fetch(CHAT, { ...request, headers: { ...request.headers as Record<string, string>, authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
    expect(await charged()).toEqual({ a: false, b: false });
  });
});
