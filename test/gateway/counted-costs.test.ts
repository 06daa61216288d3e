import { Duration } from 'aws-cdk-lib';
import { InferenceTarget, QuotaLedger } from '../../src';
import { chat, post, startGateway, TestGateway } from './support/gateway';
import { poolLedgerKey } from '../../src/contract/table';

const PRIMARY = 'us.anthropic.claude-sonnet-4-6';

const ALL = {
  requestsPerMinute: 50, quotaTokensPerMinute: 90_000, quotaTokensPerDay: 900_000, concurrentRequests: 9, usdPerDay: 5, usdPerMonth: 50,
};

describe('what a request costs in DynamoDB', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        counted: { targets: [InferenceTarget.crossRegion(PRIMARY, { capacity: { requestsPerMinute: 100 } })] },
        uncounted: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0')] },
      },
      tenants: {
        limited: { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 100_000 } },
        small: { quota: { requestsPerMinute: 1 } },
        free: {},
        crowd: { quota: { requestsPerMinute: 12 } },
        everything: { quota: ALL, routeQuotas: { uncounted: ALL, counted: ALL } },
      },
    });
  });
  beforeEach(() => gateway.cloud.dynamodb.resetCounts());
  afterAll(() => gateway.close());

  const ask = async (tenant: string, route: string) => {
    const { status } = await gateway.fetch('/v1/chat/completions', { ...post(chat(route)), tenant });
    await gateway.idle();
    return status;
  };
  const targetWrites = () => {
    const { pk, sk } = poolLedgerKey('cross-region:anthropic.claude-sonnet-4-6@us-east-1');
    return gateway.cloud.dynamodb.counts().keys[`${gateway.tableName}/${pk}/${sk}`]?.writes ?? 0;
  };
  const operations = () => gateway.cloud.dynamodb.counts().operations;

  test('two writes for the tenant, and one read for the key, the shared health and the overrides together', async () => {
    for (let request = 0; request < 5; request++) expect(await ask('limited', 'uncounted')).toBe(200);
    expect(gateway.ledgerWrites('limited')).toBe(10);
    expect(operations()).toEqual({ BatchGetItem: 1, UpdateItem: 10 });
  });

  test('two more for a target that declares a capacity', async () => {
    expect(await ask('limited', 'counted')).toBe(200);
    expect(gateway.ledgerWrites('limited')).toBe(2);
    expect(targetWrites()).toBe(2);
  });

  test('no more for a tenant with every limit there is, for all of its requests and for a route', async () => {
    expect(await ask('everything', 'uncounted')).toBe(200);
    expect(gateway.ledgerWrites('everything')).toBe(2);
    expect(Object.keys(operations()).filter((operation) => !['BatchGetItem', 'GetItem', 'UpdateItem'].includes(operation))).toEqual([]);
  });

  test('nothing is written for a tenant without a quota on a target without a capacity', async () => {
    expect(await ask('free', 'uncounted')).toBe(200);
    expect(operations().UpdateItem ?? 0).toBe(0);
  });

  test('one write for a request that the quota refuses', async () => {
    expect(await ask('small', 'uncounted')).toBe(200);
    gateway.cloud.dynamodb.resetCounts();
    expect(await ask('small', 'uncounted')).toBe(429);
    expect(operations()).toMatchObject({ UpdateItem: 1 });
  });

  test('a crowd of first callers admits exactly the limit: two writes for each that is admitted, one for each that is not', async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask('crowd', 'uncounted')));
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
    expect(statuses.filter((status) => status === 429)).toHaveLength(8);
    expect(gateway.ledgerWrites('crowd')).toBe(12 * 2 + 8);
  });

  test('an item of the ledger stays within 1 KB', async () => {
    const { pk, sk } = { pk: 'TENANT#limited', sk: 'LEDGER' };
    const { Item } = await gateway.cloud.dynamodb.executeDirect('GetItem', { TableName: gateway.tableName, Key: { pk: { S: pk }, sk: { S: sk } } });
    expect(JSON.stringify(Item).length).toBeLessThan(1024);
  });

  test('one read call again when a container knows nothing recent, whatever has become too old in it', async () => {
    expect(await ask('free', 'uncounted')).toBe(200);
    for (const aheadMs of [6_000, 60_000]) {
      for (const lambda of gateway.cloud.functions) lambda.setClocks(aheadMs);
      gateway.cloud.dynamodb.resetCounts();
      expect(await ask('free', 'uncounted')).toBe(200);
      expect(operations()).toEqual({ BatchGetItem: 1 });
    }
  });
});

describe('with leases', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { sonnet: { targets: [InferenceTarget.crossRegion(PRIMARY)] } },
      tenants: { busy: { quota: { requestsPerMinute: 6_400 } }, crowd: { quota: { requestsPerMinute: 12 } } },
      quotaLedger: QuotaLedger.leased({ leaseTime: Duration.seconds(10) }),
    });
  });
  beforeEach(() => gateway.cloud.dynamodb.resetCounts());
  afterAll(() => gateway.close());

  const ask = async (tenant: string) => (await gateway.fetch('/v1/chat/completions', { ...post(chat('sonnet')), tenant })).status;

  test('one container asks for several requests in one write', async () => {
    const requests = 60;
    for (let request = 0; request < requests; request++) expect(await ask('busy')).toBe(200);
    await gateway.idle();
    // One by one it would be two for each. Where answers are slow leases end unused, and it is more than a handful.
    expect(gateway.ledgerWrites('busy')).toBeLessThan(requests);
  });

  test('containers together admit no more than a limit', async () => {
    const statuses = await Promise.all(Array.from({ length: 30 }, () => ask('crowd')));
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
  });
});
