import { RemovalPolicy } from 'aws-cdk-lib';
import { InferenceTarget, ModelInvocationLogging, ModelInvocationLoggingProps } from '../../src';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { runQuery } from '../support/logs-insights/run-query';
import { applyMetricFilter, MetricFilterProperties, PublishedValue } from '../support/metric-filters/metric-filter';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const TITAN = 'amazon.titan-embed-text-v2:0';
const PROMPT = 'Why do rivers bend?';
const CLAUDE = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: PROMPT }] };
const MESSAGES = { model: 'claude', max_tokens: 64, messages: [{ role: 'user', content: PROMPT }] };
const RESPONSES = { model: 'claude', input: PROMPT, max_output_tokens: 64, store: false };

/** Every way in, and the operation of Bedrock that it leads to. */
const WAYS: readonly [string, string, object, string][] = [
  ['Converse', '/model/claude/converse', converse(), 'Converse'],
  ['ConverseStream', '/model/claude/converse-stream', converse(), 'ConverseStream'],
  ['InvokeModel', '/model/claude/invoke', CLAUDE, 'InvokeModel'],
  ['InvokeModelWithResponseStream', '/model/claude/invoke-with-response-stream', CLAUDE, 'InvokeModelWithResponseStream'],
  ['Chat Completions', '/v1/chat/completions', chat('claude'), 'Converse'],
  ['Chat Completions, streamed', '/v1/chat/completions', chat('claude', { stream: true }), 'ConverseStream'],
  ['Responses', '/v1/responses', RESPONSES, 'Converse'],
  ['Responses, streamed', '/v1/responses', { ...RESPONSES, stream: true }, 'ConverseStream'],
  ['Messages', '/v1/messages', MESSAGES, 'InvokeModel'],
  ['Messages, streamed', '/v1/messages', { ...MESSAGES, stream: true }, 'InvokeModelWithResponseStream'],
  ['Embeddings', '/v1/embeddings', { model: 'vectors', input: PROMPT }, 'InvokeModel'],
];

interface LogRecord {
  readonly operation: string;
  readonly modelId: string;
  readonly region: string;
  readonly inferenceRegion?: string;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly errorCode?: string;
  readonly input: { readonly inputTokenCount?: number; readonly inputBodyJson?: unknown };
  readonly output: { readonly outputTokenCount?: number; readonly outputBodyJson?: unknown };
}

function start(props?: ModelInvocationLoggingProps): Promise<TestGateway> {
  return startGateway((stack) => {
    new ModelInvocationLogging(stack, 'Logging', { removalPolicy: RemovalPolicy.RETAIN, ...props });
    return {
      routes: {
        claude: { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] },
        vectors: { targets: [InferenceTarget.onDemand(TITAN)] },
      },
      tenants: { 'team-a': {}, 'team-b': {} },
    };
  });
}

/** Sends a request and reads its answer to the end. @returns the id of its decision record */
async function send(gateway: TestGateway, tenant: string, path: string, body: object): Promise<string> {
  const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
  const response = await gateway.fetch(path, { ...post(body), headers, tenant });
  const text = await response.text();
  expect(response.status === 200 ? 'answered' : text).toBe('answered');
  await gateway.idle();
  return response.headers.get('x-inference-request-id')!;
}

/** The one that the template configures. */
function logGroupOf({ assembly }: TestGateway['cloud']): string {
  const { cloudWatchConfig } = assembly.invocationLogging[0]!.configuration as { cloudWatchConfig: { logGroupName: string } };
  return cloudWatchConfig.logGroupName;
}

function messagesOf({ cloud }: TestGateway): readonly string[] {
  return cloud.sinks.lines({ logGroup: logGroupOf(cloud), logStream: 'aws/bedrock/modelinvocations' }).map(({ message }) => message);
}

const recordsOf = (gateway: TestGateway) => messagesOf(gateway).map((message) => JSON.parse(message) as LogRecord);

/** What the template's metric filters make of the log. */
function published(gateway: TestGateway): readonly PublishedValue[] {
  const filters = gateway.cloud.assembly.resources.filter(({ type }) => type === 'AWS::Logs::MetricFilter').map((filter) => filter.properties() as unknown as MetricFilterProperties);
  return messagesOf(gateway).flatMap((message) => filters.flatMap((filter) => applyMetricFilter(filter, message)));
}

/** The sums of a metric by the value of its dimension; `undefined` is the metric without one. */
function sums(values: readonly PublishedValue[], metric: string, dimension?: string): Record<string, number> {
  const result: Record<string, number> = {};
  for (const { name, dimensions, value } of values) {
    const [only, ...more] = Object.entries(dimensions);
    expect(more).toEqual([]);
    if (name !== metric || only?.[0] !== dimension) continue;
    const key = only?.[1] ?? 'all';
    result[key] = (result[key] ?? 0) + value;
  }
  return result;
}

function sumBy<Item>(items: readonly Item[], keyOf: (item: Item) => string, valueOf: (item: Item) => number): Record<string, number> {
  const result: Record<string, number> = {};
  for (const item of items) result[keyOf(item)] = (result[keyOf(item)] ?? 0) + valueOf(item);
  return result;
}

describe('the invocation log that an app configures', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await start();
  });
  afterEach(() => {
    gateway.cloud.bedrock.reset();
    gateway.cloud.sinks.clear();
  });
  afterAll(() => gateway.close());

  test.each(WAYS)('%s leaves one record, with the tenant, the route, the request and the Region, and nothing that was said', async (_, path, body, operation) => {
    const requestId = await send(gateway, 'team-a', path, body);
    const { inferenceRegion, model } = gateway.cloud.bedrock.attempts[0]!;
    const route = path.includes('embeddings') ? 'vectors' : 'claude';
    const records = recordsOf(gateway);
    expect(records).toMatchObject([{
      operation,
      requestMetadata: { 'inference-tenant': 'team-a', 'inference-route': route, 'inference-request': requestId },
      modelId: expect.stringContaining(model),
    }]);
    expect(records[0]!.inferenceRegion ?? records[0]!.region).toBe(inferenceRegion);
    expect(messagesOf(gateway).join()).not.toContain(PROMPT);
    expect(Object.keys(records[0]!.output)).not.toContain('outputBodyJson');
  });

  test('its metrics are what Bedrock has really done: by Region, by tenant, by model', async () => {
    const tenantOf = new Map<number, string>();
    for (const [index, [, path, body]] of [...WAYS, ...WAYS].entries()) {
      tenantOf.set(index, index % 3 ? 'team-a' : 'team-b');
      await send(gateway, tenantOf.get(index)!, path, body);
    }
    const values = published(gateway);
    const calls = gateway.cloud.bedrock.attempts.map((attempt, index) => ({ ...attempt, tenant: tenantOf.get(index)! }));
    const modelIdOf = (model: string) => model === SONNET ? `arn:aws:bedrock:us-east-1:111111111111:inference-profile/${SONNET}` : model;
    expect(calls).toHaveLength(22);
    expect(sums(values, 'Invocations')).toEqual({ all: 22 });
    const byRegion = sumBy(calls, ({ inferenceRegion }) => inferenceRegion!, () => 1);
    expect(Object.keys(byRegion).length).toBeGreaterThan(2);
    expect(sums(values, 'Invocations', 'ServedRegion')).toEqual(byRegion);
    expect(sums(values, 'Invocations', 'Tenant')).toEqual(sumBy(calls, ({ tenant }) => tenant, () => 1));
    expect(sums(values, 'Invocations', 'ModelId')).toEqual(sumBy(calls, ({ model }) => modelIdOf(model), () => 1));
    for (const [metric, tokens] of [['InputTokens', 'inputTokens'], ['OutputTokens', 'outputTokens']] as const) {
      expect(sums(values, metric)).toEqual({ all: calls.reduce((sum, call) => sum + call[tokens], 0) });
      expect(sums(values, metric, 'Tenant')).toEqual(sumBy(calls, ({ tenant }) => tenant, (call) => call[tokens]));
      expect(sums(values, metric, 'ModelId')).toEqual(sumBy(calls, ({ model }) => modelIdOf(model), (call) => call[tokens]));
    }
    expect(sums(values, 'Errors')).toEqual({});
  });

  test('a call that failed is an error, and none of the calls that were answered', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'error', name: 'ThrottlingException', status: 429, message: 'slow down' }, count: 1 });
    await send(gateway, 'team-a', '/model/claude/converse', converse());
    expect(recordsOf(gateway).map(({ errorCode }) => errorCode)).toEqual(['ThrottlingException', undefined]);
    const values = published(gateway);
    expect(sums(values, 'Errors', 'ErrorCode')).toEqual({ ThrottlingException: 1 });
    expect(sums(values, 'Errors', 'ModelId')).toEqual({ [`arn:aws:bedrock:us-east-1:111111111111:inference-profile/${SONNET}`]: 1 });
    expect(sums(values, 'Invocations')).toEqual({ all: 1 });
    expect(sums(values, 'Invocations', 'Tenant')).toEqual({ 'team-a': 1 });
  });

  test('the local cloud knows every resource of it', () => {
    expect(gateway.cloud.assembly.notStoodUp).toEqual([]);
  });
});

describe('with the texts', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await start({ textData: true });
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'error', name: 'ThrottlingException', status: 429, message: 'slow down' }, count: 1 });
    for (const [, path, body] of WAYS) await send(gateway, 'team-a', path, body);
  });
  afterAll(() => gateway.close());

  const queries = () => gateway.cloud.assembly.resources.filter(({ type }) => type === 'AWS::Logs::QueryDefinition')
    .map((query) => query.properties() as { Name: string; QueryString: string; LogGroupNames: string[] });

  test('records say what was said, and how long it took', () => {
    const answered = recordsOf(gateway).filter(({ errorCode }) => errorCode === undefined);
    expect(answered.map(({ input }) => JSON.stringify(input.inputBodyJson))).toEqual(WAYS.map(() => expect.stringContaining(PROMPT)));
    const whole = answered.filter(({ operation }) => operation === 'Converse');
    const latencies = published(gateway).filter(({ name, dimensions }) => name === 'Latency' && Object.keys(dimensions).length === 0);
    const said = whole.map(({ output }) => (output.outputBodyJson as { metrics: { latencyMs: number } }).metrics.latencyMs);
    expect(latencies.map(({ value }) => value)).toEqual(said);
    expect(latencies).toHaveLength(3);
  });

  test('the saved query finds the latency of all that say it', () => {
    const { QueryString } = queries().find(({ Name }) => Name.endsWith('latency by model'))!;
    const pattern = new RegExp(/parse @message \/(.*)\//.exec(QueryString)![1]!);
    const found = messagesOf(gateway).filter((message) => pattern.test(message)).map((message) => (JSON.parse(message) as LogRecord).operation);
    expect(new Set(found)).toEqual(new Set(['Converse', 'ConverseStream', 'InvokeModelWithResponseStream']));
    expect(found).toHaveLength(8);
  });

  const asked = (name: string) => runQuery(queries().find(({ Name }) => Name.endsWith(name))!.QueryString, messagesOf(gateway)).rows;
  const answered = () => recordsOf(gateway).filter(({ errorCode }) => errorCode === undefined);
  const tokensOf = ({ input: { inputTokenCount = 0 }, output: { outputTokenCount = 0 } }: LogRecord) => [inputTokenCount, outputTokenCount] as const;

  test('every saved query can be read, reads this log, and names nothing that no record has', () => {
    expect(queries()).toHaveLength(8);
    for (const { Name, QueryString, LogGroupNames } of queries()) {
      expect(LogGroupNames).toEqual([logGroupOf(gateway.cloud)]);
      const { rows, unknown } = runQuery(QueryString, messagesOf(gateway));
      expect({ Name, unknown, found: rows.length > 0 }).toEqual({ Name, unknown: [], found: true });
    }
  });

  test('what they find is what was asked of Bedrock', () => {
    const [inputTokens, outputTokens] = [0, 1].map((place) => answered().reduce((sum, record) => sum + tokensOf(record)[place]!, 0));
    const all = { requests: answered().length, inputTokens, outputTokens };
    expect(asked('requests and tokens by tenant')).toMatchObject([{ tenant: 'team-a', ...all }]);
    expect(asked('tokens by hour')).toMatchObject([all]);
    expect(asked('requests and tokens by tenant and route')).toMatchObject([
      { tenant: 'team-a', route: 'claude', requests: all.requests - 1 }, { tenant: 'team-a', route: 'vectors', requests: 1 },
    ]);
    const requestsBy = (keyOf: (record: LogRecord) => string) => sumBy(answered(), keyOf, () => 1);
    const found = (name: string, column: string) => Object.fromEntries(asked(name).map((row) => [row[column], row.requests]));
    expect(found('requests by served Region', 'servedRegion')).toEqual(requestsBy(({ inferenceRegion, region }) => inferenceRegion ?? region));
    expect(found('requests and tokens by model', 'modelId')).toEqual(requestsBy(({ modelId }) => modelId));
    expect(asked('requests by IAM identity').reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(all.requests);
    expect(asked('errors by code and model')).toMatchObject([{ errorCode: 'ThrottlingException', errors: 1 }]);
    expect(asked('latency by model').reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(8);
    for (const { p50, p90, p99 } of asked('latency by model')) expect(Number(p50) <= Number(p90) && Number(p90) <= Number(p99)).toBe(true);
  });
});
