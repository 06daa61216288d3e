import { InferenceTarget, QuotaLedger } from '../../src';
import { expectCounted } from '../support/counted';
import { chat, post, startGateway, TestGateway } from './support/gateway';
import { MeteredEnvironment, startMeteredEnvironment } from './support/metered-environment';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const CHAT = '/v1/chat/completions';
/** Enough for every request here, and not so many that the ledger is spread over several items. */
const REQUESTS = 6_400;
const TOKENS = 1_000_000_000;
/** Everything but the date goes on. */
const GOES_ON = [
  'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'clearImmediate', 'clearInterval', 'clearTimeout',
] as const;

/** Closed after each test, whatever its outcome. */
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => { for (const each of opened.splice(0).reverse()) await each.close(); });
async function opening<Closable extends { close(): Promise<void> }>(starting: Promise<Closable>): Promise<Closable> {
  const started = await starting;
  opened.push(started);
  return started;
}

/** What people ask and get, in tokens. A token is four letters here. */
const ANSWERS = { short: { prompt: 500, tokens: 100 }, long: { prompt: 4_000, tokens: 1_000 } };

// Time stands still, so that no figure in a line or an item is longer by a digit than the time before.
beforeAll(() => { jest.useFakeTimers({ now: Date.now(), doNotFake: [...GOES_ON] }); });
afterAll(() => { jest.useRealTimers(); });

describe('what one request sends and writes', () => {
  let gateway: TestGateway;
  let environment: MeteredEnvironment;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        plain: { targets: [InferenceTarget.crossRegion(HAIKU)] },
        counted: { targets: [InferenceTarget.crossRegion(SONNET, { capacity: { requestsPerMinute: REQUESTS } })] },
      },
      tenants: {
        free: {},
        limited: { quota: { requestsPerMinute: REQUESTS, quotaTokensPerMinute: TOKENS } },
        refused: { quota: { requestsPerMinute: 1 } },
      },
    });
    gateway.cloud.bedrock.setBehaviour({ charactersPerToken: 4 });
    environment = await startMeteredEnvironment(gateway);
    // What an environment reads once is counted by itself.
    for (const tenant of ['free', 'limited', 'refused']) await environment.ask(tenant, CHAT, chat('plain'));
  });
  beforeEach(() => {
    environment.reset();
    gateway.cloud.dynamodb.resetCounts();
  });
  afterAll(async () => {
    await environment.close();
    await gateway.close();
  });

  const inDynamoDb = () => {
    const { requests, sent, received } = environment.read().dynamodb;
    const items = Object.values(gateway.cloud.dynamodb.counts().keys);
    const sum = (of: 'reads' | 'writes') => items.reduce((total, each) => total + each[of], 0);
    return { requests, writes: sum('writes'), reads: sum('reads'), sent, received };
  };

  test.each([
    ['withoutQuota', 'free', 'plain', 200, 0],
    ['withQuota', 'limited', 'plain', 200, 2],
    ['withQuotaAndCapacity', 'limited', 'counted', 200, 4],
    ['refusedByQuota', 'refused', 'plain', 429, 1],
  ])('to DynamoDB: %s', async (name, tenant, route, status, writes) => {
    expect(await environment.ask(tenant, CHAT, chat(route))).toBe(status);
    expect(inDynamoDb().writes).toBe(writes);
    expect(inDynamoDb().requests).toBe(writes);
    expectCounted(`dynamodb.${name}`, inDynamoDb());
  });

  test('to DynamoDB: what an environment reads when it knows nothing', async () => {
    const fresh = await opening(startMeteredEnvironment(gateway));
    expect(await fresh.ask('free', CHAT, chat('plain'))).toBe(200);
    const { requests, sent, received } = fresh.read().dynamodb;
    const reads = Object.values(gateway.cloud.dynamodb.counts().keys).reduce((total, each) => total + each.reads, 0);
    expect(requests).toBe(1);
    expectCounted('dynamodb.firstRead', { requests, writes: 0, reads, sent, received });
  });

  test.each(Object.entries(ANSWERS))('a %s answer, streamed to a tenant with a quota', async (name, { prompt, tokens }) => {
    gateway.cloud.bedrock.setBehaviour({ outputTokens: tokens });
    const body = chat('plain', { stream: true, max_tokens: 4_096, messages: [{ role: 'user', content: 'word'.repeat(prompt) }] });
    expect(await environment.ask('limited', CHAT, body)).toBe(200);
    gateway.cloud.bedrock.setBehaviour({ outputTokens: 24 });
    const { answered, bedrock, dynamodb, logged, lines } = environment.read();
    expect(bedrock.requests).toBe(1);
    expectCounted(`answer.${name}`, {
      promptTokens: prompt,
      tokens,
      answered,
      bedrockSent: bedrock.sent,
      bedrockReceived: bedrock.received,
      dynamodbBytes: dynamodb.sent + dynamodb.received,
      lines,
      logged,
    });
  });

  test.each([['withoutQuota', 'free'], ['withQuota', 'limited']])('in log lines of the gateway: %s', async (name, tenant) => {
    expect(await environment.ask(tenant, CHAT, chat('plain'))).toBe(200);
    const { lines, logged } = environment.read();
    expectCounted(`log.${name}`, { lines, bytes: logged });
  });

  test('in log lines of Lambda and of API Gateway', async () => {
    const { sinks, assembly } = gateway.cloud;
    const ask = async () => {
      expect((await gateway.fetch(CHAT, { ...post(chat('plain')), tenant: 'free' })).status).toBe(200);
      await gateway.idle();
    };
    // The first one of an environment also tells of its start.
    await ask();
    const before = sinks.lines().length;
    await ask();
    const written = sinks.lines().slice(before);
    const { logGroup } = assembly.functions[0]!;
    const own = written.filter((line) => line.logGroup === logGroup && !line.message.startsWith('{'));
    const access = written.filter((line) => line.logGroup !== logGroup);
    expect(access).toHaveLength(1);
    // Milliseconds and ids have more digits on some days than on others: to the next 50 bytes.
    const bytes = (lines: readonly { readonly message: string }[]) =>
      Math.ceil(lines.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 1, 0) / 50) * 50;
    expectCounted('log.around', { lambda: bytes(own), access: bytes(access) });
  });

  test('in connections: one for each service, over 1,000 requests one after another', async () => {
    const fresh = await opening(startMeteredEnvironment(gateway));
    for (let request = 0; request < 1_000; request++) expect(await fresh.ask('limited', CHAT, chat('plain'))).toBe(200);
    const { bedrock, dynamodb, sts } = fresh.read();
    expect(bedrock.requests).toBe(1_000);
    expectCounted('connections', { requests: 1_000, bedrock: bedrock.connections, dynamodb: dynamodb.connections, sts: sts.connections });
  }, 120_000);

  test('in connections: never more to a service than requests at a time', async () => {
    const fresh = await opening(startMeteredEnvironment(gateway));
    const caller = async () => {
      for (let request = 0; request < 8; request++) await fresh.ask('limited', CHAT, chat('plain'));
    };
    await Promise.all(Array.from({ length: 8 }, caller));
    const { bedrock, dynamodb } = fresh.read();
    expect(dynamodb.requests).toBeGreaterThanOrEqual(64 * 2);
    for (const { connections } of [bedrock, dynamodb]) expect(connections).toBeLessThanOrEqual(8);
  }, 60_000);
});

test('leases: writes for 1,000 requests of one environment, 100 in each second', async () => {
  const gateway = await opening(startGateway({
    routes: { plain: { targets: [InferenceTarget.crossRegion(HAIKU)] } },
    tenants: { busy: { quota: { requestsPerMinute: REQUESTS, quotaTokensPerMinute: TOKENS } } },
    quotaLedger: QuotaLedger.leased(),
  }));
  const environment = await opening(startMeteredEnvironment(gateway));
  for (let request = 0; request < 1_000; request++) {
    jest.setSystemTime(Date.now() + 10);
    expect(await environment.ask('busy', CHAT, chat('plain'))).toBe(200);
  }
  const writes = Object.values(gateway.cloud.dynamodb.counts().keys).reduce((total, each) => total + each.writes, 0);
  expectCounted('leases', { requests: 1_000, writes });
}, 120_000);

test('breakers: writes until a failing target is open, and of a healthy one none', async () => {
  const gateway = await opening(startGateway({
    routes: { plain: { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] } },
    tenants: { free: {} },
  }));
  const environment = await opening(startMeteredEnvironment(gateway));
  const ask = async (requests: number) => {
    gateway.cloud.dynamodb.resetCounts();
    for (let request = 0; request < requests; request++) expect(await environment.ask('free', CHAT, chat('plain'))).toBe(200);
    return Object.values(gateway.cloud.dynamodb.counts().keys).reduce((total, each) => total + each.writes, 0);
  };
  const healthy = await ask(10);
  gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'error', name: 'ServiceUnavailableException', status: 503, message: 'no' } });
  const failing = await ask(5);
  const open = await ask(10);
  expect({ healthy, open }).toEqual({ healthy: 0, open: 0 });
  expectCounted('breakers', { healthy, opening: failing, open });
});
