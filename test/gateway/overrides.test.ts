import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import OpenAI from 'openai';
import { startGateway, TestGateway } from './support/gateway';
import { overridesCommand } from '../../cli/commands/overrides';
import { createOverrideTable } from '../../cli/overrides/override-table';
import { InferenceTarget } from '../../src';
import { OVERRIDES_MAX_AGE_MS } from '../../src/contract/overrides';
import { overridesKey } from '../../src/contract/table';

const FIRST = 'first';
const SECOND = 'second';

describe('overrides, from the command to an official client', () => {
  let gateway: TestGateway;
  /** How far the clocks of the containers are ahead: what is cached ages without anybody waiting. */
  let ahead = 0;

  beforeAll(async () => {
    const sonnet = (name: string, region: string) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { name, region });
    gateway = await startGateway({
      routes: {
        claude: { targets: [sonnet(FIRST, 'us-east-1')], fallbacks: [{ targets: [sonnet(SECOND, 'us-west-2')] }] },
        nova: { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0')] },
      },
      tenants: { a: {}, b: { quota: { requestsPerMinute: 100 } }, limited: { quota: { requestsPerMinute: 100 } } },
    });
  });
  afterAll(() => gateway.close());

  const command = (...commandArguments: string[]) => overridesCommand(
    [...commandArguments, '--table', gateway.tableName, '--app', gateway.cloud.assembly.directory, '--by', 'ops'], () => undefined,
    { openTable: (table) => createOverrideTable(gateway.cloud.dynamodb.executeDirect, table) },
  );
  const effective = () => {
    ahead += OVERRIDES_MAX_AGE_MS;
    for (const lambda of gateway.cloud.functions) lambda.setClocks(ahead);
  };
  const narrow = async (...commandArguments: string[]) => {
    await command(...commandArguments, '--reason', 'an incident');
    effective();
  };
  const widen = async (...commandArguments: string[]) => {
    await command(...commandArguments, '--reason', 'it is over');
    effective();
  };
  const ask = async (tenant: string, model = 'claude') => {
    const answer = await gateway.openai(tenant).chat.completions.create({ model, messages: [{ role: 'user', content: 'Why?' }], max_tokens: 20 }).withResponse();
    await gateway.idle();
    return answer.response.headers.get('x-inference-target');
  };
  const refusal = async (tenant: string, model = 'claude') => {
    const error = await ask(tenant, model).catch((caught: unknown) => caught);
    await gateway.idle();
    expect(error).toBeInstanceOf(OpenAI.APIError);
    return error as InstanceType<typeof OpenAI.APIError>;
  };
  const record = () => gateway.logged('decision').at(-1);

  test('a tenant is disabled and enabled, and nobody else notices', async () => {
    expect(await ask('a')).toBe(FIRST);
    await narrow('disable-tenant', 'a');
    expect(await refusal('a')).toMatchObject({ status: 403, message: expect.stringContaining('tenant a is switched off by the operator') });
    expect(record()).toMatchObject({ tenant: 'a', outcome: 'rejected', overrides: ['tenantDisabled'], attempts: [] });
    expect((await gateway.openai('a').models.list().catch((error: unknown) => error))).toMatchObject({ status: 403 });
    expect(await ask('b')).toBe(FIRST);
    await widen('enable-tenant', 'a');
    expect(await ask('a')).toBe(FIRST);
  });

  test('a target is drained and restored', async () => {
    await narrow('drain-target', FIRST);
    expect(await ask('a')).toBe(SECOND);
    expect(record()).toMatchObject({ overrides: ['drained'], candidates: [{ target: SECOND, tier: 1 }, { target: FIRST, tier: 0, skipped: 'drained' }] });
    await narrow('drain-target', SECOND);
    expect(await refusal('a')).toMatchObject({ status: 503, message: expect.stringContaining('every target of the model "claude" is drained') });
    await widen('restore-target', FIRST);
    await widen('restore-target', SECOND);
    expect(await ask('a')).toBe(FIRST);
  });

  test('a model is switched off: it is not listed, an OpenAI client does not repeat the request, and nothing is charged', async () => {
    await narrow('disable-route', 'claude');
    const patient = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.keyOf('b'), maxRetries: 3 });
    const before = gateway.logged('decision').length;
    gateway.cloud.dynamodb.resetCounts();
    await expect(patient.chat.completions.create({ model: 'claude', messages: [{ role: 'user', content: 'Why?' }] }))
      .rejects.toMatchObject({ status: 503, message: expect.stringContaining('switched off by the operator') });
    await gateway.idle();
    expect(gateway.logged('decision').length - before).toBe(1);
    expect(gateway.ledgerWrites('b')).toBe(0);
    expect((await gateway.openai('b').models.list()).data.map(({ id }) => id)).toEqual(['nova']);
    await expect(gateway.awsSdk('b').send(new ConverseCommand({ modelId: 'claude', messages: [{ role: 'user', content: [{ text: 'Why?' }] }] })))
      .rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    expect(await ask('b', 'nova')).toContain('nova');
    await widen('enable-route', 'claude');
    expect(await ask('b')).toBe(FIRST);
  });

  test('a limit is lowered and given back', async () => {
    await narrow('limit-tenant', 'limited', '--requests-per-minute', '2');
    await ask('limited');
    await ask('limited');
    expect(await refusal('limited')).toMatchObject({ status: 429, message: expect.stringContaining('2 requests per minute') });
    expect(record()).toMatchObject({ limitedBy: 'requests', overrides: ['limitLowered'] });
    await widen('unlimit-tenant', 'limited');
    expect(await ask('limited')).toBe(FIRST);
  });

  test('an override ends by itself', async () => {
    await narrow('disable-tenant', 'a', '--for', `${Math.ceil(ahead / 1000) + 60}s`);
    expect((await refusal('a')).status).toBe(403);
    ahead += 61_000;
    effective();
    expect(await ask('a')).toBe(FIRST);
  });

  test('each change is in the log of a container once, with who and why', async () => {
    const lines = gateway.logged('override').map(({ change, kind, name, member, from, to, by, reason }) => ({ change, kind, name, member, from, to, by, reason }));
    expect(lines).toEqual(expect.arrayContaining([
      { change: 'set', kind: 'tenant', name: 'a', from: 'plan', to: 'disabled', by: 'ops', reason: 'an incident' },
      { change: 'cleared', kind: 'tenant', name: 'a', from: 'disabled', to: 'plan', by: 'ops', reason: 'it is over' },
      { change: 'set', kind: 'limit', name: 'limited', member: 'requestsPerMinute', from: 'plan', to: 2, by: 'ops', reason: 'an incident' },
      { change: 'expired', kind: 'tenant', name: 'a', from: 'disabled', to: 'plan' },
    ]));
    expect(lines.filter(({ kind }) => kind === 'limit')).toHaveLength(2);
  });

  test('garbage in the table changes nothing, and is reported once', async () => {
    const { pk, sk } = overridesKey();
    await gateway.cloud.dynamodb.executeDirect('PutItem', {
      TableName: gateway.tableName,
      Item: {
        'pk': { S: pk },
        'sk': { S: sk },
        'revision': { S: 'many' },
        'tenant:a': { S: '{"disabled":"yes"}' },
        'tenant:nobody': { S: '{"disabled":true}' },
        'limit:limited:requestsPerMinute': { S: '{"atMost":1000000}' },
        'route:claude': { BOOL: true },
        'x': { NULL: true },
      },
    });
    effective();
    for (let request = 0; request < 3; request++) expect(await ask('a')).toBe(FIRST);
    expect(await ask('limited')).toBe(FIRST);
    const ignored = gateway.logged('fault').filter(({ kind }) => kind === 'overrideIgnored');
    expect(ignored.map(({ problem }) => problem).sort()).toEqual(['malformed', 'malformed', 'unknownKind', 'unknownName']);
  });

  test('when the table stops answering, what is known stays in force', async () => {
    await gateway.cloud.dynamodb.executeDirect('DeleteItem', { TableName: gateway.tableName, Key: { pk: { S: overridesKey().pk }, sk: { S: overridesKey().sk } } });
    await narrow('drain-target', FIRST);
    expect(await ask('a')).toBe(SECOND);
    const clear = gateway.cloud.dynamodb.setFault({ operation: 'BatchGetItem', kind: 'error', name: 'InternalServerError', status: 500 });
    effective();
    expect(await ask('a')).toBe(SECOND);
    clear();
    expect(gateway.logged('fault').some(({ kind }) => kind === 'overridesNotRead')).toBe(true);
  });

  test('all of this needs no permission that the gateway did not have', () => {
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });
});
