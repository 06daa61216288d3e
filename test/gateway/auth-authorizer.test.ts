import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { IAuthorizer, IdentitySource, RequestAuthorizer, TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { AuthorizerAuthOptions, GatewayAuth, InferenceTarget } from '../../src';

const CHAT = '/v1/chat/completions';

/** Badges that the authorizer knows: what it answers is written on them. */
const AUTHORIZER = `
exports.handler = async (event) => {
  const badge = event.type === 'TOKEN' ? event.authorizationToken.replace('Bearer ', '') : event.headers['X-Badge'];
  console.log('asked about a badge');
  if (badge === 'broken') throw new Error('the directory is down');
  if (!badge.startsWith('badge-')) throw new Error('Unauthorized');
  const [, Effect, tenant] = badge.split('-');
  return {
    principalId: 'ada@example.com',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource: '*' }] },
    context: tenant === undefined ? {} : { tenant },
  };
};`;

describe.each([
  ['TOKEN', (stack: Stack, handler: Function): IAuthorizer => new TokenAuthorizer(stack, 'Authorizer', { handler }),
    (badge: string) => ({ authorization: `Bearer ${badge}` })],
  ['REQUEST', (stack: Stack, handler: Function): IAuthorizer => new RequestAuthorizer(stack, 'Authorizer', {
    handler, identitySources: [IdentitySource.header('X-Badge')], resultsCacheTtl: Duration.minutes(1),
  }), (badge: string) => ({ 'X-Badge': badge })],
])('callers whom an authorizer of the type %s lets in', (_type, authorizerOf, wearing) => {
  let code: string;
  let gateway: TestGateway;

  const start = (options?: AuthorizerAuthOptions) => startGateway((stack) => ({
    auth: GatewayAuth.authorizer(authorizerOf(stack, new Function(stack, 'Check', {
      runtime: Runtime.NODEJS_22_X, handler: 'check.handler', code: Code.fromAsset(code),
    })), options),
    routes: {
      shared: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
      ofB: { targets: [InferenceTarget.crossRegion('us.amazon.nova-micro-v1:0')] },
    },
    tenants: { a: { quota: { requestsPerMinute: 100 }, routes: ['shared'] }, b: { quota: { requestsPerMinute: 100 } } },
  }));

  beforeAll(async () => {
    code = mkdtempSync(join(tmpdir(), 'authorizer-'));
    writeFileSync(join(code, 'check.js'), AUTHORIZER);
    gateway = await start();
  });
  beforeEach(async () => {
    await gateway.idle();
    gateway.cloud.dynamodb.resetCounts();
    gateway.cloud.bedrock.reset();
    gateway.cloud.sinks.clear();
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(code, { recursive: true });
  });

  const ask = (badge: string | undefined, request: RequestInit = post(chat('shared')), path = CHAT) =>
    gateway.fetch(path, { ...request, headers: { ...request.headers, ...badge !== undefined && wearing(badge) } as Record<string, string> });
  const charged = async () => {
    await gateway.idle();
    return { a: gateway.ledgerWrites('a') > 0, b: gateway.ledgerWrites('b') > 0 };
  };
  const asked = () => gateway.cloud.sinks.lines({ containing: 'asked about a badge' }).length;

  test('act for the tenant that it says, and it alone is charged', async () => {
    expect((await ask('badge-Allow-a')).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
    gateway.cloud.dynamodb.resetCounts();
    expect((await ask('badge-Allow-b', post(converse()), '/model/ofB/converse')).status).toBe(200);
    expect(await charged()).toEqual({ a: false, b: true });
  });

  test('see and use the routes of their own tenant', async () => {
    const { data } = await (await ask('badge-Allow-a', {}, '/v1/models')).json() as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['shared']);
    expect((await ask('badge-Allow-a', post(chat('ofB')))).status).toBe(404);
    expect(await charged()).toEqual({ a: false, b: false });
  });

  test('change nothing by naming another tenant themselves', async () => {
    const request = { ...post(chat('shared', { user: 'b', metadata: { tenant: 'b' } })) };
    const headers = { ...request.headers, 'x-tenant': 'b', 'tenant': 'b', 'x-api-key': gateway.keyOf('b') };
    expect((await ask('badge-Allow-a', { ...request, headers }, `${CHAT}?tenant=b`)).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('are asked about once for as long as the answer counts', async () => {
    for (const path of ['/v1/models', '/v1/models/shared', '/v1/models']) expect((await ask('badge-Allow-b-again', {}, path)).status).toBe(200);
    await gateway.idle();
    expect(asked()).toBe(1);
  });

  test('are logged without their name', async () => {
    await ask('badge-Allow-a');
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ tenant: 'a', keyId: 'authorizer' });
    expect(JSON.stringify(gateway.cloud.sinks.lines())).not.toContain('ada@example.com');
  });

  describe('are refused, and nobody is charged,', () => {
    afterEach(async () => {
      expect(await charged()).toEqual({ a: false, b: false });
      expect(gateway.cloud.bedrock.attempts).toEqual([]);
    });

    test.each([['badge-Allow-c'], ['badge-Allow']])('for a tenant that there is not, in the form of each API: %s', async (badge) => {
      const onOpenAi = await ask(badge);
      expect([onOpenAi.status, await onOpenAi.json()]).toEqual([403, { error: expect.objectContaining({ type: 'permission_error' }) }]);
      const onBedrock = await ask(badge, post(converse()), '/model/shared/converse');
      expect([onBedrock.status, onBedrock.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
      expect((await ask(badge, {}, '/v1/models')).status).toBe(403);
    });

    test.each([
      ['nothing', undefined, 401],
      ['what the authorizer does not know', 'stranger', 401],
      ['a policy that denies', 'badge-Deny-a', 403],
      ['an authorizer that fails', 'broken', 500],
    ])('with %s', async (_, badge, status) => {
      expect((await ask(badge)).status).toBe(status);
    });

    test('with an API key of the gateway, which means nothing here', async () => {
      expect((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'a' })).status).toBe(401);
    });

    test('on /health too', async () => {
      expect((await gateway.fetch('/health')).status).toBe(401);
      expect((await ask('badge-Allow-c', {}, '/health')).status).toBe(200);
    });
  });

  test('are who a table of values says', async () => {
    const mapped = await start({ tenants: { 'acme.example': 'b' } });
    try {
      const statusOf = async (badge: string) => (await mapped.fetch('/v1/models/ofB', { headers: wearing(badge) as Record<string, string> })).status;
      expect(await statusOf('badge-Allow-acme.example')).toBe(200);
      expect(await statusOf('badge-Allow-b')).toBe(403);
    } finally {
      await mapped.close();
    }
  });
});
