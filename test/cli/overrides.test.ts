import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { overridesCommand } from '../../cli/commands/overrides';
import { createOverrideTable, MAX_ITEM_BYTES } from '../../cli/overrides/override-table';
import { UsageError } from '../../cli/usage-error';
import { systemClock } from '../../local/clock';
import { createDynamoDb, DynamoDb } from '../../local/dynamodb/dynamodb';
import { InferenceTarget, ResilientInferenceStack } from '../../src';
import { overridesKey } from '../../src/contract/table';

const TABLE = 'gateway';
const NOW = Date.UTC(2026, 10, 1);
const T = NOW / 1000;
const PLAN = {
  version: 1,
  routes: {
    claude: { tiers: [{ members: [{ target: 'first' }] }] },
    priced: { tiers: [{ members: [{ target: 'second' }] }] },
  },
  targets: { first: { shard: 'east' }, second: { price: { inputPerMillionTokens: 1, outputPerMillionTokens: 2 } } },
  tenants: {
    'team-a': { quota: { requestsPerMinute: 60, quotaTokensPerMinute: 1_000 }, routes: ['claude', 'priced'] },
    'free': { routes: ['priced'] },
  },
};

describe('overrides', () => {
  let dynamodb: DynamoDb;
  let directory: string;
  let planFile: string;
  let time = NOW;
  const printed: string[] = [];
  const Key = { pk: { S: overridesKey().pk }, sk: { S: overridesKey().sk } };
  const item = async () => (await dynamodb.executeDirect('GetItem', { TableName: TABLE, Key })).Item as Record<string, { S?: string; N?: string }> | undefined;
  const texts = async () => {
    const { pk, sk, revision, ...rest } = await item() ?? {};
    return Object.fromEntries(Object.entries(rest).map(([name, { S }]) => [name, JSON.parse(S!) as unknown]));
  };
  const open = () => createOverrideTable(dynamodb.executeDirect, TABLE, () => time);
  const runAlone = (...commandArguments: string[]) =>
    overridesCommand(commandArguments, (line) => printed.push(line), { openTable: open, now: () => time });
  const run = (...commandArguments: string[]) => runAlone('--table', TABLE, '--plan', planFile, '--by', 'ops', ...commandArguments);
  const narrow = (...commandArguments: string[]) => run(...commandArguments, '--reason', 'flood');

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'overrides-'));
    planFile = join(directory, 'plan.json');
    writeFileSync(planFile, JSON.stringify(PLAN));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  beforeEach(async () => {
    time = NOW;
    printed.length = 0;
    dynamodb = createDynamoDb({ clock: systemClock });
    await dynamodb.createTables([{
      tableName: TABLE,
      arn: `arn:aws:dynamodb:us-east-1:111111111111:table/${TABLE}`,
      keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
      attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
    }]);
  });
  afterEach(() => dynamodb.close());

  const noted = { at: T, reason: 'flood', by: 'ops' };

  test.each([
    [['disable-tenant', 'team-a'], 'tenant:team-a', { disabled: true }],
    [['drain-target', 'first'], 'target:first', { drained: true }],
    [['drain-shard', 'east'], 'shard:east', { drained: true }],
    [['disable-route', 'claude'], 'route:claude', { disabled: true }],
    [['limit-tenant', 'team-a', '--requests-per-minute', '10'], 'limit:team-a:requestsPerMinute', { atMost: 10 }],
    [['limit-tenant', 'team-a', '--requests-per-minute', '60'], 'limit:team-a:requestsPerMinute', { atMost: 60 }],
    [['limit-tenant', 'team-a', '--concurrent-requests', '1'], 'limit:team-a:concurrentRequests', { atMost: 1 }],
    [['limit-tenant', 'free', '--usd-per-day', '2.5'], 'limit:free:usdPerDay', { atMost: 2.5 }],
  ])('%j writes %s', async (commandArguments, attribute, members) => {
    await narrow(...commandArguments);
    expect(await texts()).toEqual({ [attribute]: { ...members, ...noted } });
  });

  test('several limits are written together, and before and after are printed', async () => {
    await narrow('limit-tenant', 'team-a', '--requests-per-minute', '10', '--quota-tokens-per-minute', '99', '--for', '2h');
    expect(printed).toEqual([
      'requestsPerMinute of tenant team-a (plan: 60)', '  before  not overridden', '  after   at most 10 until 2026-11-01T02:00:00.000Z by ops: flood',
      'quotaTokensPerMinute of tenant team-a (plan: 1000)', '  before  not overridden', '  after   at most 99 until 2026-11-01T02:00:00.000Z by ops: flood',
      'every container sees it within 5 seconds',
    ]);
    expect((await item())?.revision).toEqual({ N: '1' });
  });

  test('a limit leaves the other overrides of the tenant as they are', async () => {
    await narrow('disable-tenant', 'team-a', '--until', '2026-12-01T00:00Z');
    await narrow('limit-tenant', 'team-a', '--requests-per-minute', '10');
    await narrow('limit-tenant', 'team-a', '--quota-tokens-per-minute', '99');
    expect(Object.keys(await texts()).sort()).toEqual(['limit:team-a:quotaTokensPerMinute', 'limit:team-a:requestsPerMinute', 'tenant:team-a']);
    expect((await texts())['tenant:team-a']).toEqual({ disabled: true, until: Date.UTC(2026, 11, 1) / 1000, ...noted });
  });

  test.each([
    [['enable-tenant', 'team-a'], ['tenant:team-a']],
    [['restore-target', 'first'], ['target:first']],
    [['restore-shard', 'east'], ['shard:east']],
    [['enable-route', 'claude'], ['route:claude']],
    [['unlimit-tenant', 'team-a', '--requests-per-minute'], ['limit:team-a:requestsPerMinute']],
    [['unlimit-tenant', 'team-a'], ['limit:team-a:requestsPerMinute', 'limit:team-a:quotaTokensPerMinute']],
  ])('%j undoes what is there, and for a while says who did', async (commandArguments, attributes) => {
    await narrow('disable-tenant', 'team-a');
    await narrow('drain-target', 'first');
    await narrow('drain-shard', 'east');
    await narrow('disable-route', 'claude');
    await narrow('limit-tenant', 'team-a', '--requests-per-minute', '10', '--quota-tokens-per-minute', '9');
    const before = await texts();
    // What is left over from an earlier plan can be undone as well, so no plan is needed.
    await runAlone(...commandArguments, '--table', TABLE, '--by', 'night shift', '--reason', 'over');
    const cleared = { cleared: true, until: T + 900, at: T, reason: 'over', by: 'night shift' };
    expect(await texts()).toEqual({ ...before, ...Object.fromEntries(attributes.map((attribute) => [attribute, cleared])) });
  });

  test('what has expired is removed with the next write, what has not stays', async () => {
    await narrow('disable-tenant', 'team-a', '--for', '30m');
    await narrow('drain-target', 'first', '--for', '2h');
    time += 3_600_000;
    await narrow('disable-route', 'claude');
    expect(Object.keys(await texts()).sort()).toEqual(['route:claude', 'target:first']);
  });

  test('they are listed with their state, by name of the plan if that is given', async () => {
    await run('list');
    await narrow('disable-tenant', 'team-a', '--for', '30m');
    await narrow('drain-target', 'first');
    await narrow('disable-route', 'claude');
    await run('enable-route', 'claude');
    await dynamodb.executeDirect('UpdateItem', {
      TableName: TABLE,
      Key,
      UpdateExpression: 'SET #a = :a, #b = :b',
      ExpressionAttributeNames: { '#a': 'tenant:gone', '#b': 'route:claude2' },
      ExpressionAttributeValues: { ':a': { S: '{"disabled":true}' }, ':b': { S: 'off' } },
    });
    time += 3_600_000;
    printed.splice(1);
    await run('list');
    expect(printed[0]).toBe('nothing is overridden: the plan counts as it was deployed');
    expect(printed.slice(1).sort()).toEqual([
      'route:claude2  ignored by the gateway: it cannot be read',
      'target first   drained by ops: flood',
      'tenant gone    ignored by the gateway: the plan has no such name',
      'tenant team-a  disabled (over) by ops: flood',
    ]);
  });

  test('programs get JSON', async () => {
    await narrow('disable-tenant', 'team-a', '--for', '30m', '--json');
    await run('list', '--json');
    const override = { kind: 'tenant', name: 'team-a', effect: 'disabled', until: '2026-11-01T00:30:00.000Z', at: '2026-11-01T00:00:00.000Z', reason: 'flood', by: 'ops' };
    expect(JSON.parse(printed[0]!)).toEqual({ revision: 1, changes: [{ before: null, after: override }] });
    expect(JSON.parse(printed[1]!)).toEqual({ revision: 1, overrides: [{ attribute: 'tenant:team-a', ...override }] });
  });

  test.each([
    [['disable-tenant', 'nobody'], /unknown tenant "nobody": the plan has team-a, free/],
    [['disable-tenant', 'toString'], /unknown tenant "toString"/],
    [['limit-tenant', 'nobody', '--requests-per-minute', '1'], /unknown tenant "nobody"/],
    [['drain-target', 'third'], /unknown target "third": the plan has first, second/],
    [['drain-shard', 'west'], /unknown shard "west": the plan has east/],
    [['disable-route', 'gpt'], /unknown route "gpt"/],
    [['limit-tenant', 'team-a', '--requests-per-minute', '61'], /requestsPerMinute of 61 is above the 60 that tenant team-a has in the plan/],
    [['limit-tenant', 'team-a', '--quota-tokens-per-minute', '10', '--requests-per-minute', '61'], /above the 60/],
    [['limit-tenant', 'team-a', '--usd-per-day', '5'], /could not be kept: target first has no price/],
    [['limit-tenant', 'team-a', '--requests-per-minute', '0'], /must be a whole number above 0, received "0"; to stop a tenant altogether: disable-tenant/],
    [['limit-tenant', 'team-a', '--requests-per-minute', '1.5'], /must be a whole number above 0, received "1.5"/],
    [['limit-tenant', 'team-a', '--requests-per-minute', 'ten'], /received "ten"/],
    [['limit-tenant', 'team-a', '--requests-per-minute', '1e3'], /received "1e3"/],
    [['limit-tenant', 'free', '--usd-per-month', '0'], /must be a number above 0/],
    [['limit-tenant', 'team-a'], /needs a limit to lower/],
    [['disable-tenant', 'team-a', '--requests-per-minute'], /limits are for limit-tenant/],
    [['disable-tenant', 'team-a', '5'], /unexpected argument "5"/],
    [['disable-tenant'], /needs the name of the tenant: it is missing/],
    [['disable-tenant', 'team-a', '--until', '2026-10-01T00:00Z'], /is over; it is 2026-11-01/],
    [['disable-tenant', 'team-a', '--until', 'tomorrow'], /--until must be a time with its zone/],
    [['disable-tenant', 'team-a', '--until', '2026-12-01T00:00'], /--until must be a time with its zone/],
    [['disable-tenant', 'team-a', '--until', '2026-13-01T00:00Z'], /--until must be a time with its zone/],
    [['disable-tenant', 'team-a', '--for', '2 weeks'], /--for must be a time such as/],
    [['disable-tenant', 'team-a', '--for', '0h'], /--for must be a time such as/],
    [['disable-tenant', 'team-a', '--for', '1h', '--until', '2026-12-01T00:00Z'], /give one of them/],
    [['disable-tenant', 'team-a', '--reason', 'x'.repeat(201)], /--reason must have 1 to 200 characters, received 201/],
    [['disable-tenant', 'team-a', '--reason', 'two\nlines'], /one line/],
    [['disable-tenant', 'team-a', '--by', ' '], /--by must have 1 to 100 characters/],
    [['enable-tenant', 'team-a'], /tenant team-a is not overridden: nothing was written/],
    [['unlimit-tenant', 'team-a', '--usd-per-day'], /tenant team-a has no such lowered limit/],
    [['enable-tenant', 'team-a', '--for', '1h'], /is for good/],
    [['explode'], /unknown action "explode"/],
    [['disable-tenant', 'team-a', '--tabel', 'x'], /--tabel/],
    [['disable-tenant', 'team-a', '--app', 'cdk.out'], /--app and --plan name the plan twice/],
  ])('%j is refused and writes nothing', async (commandArguments, message) => {
    const error = await (commandArguments.includes('--reason') ? run : narrow)(...commandArguments).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
    expect(await item()).toBeUndefined();
  });

  test.each([
    [['disable-tenant', 'team-a', '--table', TABLE, '--reason', 'x'], /--app is missing: overrides are checked against the plan/],
    [['disable-tenant', 'team-a', '--plan', 'plan.json'], /--table is missing/],
    [[], /overrides needs an action/],
    [['list', 'all', '--table', TABLE], /unexpected argument "all"/],
    [['disable-tenant', 'team-a', '--table', TABLE, '--plan', '/none/plan.json'], /the plan \/none\/plan.json cannot be read/],
  ])('%j lacks something', async (commandArguments, message) => {
    await expect(runAlone(...commandArguments)).rejects.toThrow(message);
    expect(await item()).toBeUndefined();
  });

  test('a reason is needed to take something away', async () => {
    await expect(run('disable-tenant', 'team-a')).rejects.toThrow(/--reason is missing/);
    expect(await item()).toBeUndefined();
  });

  test('a file that is no plan of this release is refused', async () => {
    const file = join(directory, 'other.json');
    for (const plan of [null, {}, { ...PLAN, version: 2 }, { ...PLAN, tenants: undefined }]) {
      writeFileSync(file, JSON.stringify(plan));
      await expect(runAlone('disable-tenant', 'team-a', '--table', TABLE, '--plan', file, '--reason', 'x')).rejects.toThrow(/is no plan of version 1/);
    }
  });

  describe('beside somebody else', () => {
    const disabled = (reason: string) => ({ kind: 'tenant', name: 'team-a', effect: 'disabled', reason } as const);
    const drained = { kind: 'target', name: 'first', effect: 'drained' } as const;

    test('who has changed the same meanwhile, nothing is written', async () => {
      const [mine, theirs] = [open(), open()];
      const seen = await mine.read();
      await theirs.write([disabled('theirs')], await theirs.read());
      await expect(mine.write([disabled('mine')], seen)).rejects.toThrow(/somebody else has changed tenant:team-a meanwhile, to .*theirs.*nothing was written/);
      expect(await texts()).toEqual({ 'tenant:team-a': { disabled: true, reason: 'theirs' } });
    });

    test('who has changed something else, both are written', async () => {
      const [mine, theirs] = [open(), open()];
      const seen = await mine.read();
      await theirs.write([drained], await theirs.read());
      expect(await mine.write([disabled('mine')], seen)).toBe(2);
      expect(Object.keys(await texts()).sort()).toEqual(['target:first', 'tenant:team-a']);
    });

    test('who writes by hand and knows no revision, nothing is overwritten', async () => {
      const mine = open();
      const seen = await mine.read();
      await dynamodb.executeDirect('PutItem', { TableName: TABLE, Item: { ...Key, 'tenant:team-a': { S: '{"disabled":true}' } } });
      await expect(mine.write([disabled('mine')], seen)).rejects.toThrow(/somebody else has changed/);
    });

    test('of whom there are many at once, everybody succeeds or is told', async () => {
      const tables = Array.from({ length: 4 }, open);
      const seen = await tables[0]!.read();
      const names = ['a', 'b', 'c', 'd'];
      await Promise.all(tables.map((table, index) => table.write([{ kind: 'target', name: names[index]!, effect: 'drained' }], seen)));
      expect(Object.keys(await texts()).sort()).toEqual(names.map((name) => `target:${name}`));
      expect((await item())?.revision).toEqual({ N: '4' });
    });
  });

  test('a write whose answer was lost and which was sent again is no conflict', async () => {
    const first = open();
    const seen = await first.read();
    const override = { kind: 'route', name: 'claude', effect: 'disabled' } as const;
    await first.write([override], seen);
    expect(await open().write([override], seen)).toBe(1);
  });

  test('more than every container can read every few seconds is refused', async () => {
    const table = open();
    const reason = 'r'.repeat(200);
    const many = Array.from({ length: 90 }, (_, index) => ({ kind: 'target', name: `t${index}`, effect: 'drained', reason } as const));
    await table.write(many, await table.read());
    const more = Array.from({ length: Math.ceil(MAX_ITEM_BYTES / 230) - 50 }, (_, index) => ({ ...many[0]!, name: `u${index}` }));
    await expect(table.write(more, await table.read())).rejects.toThrow(/overrides of \d+ bytes are more than the 65536 .* nothing was written/);
    expect(Object.keys(await texts())).toHaveLength(90);
  });

  test('the plan is found in what cdk synth wrote, by stack if there are several gateways', async () => {
    const outdir = join(directory, 'cdk.out');
    const app = new App({ outdir, analyticsReporting: false });
    for (const name of ['One', 'Two']) {
      new ResilientInferenceStack(app, name, {
        routes: { claude: { targets: [InferenceTarget.onDemand('amazon.nova-pro-v1:0')] } }, tenants: { [`tenant-${name}`]: {} },
      });
    }
    app.synth();
    const disable = (...more: string[]) => runAlone('disable-tenant', 'tenant-Two', '--table', TABLE, '--reason', 'x', '--app', outdir, ...more);
    await expect(disable()).rejects.toThrow(/holds 2 gateways, in One, Two: name one of the stacks with --stack/);
    await expect(disable('--stack', 'Three')).rejects.toThrow(/"Three" holds no gateway; the stacks that do are One, Two/);
    await expect(disable('--stack', 'One')).rejects.toThrow(/unknown tenant "tenant-Two"/);
    await disable('--stack', 'Two');
    expect(Object.keys(await texts())).toEqual(['tenant:tenant-Two']);
  });
});
