import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Canary, canaryText, findCanaries } from './support/canaries';
import { CALLS, CanaryCall, canaryCaller, headersOf, promptOf, requestOf, vectorsOf } from './support/canary-callers';
import { startGateway, TestGateway } from './support/gateway';
import { signingFetch } from './support/signing';
import { writtenBy } from './support/written';
import { Session } from '../../local/iam/identities';
import { GatewayAuth, InferenceTarget } from '../../src';

const caller = canaryCaller('a');
const target = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6');
const ROUTES = {
  shared: { targets: [target], maxAttempts: 1 },
  [vectorsOf('shared')]: { targets: [InferenceTarget.crossRegion('us.cohere.embed-v4:0')], maxAttempts: 1 },
};

/** Sends a request as somebody, and reads head and body of the answer. */
type Send = (request: ReturnType<typeof requestOf>) => Promise<Response>;

/** By every surface: answered, broken in the middle, refused by Bedrock's fault, by the gateway, and whatever `refused` adds. */
async function playAll(gateway: TestGateway, accepted: Send, refused: Readonly<Record<string, Send>>): Promise<{ seen: string[]; received: string }> {
  const seen = new Set<string>();
  let received = '';
  const play = async (title: string, send: Send, route = 'shared') => {
    for (const call of CALLS) {
      const response = await send(requestOf(caller, { ...call, route } satisfies CanaryCall));
      received += `${title}: ${JSON.stringify([...response.headers])}${Buffer.from(await response.arrayBuffer()).toString('latin1')}\n`;
      seen.add(`${title}: ${response.status}`);
    }
  };
  await play('answered', accepted);
  await play('unknown model', accepted, 'nowhere');
  for (const [title, send] of Object.entries(refused)) await play(title, send);
  gateway.cloud.bedrock.setFaults([{ match: {}, fault: { kind: 'error', name: 'ThrottlingException' } }]);
  await play('throttled', accepted);
  gateway.cloud.bedrock.setFaults([{ match: {}, fault: { kind: 'cut', afterEvents: 2 } }]);
  await play('cut', accepted);
  gateway.cloud.bedrock.clearFaults();
  await gateway.idle();
  return { seen: [...seen].sort(), received };
}

async function expectUntold(gateway: TestGateway, secrets: readonly Canary[], received: string): Promise<void> {
  const canaries = [...secrets, ...promptOf(caller), ...headersOf(caller)];
  const written = await writtenBy(gateway);
  for (const [sink, lines] of Object.entries(written)) {
    expect([sink, lines.length > 0]).toEqual([sink, true]);
    expect([sink, findCanaries(canaries, lines.join('\n'))]).toEqual([sink, []]);
  }
  const upstream = gateway.cloud.bedrock.records.map((record) => JSON.stringify(record)).join('\n');
  expect(new Set(findCanaries(canaries, upstream).map(({ canary }) => canary))).toEqual(new Set(promptOf(caller).map(({ name }) => name)));
  expect(findCanaries(secrets, received)).toEqual([]);
}

describe('what an authorizer is shown and says', () => {
  const BADGE = canaryText('badge of a');
  const STRANGER = canaryText('stranger badge');
  const SAID = {
    principalId: canaryText('person'),
    department: canaryText('department of a'),
    note: canaryText('note on a'),
    noDepartment: canaryText('no department'),
  };
  /** It knows two badges, one of which is of a department without a tenant. */
  const AUTHORIZER = `
const said = ${JSON.stringify(SAID)};
const departments = ${JSON.stringify({ [BADGE]: SAID.department, [STRANGER]: SAID.noDepartment })};
exports.handler = async ({ headers }) => {
  console.log('asked about a badge');
  const department = departments[headers['X-Badge']];
  if (!department) throw new Error('Unauthorized');
  return {
    principalId: said.principalId,
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] },
    context: { department, note: said.note },
  };
};`;
  let code: string;
  let gateway: TestGateway;

  beforeAll(async () => {
    code = mkdtempSync(join(tmpdir(), 'authorizer-'));
    writeFileSync(join(code, 'check.js'), AUTHORIZER);
    gateway = await startGateway((stack) => ({
      auth: GatewayAuth.authorizer(new RequestAuthorizer(stack, 'Authorizer', {
        handler: new Function(stack, 'Check', { runtime: Runtime.NODEJS_22_X, handler: 'check.handler', code: Code.fromAsset(code) }),
        identitySources: [IdentitySource.header('X-Badge')],
      }), { tenantContextKey: 'department', tenants: { [SAID.department]: 'a' } }),
      routes: ROUTES,
      tenants: { a: { quota: { requestsPerMinute: 1_000 } } },
      tokenCounting: true,
    }));
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(code, { recursive: true });
  });

  test('is nowhere, whatever becomes of a request', async () => {
    const wearing = (badge: string): Send => ({ path, headers, body }) =>
      fetch(`${gateway.url}${path}`, { method: 'POST', headers: { ...headers, 'X-Badge': badge }, body });
    const unknown = canaryText('unknown badge');
    const { seen, received } = await playAll(gateway, wearing(BADGE), { 'no tenant': wearing(STRANGER), 'not let in': wearing(unknown) });
    expect(seen).toEqual(['answered: 200', 'cut: 200', 'no tenant: 403', 'not let in: 401', 'throttled: 429', 'unknown model: 404']);
    const secrets = [BADGE, STRANGER, unknown, ...Object.values(SAID)].map((value) => ({ name: value, value }));
    await expectUntold(gateway, secrets, received);
  });
});

describe('the sessions of IAM principals', () => {
  const TEAM = 'arn:aws:iam::222222222222:role/apps/team-a';
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      auth: GatewayAuth.iam(),
      routes: ROUTES,
      tenants: { a: { quota: { requestsPerMinute: 1_000 }, iamPrincipals: [TEAM] } },
      tokenCounting: true,
    });
  });
  afterAll(() => gateway.close());

  test('are nowhere, neither their names nor their keys nor a signature', async () => {
    const sessions: Session[] = [];
    const signatures: string[] = [];
    const { identities } = gateway.cloud;
    const issue = identities.issue;
    identities.issue = (request) => {
      const session = issue(request);
      if (request.sessionName === 'session-of-ada') sessions.push(session);
      return session;
    };
    const original = globalThis.fetch;
    const signing = jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      signatures.push(/Signature=([0-9a-f]{64})/.exec(new Headers(init?.headers).get('authorization') ?? '')?.[1] ?? '');
      return original(input, init);
    });
    const signed = (roleArn: string): Send => ({ path, headers, body }) =>
      signingFetch(gateway, roleArn)(`${gateway.url}${path}`, { method: 'POST', headers, body });
    const { seen, received } = await playAll(gateway, signed(TEAM), { 'no tenant': signed('arn:aws:iam::222222222222:role/apps/other') });
    signing.mockRestore();

    expect(seen).toEqual(['answered: 200', 'cut: 200', 'no tenant: 403', 'throttled: 429', 'unknown model: 404']);
    expect(signatures).toEqual(signatures.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)));
    const keys = sessions.flatMap(({ accessKeyId, secretAccessKey, sessionToken }) => [accessKeyId, secretAccessKey, sessionToken]);
    expect(keys.length).toBeGreaterThan(3 * CALLS.length);
    const secrets = [...new Set([...keys, ...signatures])].map((value) => ({ name: value, value }));
    await expectUntold(gateway, secrets, received);
    // The execution log of API Gateway, which the construct leaves off, tells of whom it has refused.
    const { otherLogs: _, ...written } = await writtenBy(gateway);
    expect(findCanaries([{ name: 'name of the session', value: 'session-of-ada' }], JSON.stringify(written))).toEqual([]);
  });
});
