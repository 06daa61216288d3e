import { createLogSink } from '../../../../lambda/adapters/telemetry/log-sink';
import { Measurement } from '../../../../lambda/adapters/telemetry/metric-line';
import { DecisionRecord } from '../../../../lambda/core/decision-record';
import { DIMENSIONS, METRICS } from '../../../../src/contract/metrics';

const TIME = Date.parse('2026-11-20T12:00:00Z');

const RECORD: DecisionRecord = {
  requestId: 'r-1',
  time: TIME,
  tenant: 'acme',
  keyId: 'k1',
  route: 'claude',
  streamed: true,
  outcome: 'brokenStream',
  reason: 'brokenStream',
  limitedBy: 'tokens',
  overrides: ['limitLowered', 'drained'],
  allTargetsOpen: true,
  withinGuarantee: true,
  quotaUsed: 0.5,
  budgetUsed: 0.25,
  candidates: [{ target: 'a', tier: 0, skipped: 'capacityUsedUp' }, { target: 'b', tier: 1 }],
  attempts: [{ target: 'b', startedAfterMs: 3, durationMs: 40, outcome: 'brokenStream', cause: 'other', code: 'ModelStreamErrorException', status: 424, upstreamRequestId: 'u-1' }],
  target: 'b',
  tier: 1,
  maxTokens: 500,
  reservedTokens: 600,
  settledTokens: 90,
  settledByEstimate: true,
  usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheWriteInputTokens: 4, cacheWrite1hInputTokens: 2 },
  timeToFirstTokenMs: 12,
  latencyMs: 50,
  ledgerErrors: 1,
};

const MEASUREMENT: Measurement = {
  time: TIME,
  values: [{ name: METRICS.REQUESTS, value: 1 }, { name: METRICS.LATENCY, value: 50 }],
  dimensions: { [DIMENSIONS.ROUTE]: 'claude', [DIMENSIONS.TENANT]: 'acme' },
  dimensionSets: [[], [DIMENSIONS.ROUTE]],
};

function lines(write: (sink: ReturnType<typeof createLogSink>) => void): string[] {
  const written: string[] = [];
  write(createLogSink('gw', (line) => written.push(line)));
  return written;
}

function parsed(write: (sink: ReturnType<typeof createLogSink>) => void): Record<string, unknown> {
  const [line, ...others] = lines(write);
  expect(others).toEqual([]);
  return JSON.parse(line!) as Record<string, unknown>;
}

describe('a decision record', () => {
  test('is one line of JSON with every field', () => {
    expect(parsed((sink) => sink.decision(RECORD))).toEqual({ type: 'decision', ...RECORD, time: '2026-11-20T12:00:00.000Z' });
  });

  test('of a batch says how many calls it took, and has a hundred attempts at most, among them those that failed', () => {
    const attempts = Array.from({ length: 2_000 }, (_, index) => (
      { target: 'a', startedAfterMs: index, durationMs: 40, outcome: index % 100 === 99 ? 'silent' as const : 'answered' as const }));
    const line = parsed((sink) => sink.decision({ ...RECORD, calls: 1_980, attempts })) as
      { readonly calls: number; readonly attempts: typeof attempts; readonly attemptsLeftOut: number };
    expect(line).toMatchObject({ calls: 1_980, attemptsLeftOut: 1_900 });
    expect(line.attempts).toHaveLength(100);
    expect(line.attempts.filter(({ outcome }) => outcome === 'silent')).toHaveLength(20);
    const times = line.attempts.map(({ startedAfterMs }) => startedAfterMs);
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  test('of a route with hundreds of targets has twenty candidates, in their order: those that were called, and the first ones', () => {
    const candidates = Array.from({ length: 500 }, (_, index) => ({ target: `t${index}`, tier: 0, ...index < 300 && { skipped: 'capacityUsedUp' as const } }));
    const attempts = [{ ...RECORD.attempts[0]!, target: 't300' }, { ...RECORD.attempts[0]!, target: 't3' }];
    expect(parsed((sink) => sink.decision({ ...RECORD, candidates, attempts }))).toMatchObject({
      candidates: [...candidates.slice(0, 19), candidates[300]],
      candidatesLeftOut: 480,
    });
  });

  test('leaves out what is not known', () => {
    const { requestId, time, tenant, keyId, route, streamed, outcome, candidates, attempts, latencyMs, ledgerErrors } = RECORD;
    const least = { requestId, time, tenant, keyId, route, streamed, outcome, candidates, attempts, latencyMs, ledgerErrors };
    const line = parsed((sink) => sink.decision(least));
    expect(Object.keys(line).sort()).toEqual(['type', ...Object.keys(least)].sort());
  });

  test('has no line break, whatever an upstream writes into its fields', () => {
    const [line] = lines((sink) => sink.decision({ ...RECORD, route: 'a\nb\u2028"c' }));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line!)).toMatchObject({ route: 'a\nb\u2028"c' });
  });

  test('keeps out everything that is not one of its fields, on every level', () => {
    const secret = { body: 'SECRET', headers: { authorization: 'SECRET' }, message: 'SECRET' };
    const [line] = lines((sink) => sink.decision({
      ...RECORD,
      ...secret,
      candidates: [{ target: 'a', tier: 0, ...secret }],
      attempts: [{ ...RECORD.attempts[0]!, ...secret }],
      usage: { ...RECORD.usage!, ...secret },
    }));
    expect(line).not.toContain('SECRET');
  });
});

describe('measurements', () => {
  test('are one line in CloudWatch\'s embedded metric format', () => {
    expect(parsed((sink) => sink.measure(MEASUREMENT))).toEqual({
      _aws: {
        Timestamp: TIME,
        CloudWatchMetrics: [{
          Namespace: 'ResilientInference',
          Dimensions: [['Gateway'], ['Gateway', 'Route']],
          Metrics: [{ Name: 'Requests', Unit: 'Count' }, { Name: 'Latency', Unit: 'Milliseconds' }],
        }],
      },
      Gateway: 'gw',
      Route: 'claude',
      Requests: 1,
      Latency: 50,
    });
  });

  test('have a unit each', () => {
    const values = Object.values(METRICS).map((name) => ({ name, value: 1 }));
    const dimensions = Object.fromEntries(Object.values(DIMENSIONS).map((name) => [name, 'x']));
    const { _aws } = parsed((sink) => sink.measure({ ...MEASUREMENT, values, dimensions, dimensionSets: [[], [DIMENSIONS.TARGET]] }));
    const directives = (_aws as { CloudWatchMetrics: { Metrics: { Name: string; Unit: string }[] }[] }).CloudWatchMetrics;
    const metrics = directives.flatMap(({ Metrics }) => Metrics);
    expect(metrics.filter(({ Unit }) => Unit === 'Percent').map(({ Name }) => Name).sort()).toEqual(['BudgetUsage', 'QuotaUsage']);
    expect(metrics.filter(({ Unit }) => Unit === 'Milliseconds').map(({ Name }) => Name).sort()).toEqual(['Latency', 'LedgerLatency', 'TimeToFirstToken']);
    expect(metrics).toHaveLength(values.length);
  });

  test('of one name become a list of values', () => {
    const values = [{ name: METRICS.ATTEMPTS, value: 1 }, { name: METRICS.ATTEMPTS, value: 2 }] as const;
    const line = parsed((sink) => sink.measure({ ...MEASUREMENT, values }));
    expect(line.Attempts).toEqual([1, 2]);
    expect(line._aws).toMatchObject({ CloudWatchMetrics: [{ Metrics: [{ Name: 'Attempts', Unit: 'Count' }] }] });
  });

  test('leave out the sets of a dimension that has no value', () => {
    const values = [{ name: METRICS.ATTEMPTS, value: 1 }];
    const line = parsed((sink) => sink.measure({ ...MEASUREMENT, values, dimensionSets: [[], ['Route'], ['Target']] }));
    expect(line._aws).toMatchObject({ CloudWatchMetrics: [{ Dimensions: [['Gateway'], ['Gateway', 'Route']] }] });
    expect(line).not.toHaveProperty('Target');
    expect(line).not.toHaveProperty('Tenant');
  });

  test('are told in those sets alone that the contract has for their metric', () => {
    const values = [METRICS.REQUESTS, METRICS.ALL_TARGETS_OPEN, METRICS.STARVED_REQUESTS].map((name) => ({ name, value: 1 }));
    const line = parsed((sink) => sink.measure({ ...MEASUREMENT, values, dimensionSets: [[], ['Route'], ['Tenant']] }));
    const directives = (line._aws as { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] }).CloudWatchMetrics;
    expect(directives.map(({ Dimensions, Metrics }) => [Metrics.map(({ Name }) => Name).join(), Dimensions.map((set) => set.join('+')).join()])).toEqual([
      ['Requests', 'Gateway,Gateway+Route,Gateway+Tenant'], ['AllTargetsOpen', 'Gateway,Gateway+Route'], ['StarvedRequests', 'Gateway'],
    ]);
    expect(lines((sink) => sink.measure({ ...MEASUREMENT, values: [{ name: METRICS.LEDGER_LATENCY, value: 1 }], dimensionSets: [['Route']] }))).toEqual([]);
  });

  test('of one name are at most a hundred, for CloudWatch drops a line with more', () => {
    const values = Array.from({ length: 120 }, (_, value) => ({ name: METRICS.LEDGER_LATENCY, value }));
    expect(parsed((sink) => sink.measure({ ...MEASUREMENT, values, dimensionSets: [[]] })).LedgerLatency).toHaveLength(100);
  });

  test('write nothing when there is nothing to measure', () => {
    expect(lines((sink) => sink.measure({ ...MEASUREMENT, values: [] }))).toEqual([]);
    expect(lines((sink) => sink.measure({ ...MEASUREMENT, values: [{ name: METRICS.LATENCY, value: NaN }] }))).toEqual([]);
    expect(lines((sink) => sink.measure({ ...MEASUREMENT, dimensionSets: [['Target']] }))).toEqual([]);
  });
});
