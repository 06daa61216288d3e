import { createHash } from 'node:crypto';
import { App, Stack } from 'aws-cdk-lib';
import { Canary, canaryText, findCanaries } from './support/canaries';
import {
  CALLS, CanaryCall, canaryCaller, CanaryCaller, COUNTED_CALLS, credentialCanary, credentialHeaders, FEW_CALLS, headersOf,
  promptOf, requestOf, vectorsOf,
} from './support/canary-callers';
import { startGateway, TestGateway } from './support/gateway';
import { startIssuer, TestIssuer } from './support/issuer';
import { Written, writtenBy } from './support/written';
import { affinityKey } from '../../lambda/core/affinity/affinity-key';
import { beginningOf } from '../../lambda/core/affinity/beginning-of';
import { textOf } from '../../lambda/core/affinity/text-of';
import { InferenceRequest } from '../../lambda/core/requests/inference-request';
import { findSurface } from '../../lambda/surfaces/surfaces';
import { Fault } from '../../local/bedrock/faults/fault';
import { SessionRequest } from '../../local/iam/identities';
import { Affinity, GatewayAuth, InferenceAccountRole, InferenceTarget } from '../../src';
import { AffinityPlan } from '../../src/contract/plan';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const COHERE = 'us.cohere.embed-v4:0';
const OTHER_ACCOUNT = '222222222222';
const AUDIENCE = 'inference';

interface Person extends CanaryCaller {
  readonly credential: string;
  /** Of the same kind, and not good. */
  readonly badCredential: string;
}

interface Situation {
  readonly title: string;
  /** All of them are seen, and no others. */
  readonly statuses: readonly number[];
  readonly route?: string;
  /** Else every operation of every surface. */
  readonly calls?: readonly Omit<CanaryCall, 'route'>[];
  readonly credential?: (person: Person) => string | undefined;
  readonly body?: (json: string) => string;
  readonly fault?: Fault;
  /** @returns what ends it */
  readonly begin?: () => () => void;
  /** Once the answer has begun. */
  readonly leaves?: true;
  /** There is an error within an answer that has begun. */
  readonly breaks?: true;
}

interface Exchange {
  readonly title: string;
  readonly person: Person;
  readonly status: number;
  /** Head and body. */
  readonly received: string;
}

/** What services say, in the middle of their errors. */
const WORDS = { table: canaryText('words: table'), sts: canaryText('words: sts'), bedrock: canaryText('words: bedrock') };
const SUBJECT = canaryText('subject of b');
const DEPARTMENT = canaryText('department of b');
const STRANGER = canaryText('no department');
const STREAMED_CALLS = CALLS.filter(({ streamed }) => streamed);

describe('what callers send, and what shows who they are,', () => {
  let issuer: TestIssuer;
  let gateway: TestGateway;
  /** What has been started so far: a set-up that fails half-way leaves nothing that keeps the process alive. */
  const started: { close(): Promise<void> }[] = [];
  let people: readonly Person[];
  let written: Written;
  const sessions: SessionRequest[] = [];
  const exchanges: Exchange[] = [];

  beforeAll(async () => {
    issuer = await startIssuer();
    started.push(issuer);
    const capacity = { requestsPerMinute: 100_000 };
    const price = { inputPerMillionTokens: 3, outputPerMillionTokens: 15 };
    const here = (name: string, model = SONNET) => ({ targets: [InferenceTarget.crossRegion(model, { name, capacity, price })], maxAttempts: 1 });
    const byConversation = { affinity: Affinity.conversation() };
    const bySession = { affinity: Affinity.header('x-session') };
    const once = { requestsPerMinute: 1 };
    const there = InferenceTarget.crossRegion(SONNET, { name: 'there', roleArn: InferenceAccountRole.arnFor(OTHER_ACCOUNT, 'shard') });
    const tenant = { quota: { requestsPerMinute: 10_000, usdPerDay: 1_000 }, routeQuotas: { tight: once, [vectorsOf('tight')]: once } };
    gateway = await startGateway({
      roleName: 'inference-gateway',
      auth: GatewayAuth.anyOf(GatewayAuth.apiKeys(), GatewayAuth.jwt({
        issuer: issuer.url, audiences: [AUDIENCE], tenantClaim: 'department', tenants: { [DEPARTMENT]: 'b' },
      })),
      routes: {
        conversation: { ...here('by-conversation'), ...byConversation },
        [vectorsOf('conversation')]: { ...here('vectors-by-conversation', COHERE), ...byConversation },
        session: { ...here('by-session'), ...bySession },
        [vectorsOf('session')]: { ...here('vectors-by-session', COHERE), ...bySession },
        elsewhere: { targets: [there], maxAttempts: 1 },
        tight: here('tight'),
        [vectorsOf('tight')]: here('tight-vectors', COHERE),
      },
      tenants: { a: tenant, b: tenant },
      tokenCounting: true,
    }, (app) => {
      buildOtherAccount(app, there);
      issuer.standIn(app);
    });

    started.push(gateway);
    const { identities } = gateway.cloud;
    const issue = identities.issue;
    identities.issue = (request) => {
      sessions.push(request);
      return issue(request);
    };
    people = [
      { ...canaryCaller('a'), credential: gateway.keyOf('a'), badCredential: unknownKey() },
      { ...canaryCaller('b'), credential: tokenOf(DEPARTMENT), badCredential: tokenOf(DEPARTMENT, { exp: 1 }) },
    ];
    for (const situation of SITUATIONS) await play(situation);
    written = await writtenBy(gateway);
  });
  afterAll(async () => {
    for (const one of started.reverse()) await one.close();
  });

  let keys = 0;
  const unknownKey = () => `cri_${createHash('sha256').update(`key ${keys++}`).digest('base64url')}`;
  const tokenOf = (department: string, more = {}) => issuer.token({ aud: AUDIENCE, sub: SUBJECT, department, ...more });
  const tableFails = (operation?: string) =>
    gateway.cloud.dynamodb.setFault({ operation, kind: 'error', name: 'InternalServerError', status: 500, message: WORDS.table });
  const stsFails = () => gateway.cloud.sts.setFault({}, { kind: 'error', name: 'InternalFailure', status: 500, message: WORDS.sts });
  const slowly = () => {
    gateway.cloud.bedrock.setBehaviour({ interTokenMs: 50 });
    return () => gateway.cloud.bedrock.setBehaviour({ interTokenMs: 0 });
  };
  const bedrockSays = (name: string): Fault => ({ kind: 'error', name, message: `because of ${WORDS.bedrock}` });

  const SITUATIONS: readonly Situation[] = [
    { title: 'STS fails', statuses: [503], calls: FEW_CALLS, route: 'elsewhere', begin: stsFails },
    { title: 'another account answers', statuses: [200], calls: FEW_CALLS, route: 'elsewhere' },
    { title: 'it is answered, with affinity by conversation', statuses: [200], route: 'conversation' },
    { title: 'it is answered, with affinity by header', statuses: [200], route: 'session' },
    { title: 'the body breaks off', statuses: [400], body: (json) => json.slice(0, -1) },
    { title: 'a value is not allowed', statuses: [400], calls: CALLS.map((call) => ({ ...call, odd: true })) },
    { title: 'Bedrock calls it invalid', statuses: [400], fault: bedrockSays('ValidationException') },
    { title: 'no credential is sent', statuses: [401], credential: () => undefined },
    { title: 'the credential is not good', statuses: [401], credential: ({ badCredential }) => badCredential },
    { title: 'the credential is of no kind', statuses: [401], calls: FEW_CALLS, credential: ({ texts }) => texts.decoyKey },
    { title: 'the token is for nobody here', statuses: [403], calls: FEW_CALLS, credential: () => tokenOf(STRANGER) },
    { title: 'the model does not exist', statuses: [404], route: 'nowhere' },
    // Once more, since a tenant's first vectors are granted, too.
    { title: 'the quota is used up', statuses: [200, 429], route: 'tight', calls: [...COUNTED_CALLS, ...COUNTED_CALLS] },
    { title: 'Bedrock throttles', statuses: [429], fault: bedrockSays('ThrottlingException') },
    { title: 'the model fails', statuses: [424], fault: bedrockSays('ModelErrorException') },
    { title: 'Bedrock is down', statuses: [503], fault: bedrockSays('ServiceUnavailableException') },
    { title: 'the set-up is wrong', statuses: [503], calls: FEW_CALLS, fault: bedrockSays('AccessDeniedException') },
    { title: 'the connection is lost', statuses: [503], calls: FEW_CALLS, fault: { kind: 'outage', mode: 'reset' } },
    { title: 'the ledger cannot be written', statuses: [503], calls: COUNTED_CALLS, begin: () => tableFails('UpdateItem') },
    { title: 'keys cannot be read', statuses: [503], calls: FEW_CALLS, begin: () => tableFails(), credential: unknownKey },
    { title: 'the stream is cut', statuses: [200], calls: STREAMED_CALLS, breaks: true, fault: { kind: 'cut', afterEvents: 2 } },
    {
      title: 'the stream carries an error',
      statuses: [200],
      calls: STREAMED_CALLS,
      breaks: true,
      fault: { kind: 'streamException', afterEvents: 2, name: 'InternalServerException', message: WORDS.bedrock },
    },
    { title: 'the caller leaves', statuses: [200], calls: STREAMED_CALLS, leaves: true, begin: slowly },
  ];

  async function play(situation: Situation): Promise<void> {
    const { calls = CALLS, route = 'session', fault, begin } = situation;
    const end = begin?.();
    if (fault) gateway.cloud.bedrock.setFaults([{ match: {}, fault }]);
    for (const person of people) {
      for (const call of calls) exchanges.push(await ask(situation, person, { ...call, route }));
    }
    await gateway.idle();
    gateway.cloud.bedrock.clearFaults();
    end?.();
  }

  async function ask({ title, credential, body, leaves }: Situation, person: Person, call: CanaryCall): Promise<Exchange> {
    const request = requestOf(person, call);
    const authorization = credential ? credential(person) : person.credential;
    const leaving = new AbortController();
    const response = await gateway.fetch(request.path, {
      method: 'POST',
      headers: { ...request.headers, ...authorization !== undefined && credentialHeaders(person, call.operation, authorization) },
      body: body ? body(request.body) : request.body,
      signal: leaving.signal,
    });
    if (leaves) leaving.abort();
    const text = leaves ? '' : Buffer.from(await response.arrayBuffer()).toString('latin1');
    return { title, person, status: response.status, received: `${title}: ${JSON.stringify([...response.headers])}${text}` };
  }

  const credentials = (): Canary[] => [
    ...people.flatMap(({ name, credential, badCredential }) => [
      credentialCanary(`credential of ${name}`, credential), credentialCanary(`bad credential of ${name}`, badCredential),
    ]),
    ...Object.entries({ SUBJECT, DEPARTMENT, STRANGER }).map(([name, value]) => ({ name, value })),
  ];
  /** What the gateway makes of a prompt, or of a header, to choose a target. */
  const digestsOf = (person: Person): Canary[] => {
    const digest = (name: string, plan: AffinityPlan, beginning = '') =>
      ({ name: `affinity of ${person.name} by ${name}`, value: affinityKey(plan, person.name, () => beginning, () => person.texts.session)! });
    return [
      digest('header', { kind: 'header', name: 'x-session' }),
      ...COUNTED_CALLS.filter(({ streamed }) => !streamed).flatMap((call) => beginningsOf(inferenceRequest(requestOf(person, { ...call, route: 'conversation' })))
        .map((beginning) => digest(`${call.operation} in this conversation`, { kind: 'conversation' }, beginning))),
    ];
  };
  const sentBy = (person: Person) => [...promptOf(person), ...headersOf(person), ...digestsOf(person)];
  /** How answers begin that came in one piece. */
  const answers = (): Canary[] => exchanges.flatMap(({ received, status }) => {
    const [, answer] = status === 200 ? /"(?:(?:content|text)":"|embedding":\[)([^"]{24})/.exec(received) ?? [] : [];
    return answer === undefined ? [] : [{ name: 'an answer', value: answer }];
  });
  const words = (...names: readonly (keyof typeof WORDS)[]) => names.map((name) => ({ name: `words of ${name}`, value: WORDS[name] }));
  const everything = () => [...credentials(), ...people.flatMap(sentBy), ...answers(), ...words('table', 'sts', 'bedrock')];
  const upstream = () => gateway.cloud.bedrock.records.map((record) => JSON.stringify(record)).join('\n');

  test('really were sent, in every situation', () => {
    const seen = exchanges.map(({ title, status }) => `${title}: ${status}`);
    expect([...new Set(seen)].sort()).toEqual(SITUATIONS.flatMap(({ title, statuses }) => statuses.map((status) => `${title}: ${status}`)).sort());
    for (const { title } of SITUATIONS.filter(({ breaks }) => breaks)) {
      for (const exchange of exchanges.filter((one) => one.title === title)) expect(exchange.received).toMatch(/: .*(error|exception)/is);
    }
    const outcomes = new Set(gateway.logged('decision').map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(['success', 'failed', 'rejected', 'brokenStream', 'callerLeft']));
    expect(gateway.logged('fault').map(({ kind }) => kind)).toContain('keyLookupFailed');
    expect(answers().length).toBeGreaterThan(CALLS.length);
  });

  test('are found where they belong: prompts in the log of Bedrock, which gets nothing else of callers', () => {
    const found = findCanaries([...credentials(), ...people.flatMap(sentBy)], upstream());
    expect(new Set(found.map(({ canary }) => canary))).toEqual(new Set(people.flatMap(promptOf).map(({ name }) => name)));
  });

  test.each([
    ['the log of the function', 'functionLog'], ['the access log of API Gateway', 'accessLog'], ['another log', 'otherLogs'], ['a metric', 'metrics'],
  ] as const)('are not in %s', (_, sink) => {
    expect(written[sink].length).toBeGreaterThan(0);
    expect(findCanaries(everything(), written[sink].join('\n'))).toEqual([]);
  });

  test('have left a line each in the access log, and one at least in that of the function', () => {
    expect(written.accessLog).toHaveLength(exchanges.length);
    for (const type of ['decision', '_aws']) expect(written.functionLog.some((line) => line.includes(`"${type}"`))).toBe(true);
  });

  test('are not in the table, but for the SHA-256 of an API key in the two items of that key', () => {
    expect(new Set(written.table.map((line) => line.split(' ')[0]))).toEqual(
      new Set(['KEY/KEY', 'TENANT/KEY', 'TENANT/LEDGER', 'POOL/LEDGER', 'HEALTH/TARGETS']),
    );
    const found = written.table.flatMap((line) => findCanaries(everything(), line)
      .map(({ canary, form }) => `${canary} as ${form}, in ${line.split(' ').slice(0, 2).join(' ')}`));
    expect(found.sort()).toEqual(['KEY/KEY pk', 'TENANT/KEY hash']
      .flatMap((place) => ['SHA-256 in hex', 'SHA-256 in hex, its beginning'].map((form) => `credential of a as ${form}, in ${place}`)).sort());
  });

  test('are not in the names of sessions', () => {
    expect(sessions.map(({ sessionName }) => sessionName)).toContain('resilient-inference');
    expect(findCanaries(everything(), JSON.stringify(sessions))).toEqual([]);
  });

  test('come back to nobody else, and what shows who calls to nobody at all', () => {
    for (const person of people) {
      const received = exchanges.filter((exchange) => exchange.person === person).map((exchange) => exchange.received).join('\n');
      const others = people.filter((other) => other !== person);
      expect(findCanaries([...credentials(), ...others.flatMap(sentBy), ...words('table', 'sts')], received)).toEqual([]);
    }
  });
});

function inferenceRequest({ body, headers, path }: ReturnType<typeof requestOf>): InferenceRequest {
  const request = { method: 'POST', path: path.split('?')[0]!, headers, body: Buffer.from(body) };
  const operation = findSurface(request).operation(request);
  if (operation.kind !== 'inference') throw new Error(`expected an inference operation at ${path}`);
  return operation.parse().request;
}

/** What the gateway reads of a request to tell its conversation from others. */
function beginningsOf(request: InferenceRequest): readonly string[] {
  if (request.kind === 'embed') return request.texts;
  if (request.kind === 'converse') return [beginningOf(request.body)];
  const native = request.kind === 'invoke' ? request : request.native;
  return [...native ? [textOf(native.json, 16_384)] : [], ...request.kind === 'translated' ? [beginningOf(request.converse().body)] : []];
}

function buildOtherAccount(app: App, target: InferenceTarget): void {
  const stack = new Stack(app, 'Shard', { env: { account: OTHER_ACCOUNT, region: 'us-east-1' } });
  new InferenceAccountRole(stack, 'InferenceRole', {
    roleName: 'shard', gatewayAccount: '111111111111', gatewayRoleName: 'inference-gateway', targets: [target],
  });
}
