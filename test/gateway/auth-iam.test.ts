import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { App, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import OpenAI from 'openai';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { signingAwsSdk, signingFetch } from './support/signing';
import { GatewayAuth, InferenceTarget, ResilientInference } from '../../src';

const TEAM_B = 'arn:aws:iam::222222222222:role/apps/team-b';
const CHAT = '/v1/chat/completions';

describe('callers who are known by their IAM principal', () => {
  let gateway: TestGateway;
  const roles: Record<string, string> = {};

  beforeAll(async () => {
    const apps: Role[] = [];
    gateway = await startGateway((stack) => {
      const other = new Stack(stack.node.root as App, 'Apps', { env: { account: '111111111111', region: 'us-east-1' } });
      for (const id of ['team-a', 'no-tenant', 'not-granted']) {
        apps.push(new Role(other, id, { path: '/apps/', assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
      }
      return {
        auth: GatewayAuth.iam(),
        routes: {
          shared: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] },
          ofB: { targets: [InferenceTarget.crossRegion('us.amazon.nova-micro-v1:0')] },
        },
        tenants: {
          a: { quota: { requestsPerMinute: 100 }, routes: ['shared'], iamPrincipals: [apps[0]!.roleArn] },
          b: { quota: { requestsPerMinute: 2 }, iamPrincipals: [TEAM_B] },
        },
      };
    }, (app) => {
      const inference = app.node.findChild('Inference').node.findChild('Gateway') as ResilientInference;
      for (const role of apps.slice(0, 2)) inference.grantInvoke(role);
    });
    for (const { node } of apps) {
      const { arn } = gateway.cloud.assembly.roles.find(({ stack, logicalId }) => stack === 'Apps' && logicalId.startsWith(node.id.replace('-', '')))!;
      roles[node.id] = arn;
    }
  });
  beforeEach(async () => {
    await gateway.idle();
    gateway.cloud.dynamodb.resetCounts();
    gateway.cloud.bedrock.reset();
  });
  afterAll(() => gateway.close());

  const ask = (roleArn: string, request: RequestInit = post(chat('shared')), path = CHAT) =>
    signingFetch(gateway, roleArn)(`${gateway.url}${path}`, request);
  const charged = async () => {
    await gateway.idle();
    return { a: gateway.ledgerWrites('a') > 0, b: gateway.ledgerWrites('b') > 0 };
  };
  const nothing = { a: false, b: false };

  test('act for the tenant that names them, and it alone is charged', async () => {
    expect((await ask(roles['team-a']!)).status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
    gateway.cloud.dynamodb.resetCounts();
    expect((await ask(TEAM_B)).status).toBe(200);
    expect(await charged()).toEqual({ a: false, b: true });
  });

  test('use the official clients, with their own signer', async () => {
    const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'not used', maxRetries: 0, fetch: signingFetch(gateway, roles['team-a']!) });
    expect((await openai.chat.completions.create(chat('shared') as OpenAI.ChatCompletionCreateParamsNonStreaming)).choices).toHaveLength(1);
    const bedrock = signingAwsSdk(gateway, roles['team-a']!);
    const { output } = await bedrock.send(new ConverseCommand({ modelId: 'shared', ...converse() } as never));
    expect(output?.message?.role).toBe('assistant');
    bedrock.destroy();
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('see the routes of their own tenant', async () => {
    const models = async (roleArn: string) => ((await (await ask(roleArn, {}, '/v1/models')).json()) as { data: { id: string }[] }).data.map(({ id }) => id);
    expect(await models(roles['team-a']!)).toEqual(['shared']);
    expect(await models(TEAM_B)).toEqual(['ofB', 'shared']);
    expect((await ask(roles['team-a']!, post(chat('ofB')))).status).toBe(404);
  });

  test.each([
    ['a header', { headers: { 'x-tenant': 'b', 'x-amzn-userarn': TEAM_B } }],
    ['the body', { body: JSON.stringify(chat('shared', { user: 'b', metadata: { tenant: 'b' } })) }],
  ])('change nothing by naming another tenant in %s', async (_, change: RequestInit) => {
    const request = post(chat('shared'));
    const response = await ask(roles['team-a']!, { ...request, ...change, headers: { ...request.headers, ...change.headers } });
    expect(response.status).toBe(200);
    expect(await charged()).toEqual({ a: true, b: false });
  });

  test('gain nothing by the API key of another tenant, sent in any other header', async () => {
    const response = await ask(roles['team-a']!, { ...post(chat('ofB')), headers: { 'content-type': 'application/json', 'x-api-key': gateway.keyOf('b') } });
    expect(response.status).toBe(404);
    expect(await charged()).toEqual(nothing);
  });

  test('are held to the quota of their tenant, which leaves others alone', async () => {
    const statuses = [];
    for (let index = 0; index < 4; index++) statuses.push((await ask(TEAM_B)).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await ask(roles['team-a']!)).status).toBe(200);
  });

  describe('are refused, and nobody is charged,', () => {
    afterEach(async () => {
      expect(await charged()).toEqual(nothing);
      expect(gateway.cloud.bedrock.attempts).toEqual([]);
    });

    test('as no tenant’s principal, in the form of each API', async () => {
      const onOpenAi = await ask(roles['no-tenant']!);
      expect(onOpenAi.status).toBe(403);
      expect(await onOpenAi.json()).toMatchObject({ error: { type: 'permission_error', message: expect.stringMatching(/assumed-role\/Apps-notenant[^/]*\/session-of-ada acts for no tenant/) } });
      const onBedrock = await ask(roles['no-tenant']!, post(converse()), '/model/shared/converse');
      expect([onBedrock.status, onBedrock.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    });

    test('as a role of the same name in another account', async () => {
      const response = await ask(roles['team-a']!.replace('111111111111', '333333333333'));
      expect(response.status).toBe(403);
    });

    test('without the permission to call', async () => {
      const response = await ask(roles['not-granted']!);
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
      expect(gateway.cloud.authorizer.denials.at(-1)).toMatchObject({ action: 'execute-api:Invoke', missingStatement: { Effect: 'Allow' } });
    });

    test('from another account that the API does not name, whatever their own account allows', async () => {
      expect((await ask('arn:aws:iam::222222222222:role/stranger')).status).toBe(403);
      expect(gateway.cloud.authorizer.denials.at(-1)).toMatchObject({ missingStatement: { Principal: { AWS: 'arn:aws:iam::222222222222:role/stranger' } } });
    });

    test('unsigned, with an API key, or signed for another service', async () => {
      expect((await gateway.fetch(CHAT, post(chat('shared')))).status).toBe(403);
      expect((await gateway.fetch(CHAT, { ...post(chat('shared')), tenant: 'a' })).status).toBe(403);
      const bedrock = await signingFetch(gateway, roles['team-a']!, { service: 'bedrock' })(`${gateway.url}${CHAT}`, post(chat('shared')));
      expect(bedrock.status).toBe(403);
      expect(await bedrock.text()).toContain("scoped to correct service: 'execute-api'");
    });

    test('with a body that is not the one that was signed', async () => {
      const sign = signingFetch(gateway, roles['team-a']!);
      const signed = post(chat('shared'));
      const original = globalThis.fetch;
      globalThis.fetch = ((url, init) => original(url, { ...init, body: JSON.stringify(chat('shared', { max_tokens: 1 })) })) as typeof fetch;
      try {
        expect((await sign(`${gateway.url}${CHAT}`, signed)).status).toBe(403);
      } finally {
        globalThis.fetch = original;
      }
    });
  });

  test('are logged by the name of their role, without that of the session', async () => {
    await ask(roles['team-a']!);
    await gateway.idle();
    const record = gateway.logged('decision').at(-1)!;
    expect(record).toMatchObject({ tenant: 'a', keyId: expect.stringMatching(/^iam:111111111111:role\/Apps-teama/) });
    expect(JSON.stringify(record)).not.toContain('session-of-ada');
  });

  test('find /health as closed as everything else', async () => {
    expect((await gateway.fetch('/health')).status).toBe(403);
    expect((await ask(roles['no-tenant']!, {}, '/health')).status).toBe(200);
  });
});
