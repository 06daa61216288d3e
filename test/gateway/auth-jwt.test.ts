import OpenAI from 'openai';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { startIssuer, TestIssuer } from './support/issuer';
import { GatewayAuth, InferenceTarget } from '../../src';

const CHAT = '/v1/chat/completions';
const AUDIENCE = 'inference';

describe('callers who bring a token of an issuer', () => {
  let issuer: TestIssuer;
  let stranger: TestIssuer;
  let gateway: TestGateway;

  beforeAll(async () => {
    issuer = await startIssuer();
    stranger = await startIssuer('https://login.stranger.example');
    gateway = await startGateway({
      auth: GatewayAuth.anyOf(GatewayAuth.apiKeys(), GatewayAuth.jwt({
        issuer: issuer.url, audiences: [AUDIENCE], tenantClaim: 'department', tenants: { 'R&D': 'a', 'Sales': 'b' },
      })),
      routes: {
        shared: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
        ofB: { targets: [InferenceTarget.crossRegion('us.amazon.nova-micro-v1:0')] },
      },
      tenants: { a: { quota: { requestsPerMinute: 100 }, routes: ['shared'] }, b: { quota: { requestsPerMinute: 100 } } },
    }, (app) => issuer.standIn(app));
  });
  beforeEach(async () => {
    await gateway.idle();
    gateway.cloud.dynamodb.resetCounts();
    gateway.cloud.bedrock.reset();
    gateway.cloud.sinks.clear();
  });
  afterAll(async () => {
    await gateway.close();
    await issuer.close();
    await stranger.close();
  });

  const tokenOf = (department: unknown, claims = {}) => issuer.token({ aud: AUDIENCE, sub: 'ada@example.com', department, ...claims });
  const ask = (token: string, request: RequestInit = post(chat('shared')), path = CHAT) =>
    gateway.fetch(path, { ...request, headers: { ...request.headers as Record<string, string>, authorization: `Bearer ${token}` } });
  const charged = async () => {
    await gateway.idle();
    return { a: gateway.ledgerWrites('a') > 0, b: gateway.ledgerWrites('b') > 0 };
  };

  test('act for the tenant that its claim stands for, and it alone is charged', async () => {
    expect((await ask(tokenOf('R&D'))).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
    gateway.cloud.dynamodb.resetCounts();
    expect((await ask(tokenOf('Sales'), post(converse()), '/model/ofB/converse')).status).toBe(200);
    expect(await charged()).toEqual({ a: false, b: true });
  });

  test('use the official client as with a key', async () => {
    const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: tokenOf('R&D'), maxRetries: 0 });
    expect((await openai.models.list()).data.map(({ id }) => id)).toEqual(['shared']);
    await expect(openai.chat.completions.create(chat('ofB') as OpenAI.ChatCompletionCreateParamsNonStreaming)).rejects.toMatchObject({ status: 404 });
    expect(await charged()).toEqual({ a: false, b: false });
  });

  test('stand beside those who bring a key', async () => {
    expect((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'b' })).status).toBe(200);
    expect(await charged()).toEqual({ a: false, b: true });
  });

  test('change nothing by naming another tenant elsewhere', async () => {
    const request = post(chat('shared', { user: 'b', metadata: { tenant: 'b', department: 'Sales' } }));
    const headers = { ...request.headers, 'x-tenant': 'b', 'x-api-key': gateway.keyOf('b') };
    expect((await ask(tokenOf('R&D', { tenant: 'b', tenants: ['b'] }), { ...request, headers })).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('leave nothing of themselves in the log', async () => {
    const token = tokenOf('R&D');
    await ask(token);
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ tenant: 'a' });
    const log = JSON.stringify(gateway.cloud.sinks.lines());
    for (const secret of ['ada@example.com', ...token.split('.')]) expect(log).not.toContain(secret);
  });

  describe('are refused, and nobody is charged,', () => {
    afterEach(async () => {
      expect(await charged()).toEqual({ a: false, b: false });
      expect(gateway.cloud.bedrock.attempts).toEqual([]);
    });

    const now = () => Math.floor(Date.now() / 1000);
    test.each<[string, () => string]>([
      ['which is meant for somebody else', () => tokenOf('R&D', { aud: 'another' })],
      ['which has expired', () => tokenOf('R&D', { exp: now() - 120 })],
      ['which has no end', () => tokenOf('R&D', { exp: undefined })],
      ['of another issuer', () => stranger.token({ aud: AUDIENCE, department: 'R&D' })],
      ['of somebody who claims to be the issuer', () => stranger.token({ iss: issuer.url, aud: AUDIENCE, department: 'R&D' })],
      ['which names keys of its own', () => stranger.token({ iss: issuer.url, aud: AUDIENCE, department: 'R&D' }, { jku: `${stranger.url}/keys`, kid: 'other' })],
      ['which is not signed', () => `${issuer.token({ aud: AUDIENCE, department: 'R&D' }, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`],
      ['whose claims were changed', () => {
        const [header, , signature] = tokenOf('R&D').split('.');
        return [header, tokenOf('Sales').split('.')[1], signature].join('.');
      }],
    ])('with a token %s', async (_, make) => {
      const onOpenAi = await ask(make());
      expect([onOpenAi.status, await onOpenAi.json()]).toEqual([401, { error: expect.objectContaining({ code: 'invalid_api_key' }) }]);
      const onBedrock = await ask(make(), post(converse()), '/model/shared/converse');
      expect([onBedrock.status, onBedrock.headers.get('x-amzn-errortype')]).toEqual([401, 'UnrecognizedClientException']);
    });

    test.each([['Unknown'], ['a'], [''], [undefined], [['R&D']], ['constructor']])('for a department that stands for no tenant: %p', async (department) => {
      const response = await ask(tokenOf(department));
      expect([response.status, await response.json()]).toEqual([403, { error: expect.objectContaining({ type: 'permission_error' }) }]);
      expect((await ask(tokenOf(department), {}, '/v1/models')).status).toBe(403);
    });

    test('with nothing, and are told of both ways in', async () => {
      const response = await gateway.fetch('/model/shared/converse', post(converse()));
      expect(response.status).toBe(401);
      expect(((await response.json()) as { message: string }).message).toMatch(/No API key or token was sent.*cri_….*token \(JWT\) of https:\/\/login\.example\.com/);
    });
  });
});
