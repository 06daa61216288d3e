import { Duration } from 'aws-cdk-lib';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';
import { alarmReferences, Reference, widgetReferences, widgetsOf } from './support/referenced-metrics';
import { Fault } from '../../local/bedrock/faults/fault';
import { watchAlarms } from '../../scorecard/alarms/watch';
import { Hedging, InferenceAccountRole, InferenceTarget, MidStreamPolicy, Quota } from '../../src';
import { DIMENSIONS, METRIC_NAMESPACE, METRIC_SHAPES, MetricName, METRICS } from '../../src/contract/metrics';
import { ANY, AWS_METRICS } from '../support/aws-metrics';
import { runQuery } from '../support/logs-insights/run-query';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const CHAT = '/v1/chat/completions';

/** What each kind of limit refuses at the latest: the second request, or any. */
const LIMITED: Readonly<Record<string, Quota>> = {
  requests: { requestsPerMinute: 1 },
  tokens: { quotaTokensPerMinute: 1 },
  concurrent: { concurrentRequests: 1 },
  tokensPerDay: { quotaTokensPerDay: 1 },
  costPerDay: { usdPerDay: 0.000_001 },
  costPerMonth: { usdPerMonth: 0.000_001 },
};

/** Of the stack and the construct in it. */
const NAME = expect.stringMatching(/^InferenceGateway[0-9A-F]{8}$/) as string;

/** Which cannot be anything but 0 here: see docs/metrics.md. */
const ALWAYS_0: readonly MetricName[] = [METRICS.QUOTA_INVARIANT_VIOLATIONS, METRICS.OPEN_RESERVATIONS];

/** What widgets ask of the log of the gateway, as it is sent to Logs Insights. */
const queriesOf = (gateway: TestGateway) => widgetsOf(gateway.cloud.assembly.resources)
  .flatMap(({ properties: { query } }) => (query === undefined ? [] : [query]))
  .map((query) => query.replace(/^(SOURCE '[^']+'\s*\|\s*)+/, ''));
const linesOf = (gateway: TestGateway) => gateway.logged('decision').map((record) => JSON.stringify(record));

describe('the metrics of the real bundle', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    const capacity = { requestsPerMinute: 500 };
    const target = (name: string, region?: string) => InferenceTarget.crossRegion(SONNET, { name, region, capacity });
    // Of an account that lets nobody in.
    const roleArn = InferenceAccountRole.arnFor('222222222222', 'closed');
    const closed = InferenceTarget.crossRegion(SONNET, { name: 'closed', roleArn, capacity });
    gateway = await startGateway({
      routes: {
        plain: { targets: [target('plain')] },
        safe: { targets: [target('first')], fallbacks: [{ targets: [target('second', 'us-west-2')] }], midStream: MidStreamPolicy.failClean() },
        hedged: {
          targets: [target('left'), target('right', 'us-west-2')], hedging: Hedging.afterSlowest5Percent({ initialDelay: Duration.millis(50) }),
        },
        alone: { targets: [target('only')] },
        shard: { targets: [closed], fallbacks: [{ targets: [target('open')] }] },
      },
      tenants: {
        a: {
          quota: { requestsPerMinute: 1_000, quotaTokensPerMinute: 1_000_000, usdPerDay: 100 }, share: { guaranteed: { requestsPerMinute: 200 } },
        },
        ...Object.fromEntries(Object.entries(LIMITED).map(([name, quota]) => [name, { quota, share: {} }])),
      },
      monitoring: { alarmOptions: { invocationLogDelivery: { enabled: true } } },
    });
    await drive();
  });
  afterAll(() => gateway.close());

  const ask = async (route: string, { tenant = 'a', stream = false } = {}) => {
    const response = await gateway.fetch(CHAT, { ...post(chat(route, { stream })), tenant });
    await response.text();
    await gateway.idle();
    return response.status;
  };
  const struck = async (fault: Fault, route: string, stream = false) => {
    gateway.cloud.bedrock.setFaults([{ match: {}, fault, count: 1 }]);
    const status = await ask(route, { stream });
    gateway.cloud.bedrock.clearFaults();
    return status;
  };
  const withTable = async (fault: Parameters<typeof gateway.cloud.dynamodb.setFault>[0], route: string) => {
    const clear = gateway.cloud.dynamodb.setFault({ ...fault, count: 1 });
    const status = await ask(route);
    clear();
    return status;
  };
  /** Two at once: a slow stream has begun, the second is refused, and the first is given up. */
  const askTwiceAtOnce = async (tenant: string) => {
    gateway.cloud.bedrock.setBehaviour({ interTokenMs: 250 });
    const leaving = new AbortController();
    const first = await gateway.fetch(CHAT, { ...post(chat('plain', { stream: true })), tenant, signal: leaving.signal });
    const second = await gateway.fetch(CHAT, { ...post(chat('plain')), tenant });
    leaving.abort();
    await expect(first.text()).rejects.toThrow();
    await gateway.idle();
    gateway.cloud.bedrock.setBehaviour({ interTokenMs: 0 });
    return second.status;
  };

  async function drive(): Promise<void> {
    expect(await ask('plain')).toBe(200);
    expect(await ask('plain', { stream: true })).toBe(200);
    expect((await gateway.fetch('/model/plain/converse', { ...post(converse()), tenant: 'a' })).status).toBe(200);
    expect(await ask('nobody-knows')).toBe(404);

    expect(await struck({ kind: 'throttle', dimension: 'requestsPerMinute' }, 'safe')).toBe(200);
    expect(await struck({ kind: 'error', name: 'ModelErrorException', status: 424 }, 'safe')).toBe(200);
    expect(await struck({ kind: 'cut', afterEvents: 2 }, 'safe', true)).toBe(200);
    expect(await struck({ kind: 'latency', ms: 20_000 }, 'hedged')).toBe(200);
    // At once, where other failures would have to be several.
    expect(await struck({ kind: 'throttle', dimension: 'tokensPerDay' }, 'safe')).toBe(200);
    expect(await struck({ kind: 'error', name: 'AccessDeniedException' }, 'hedged')).toBe(200);

    expect(await ask('shard')).toBe(200);
    // Throttled until its day is over: whoever comes then finds no other target, and is served after all.
    expect(await struck({ kind: 'throttle', dimension: 'tokensPerDay' }, 'alone')).toBe(429);
    expect(await ask('alone')).toBe(200);

    expect(await ask('plain', { tenant: 'requests' })).toBe(200);
    expect(await ask('plain', { tenant: 'requests' })).toBe(429);
    for (const tenant of ['tokens', 'tokensPerDay', 'costPerDay', 'costPerMonth']) expect([tenant, await ask('plain', { tenant })]).toEqual([tenant, 400]);
    expect(await askTwiceAtOnce('concurrent')).toBe(429);

    const write = { operation: 'UpdateItem' };
    expect(await withTable({ ...write, kind: 'latency', ms: 20 }, 'plain')).toBe(200);
    expect(await withTable({ ...write, kind: 'error', name: 'InternalServerError', status: 500 }, 'plain')).toBe(503);
    expect(await withTable({ ...write, kind: 'error', name: 'ProvisionedThroughputExceededException', status: 400 }, 'plain')).toBe(503);
    // Old enough for the shared health to be read anew, and not for the keys.
    for (const lambda of gateway.cloud.functions) lambda.setClocks(10_000);
    expect(await withTable({ operation: 'BatchGetItem', kind: 'error', name: 'InternalServerError', status: 500 }, 'plain')).toBe(200);
  }

  const emitted = () => gateway.cloud.sinks.metrics({ namespace: METRIC_NAMESPACE });
  const distinct = (texts: readonly string[]) => [...new Set(texts)].sort();
  const dimensionsText = (names: readonly string[]) => [...names].sort().join(' + ');

  test('are those of the contract, each with its unit and in every set of its dimensions, and no others', () => {
    const seen = Object.fromEntries(distinct(emitted().map(({ name }) => name)).map((metric) => {
      const values = emitted().filter(({ name }) => name === metric);
      return [metric, {
        units: distinct(values.map(({ unit }) => unit)),
        dimensionSets: distinct(values.map(({ dimensions }) => dimensionsText(Object.keys(dimensions)))),
      }];
    }));
    expect(seen).toEqual(Object.fromEntries(Object.entries(METRIC_SHAPES).map(([metric, { unit, dimensionSets }]) => [
      metric, { units: [unit], dimensionSets: dimensionSets.map((set) => dimensionsText([DIMENSIONS.GATEWAY, ...set])).sort() },
    ])));
  });

  test('each say something: all but two have been other than 0', () => {
    const other = distinct(emitted().filter(({ value }) => value !== 0).map(({ name }) => name));
    expect(other).toEqual(Object.values(METRICS).filter((name) => !ALWAYS_0.includes(name)).sort());
  });

  test('say 0 for what must not happen, after every request that wrote to a ledger', () => {
    for (const name of ALWAYS_0) {
      const values = gateway.cloud.sinks.metrics({ namespace: METRIC_NAMESPACE, name }).map(({ value }) => value);
      expect(values.length).toBeGreaterThan(10);
      expect(new Set(values)).toEqual(new Set([0]));
    }
  });

  test('name every kind of limit that refused, by itself and with its tenant', () => {
    for (const limit of Object.keys(LIMITED)) {
      const count = (dimensions: Record<string, string>) =>
        gateway.cloud.sinks.sum({
          namespace: METRIC_NAMESPACE, name: METRICS.QUOTA_REJECTIONS, dimensions: { Gateway: gateway.cloud.apis[0]!.name, ...dimensions },
        });
      expect([limit, count({ Limit: limit }), count({ Tenant: limit, Limit: limit })]).toEqual([limit, 1, 1]);
    }
  });

  test('have no dimension with a value that a caller made up', () => {
    const valuesOf = (dimension: string) => distinct(emitted().flatMap(({ dimensions }) => dimensions[dimension] ?? []));
    expect(valuesOf('Gateway')).toEqual([NAME]);
    expect(valuesOf('Route')).toEqual(['(unknown)', 'alone', 'hedged', 'plain', 'safe', 'shard']);
    expect(valuesOf('Tenant')).toEqual(['a', ...Object.keys(LIMITED)].sort());
    expect(valuesOf('Target')).toEqual(['closed', 'first', 'left', 'only', 'open', 'plain', 'right', 'second']);
    expect(valuesOf('Region')).toEqual(['us-east-1', 'us-west-2']);
    expect(valuesOf('Pool')).toEqual(['us-east-1', 'us-east-1/222222222222', 'us-west-2'].map((place) => `cross-region:anthropic.claude-sonnet-4-6@${place}`));
    expect(valuesOf('Cause')).toEqual(['accessDenied', 'credentials']);
    expect(valuesOf('Limit')).toEqual(Object.keys(LIMITED).sort());
  });

  test('count each request once over all, by route and by tenant', () => {
    const total = (name: MetricName, by: string) => emitted()
      .filter((datum) => datum.name === name && Object.keys(datum.dimensions).filter((dimension) => dimension !== 'Gateway').join() === by)
      .reduce((sum, { value }) => sum + value, 0);
    const ended = gateway.logged('decision').length;
    for (const by of ['', 'Route', 'Tenant']) expect([by, total(METRICS.REQUESTS, by)]).toEqual([by, ended]);
    for (const by of ['Target', 'Pool']) expect([by, total(METRICS.ATTEMPTS, by)]).toEqual([by, total(METRICS.ATTEMPTS, '')]);
    expect(total(METRICS.THROTTLED_ATTEMPTS, 'Pool')).toBe(total(METRICS.THROTTLED_ATTEMPTS, ''));
    expect(total(METRICS.SERVED, 'Target')).toBe(total(METRICS.SERVED, 'Region'));
  });

  describe('that alarms and the dashboard refer to', () => {
    const resources = () => gateway.cloud.assembly.resources;
    const isEmitted = ({ namespace, name, dimensions, groupedBy }: Reference) => emitted().some((datum) =>
      datum.namespace === namespace && datum.name === name
      && dimensionsText(Object.keys(datum.dimensions)) === dimensionsText([...Object.keys(dimensions), ...groupedBy === undefined ? [] : [groupedBy]])
      && Object.entries(dimensions).every(([key, value]) => datum.dimensions[key] === value));
    const ofServices = ({ namespace, name, dimensions }: Reference) => AWS_METRICS
      .some((metric) => metric.namespace === namespace && metric.name === name && metric.dimensionSets.some((set) => isOf(set, dimensions)));
    const isOf = (set: Readonly<Record<string, string>>, dimensions: Readonly<Record<string, string>>) =>
      dimensionsText(Object.keys(set)) === dimensionsText(Object.keys(dimensions))
      && Object.entries(set).every(([key, value]) => value === ANY || dimensions[key] === value);

    test.each([['an alarm', alarmReferences], ['a widget', widgetReferences]] as const)('by %s are really emitted, with those very dimensions', (_, references) => {
      const own = references(resources()).filter(({ namespace }) => namespace === METRIC_NAMESPACE);
      expect(own.length).toBeGreaterThan(20);
      expect(own.filter((reference) => !isEmitted(reference))).toEqual([]);
    });

    test('by others than the gateway are those that AWS publishes, of the function that there is', () => {
      const others = [...alarmReferences(resources()), ...widgetReferences(resources())].filter(({ namespace }) => namespace !== METRIC_NAMESPACE);
      expect(others.filter((reference) => !ofServices(reference))).toEqual([]);
      expect(distinct(others.map(({ namespace, name }) => `${namespace} ${name}`))).toEqual(AWS_METRICS.map(({ namespace, name }) => `${namespace} ${name}`).sort());
      expect(distinct(others.flatMap(({ dimensions }) => dimensions.FunctionName ?? []))).toEqual([gateway.cloud.functions[0]!.model.name]);
    });

    test('would have set off alarms, had it all gone on for an hour', () => {
      const watch = watchAlarms(resources());
      gateway.cloud.sinks.metrics().forEach(watch.note);
      expect(watch.goneOff()).toEqual([
        'all-targets-open', 'availability-fast', 'availability-slow', 'configuration-faults', 'credential-failures', 'fallback-share', 'tenant-starvation',
        'ledger-errors', 'throttle-share',
      ].sort());
    });

    test('leave out none of what the dashboard is for', () => {
      const shown = distinct(widgetReferences(resources()).map(({ name }) => name));
      const least = [
        METRICS.SUCCESSES, METRICS.ADMITTED, METRICS.RESERVATION_ERROR, METRICS.OPEN_RESERVATIONS,
        METRICS.QUOTA_INVARIANT_VIOLATIONS, METRICS.HEALTH_ERRORS,
      ];
      expect(Object.values(METRICS).filter((name) => !shown.includes(name)).sort()).toEqual([...least].sort());
    });

    test('are asked beside alarms that exist, and records that have what is asked of them', () => {
      const arns = resources().filter(({ type }) => type.startsWith('AWS::CloudWatch::')).map((resource) => resource.attribute('Arn'));
      const listed = widgetsOf(resources()).flatMap(({ properties: { alarms = [] } }) => alarms);
      expect(listed.length).toBeGreaterThan(10);
      expect(listed.filter((arn) => !arns.includes(arn))).toEqual([]);

      const [unanswered, nearest, ...others] = queriesOf(gateway).map((query) => runQuery(query, linesOf(gateway)));
      expect(others).toEqual([]);
      expect([unanswered!.unknown, nearest!.unknown]).toEqual([[], []]);
      const records = gateway.logged('decision');
      const failed = records.filter(({ outcome }) => ['failed', 'brokenStream', 'rejected'].includes(String(outcome)));
      expect(unanswered!.rows.reduce((sum, { requests }) => sum + Number(requests), 0)).toBe(failed.length);
      expect(unanswered!.rows).toContainEqual({ route: 'plain', reason: 'quotaExceeded', limitedBy: 'requests', requests: 1 });
      expect(nearest!.rows.map(({ tenant }) => tenant).sort()).toEqual(['a', ...Object.keys(LIMITED)].sort());
      const fullest = Math.max(...records.map(({ quotaUsed }) => Number(quotaUsed ?? 0)));
      expect(nearest!.rows[0]).toMatchObject({ quotaPercent: 100 * fullest });
    });
  });
});

describe('the metrics of a gateway that does not tell tenants apart', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { plain: { targets: [InferenceTarget.crossRegion(SONNET)] } },
      tenants: { a: { quota: { requestsPerMinute: 1 } } },
      monitoring: { tenantMetrics: false },
    });
    for (const status of [200, 429]) {
      const response = await gateway.fetch(CHAT, { ...post(chat('plain')), tenant: 'a' });
      expect([await response.text(), response.status]).toEqual([expect.anything(), status]);
    }
    await gateway.idle();
  });
  afterAll(() => gateway.close());

  test('are those of the others, without any of a tenant', () => {
    const emitted = gateway.cloud.sinks.metrics({ namespace: METRIC_NAMESPACE });
    expect(new Set(emitted.flatMap(({ dimensions }) => Object.keys(dimensions)))).toEqual(new Set(['Gateway', 'Route', 'Target', 'Pool', 'Region', 'Limit']));
    for (const name of [METRICS.REQUESTS, METRICS.QUOTA_REJECTIONS, METRICS.SETTLED_USD]) expect(emitted.map((datum) => datum.name)).toContain(name);
  });

  test('are not missed by the dashboard, which has records for what it shows of tenants', () => {
    const { resources } = gateway.cloud.assembly;
    const ofTenants = ({ dimensions, groupedBy }: Reference) => groupedBy === DIMENSIONS.TENANT || DIMENSIONS.TENANT in dimensions;
    expect(widgetReferences(resources).filter(ofTenants)).toEqual([]);
    const [requests, cost] = queriesOf(gateway).map((query) => runQuery(query, linesOf(gateway)));
    expect(requests).toEqual({ rows: [{ tenant: 'a', requests: 2 }], unknown: [] });
    const dollars = gateway.logged('decision').reduce((sum, { settledUsd = 0 }) => sum + Number(settledUsd), 0);
    expect(dollars).toBeGreaterThan(0);
    expect(cost).toEqual({ rows: [{ tenant: 'a', dollars }], unknown: [] });
  });
});
