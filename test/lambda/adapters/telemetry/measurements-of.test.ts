import { measurementOfRefreshFailure, measurementsOf } from '../../../../lambda/adapters/telemetry/measurements-of';
import { DecisionRecord } from '../../../../lambda/core/decision-record';

const RECORD: DecisionRecord = {
  requestId: 'r',
  time: 1_000,
  tenant: 'a',
  keyId: 'k',
  route: 'sonnet',
  streamed: true,
  outcome: 'success',
  candidates: [],
  latencyMs: 250,
  ledgerErrors: 0,
  attempts: [
    { target: 'one', startedAfterMs: 0, durationMs: 5, outcome: 'throttledPerMinute' },
    { target: 'two', startedAfterMs: 5, durationMs: 9, outcome: 'answered', hedge: true },
    { target: 'one', startedAfterMs: 5, durationMs: 9, outcome: 'connection' },
  ],
};

const TARGETS = new Map([
  ['one', { name: 'one', region: 'us-east-1', capacity: { pool: 'shared', limits: { requestsPerMinute: 5 } } }],
  ['two', { name: 'two', region: 'us-west-2' }],
]);

const PLAN = { targets: TARGETS, tenantMetrics: true };

const valuesOf = (record: DecisionRecord) => Object.fromEntries(measurementsOf(record, PLAN)[0]!.values.map(({ name, value }) => [name, value]));

describe('the measurements of a request', () => {
  test('a success through a fallback, with its tokens and its times', () => {
    const candidates = [{ target: 'one', tier: 0 }];
    const settled = { reservedTokens: 90, settledTokens: 40, settledCost: 1_250_000 };
    expect(valuesOf({ ...RECORD, ...settled, candidates, tier: 1, timeToFirstTokenMs: 30 })).toEqual({
      Requests: 1,
      Admitted: 1,
      Successes: 1,
      Failures: 0,
      QuotaRejections: 0,
      Fallbacks: 1,
      Attempts: 3,
      ThrottledAttempts: 1,
      Hedges: 1,
      LedgerErrors: 0,
      Latency: 250,
      TimeToFirstToken: 30,
      ReservedQuotaTokens: 90,
      SettledQuotaTokens: 40,
      ReservationError: 50,
      SettledUsd: 0.001_25,
    });
  });

  test.each([
    ['failed', { Failures: 1, Successes: 0 }],
    ['brokenStream', { Failures: 1, Successes: 0 }],
    ['rejected', { Failures: 0, Successes: 0 }],
    ['callerLeft', { Failures: 0, Successes: 0 }],
  ] as const)('%s', (outcome, expected) => {
    expect(valuesOf({ ...RECORD, outcome })).toMatchObject(expected);
  });

  test('a refusal by the quota counts as one, and reserves nothing', () => {
    const values = valuesOf({ ...RECORD, outcome: 'rejected', limitedBy: 'tokens', reservedTokens: 90, attempts: [] });
    expect(values).toMatchObject({ QuotaRejections: 1, Attempts: 0 });
    expect(values).not.toHaveProperty('ReservedQuotaTokens');
    expect(values).toMatchObject({ Admitted: 0 });
  });

  test('a refusal is told by the limit that refused too, for all and for the tenant', () => {
    const refusals = measurementsOf({ ...RECORD, outcome: 'rejected', limitedBy: 'costPerDay', attempts: [] }, PLAN);
    expect(refusals[1]).toMatchObject({
      values: [{ name: 'QuotaRejections', value: 1 }], dimensions: { Limit: 'costPerDay', Tenant: 'a' }, dimensionSets: [['Limit'], ['Tenant', 'Limit']],
    });
    expect(measurementsOf({ ...RECORD, attempts: [] }, PLAN)).toHaveLength(1);
  });

  test('tell tenants apart only where the plan says so', () => {
    for (const tenantMetrics of [false, undefined]) {
      const [request, refusal] = measurementsOf({ ...RECORD, outcome: 'rejected', limitedBy: 'costPerDay', attempts: [] }, { targets: TARGETS, tenantMetrics });
      expect([request!.dimensions, refusal!.dimensions]).toEqual([{ Route: 'sonnet' }, { Limit: 'costPerDay' }]);
    }
  });

  test('what was used beyond a reservation is an error below nothing, and nobody is told of one for what was not answered', () => {
    expect(valuesOf({ ...RECORD, reservedTokens: 30, settledTokens: 40 })).toMatchObject({ ReservationError: -10 });
    expect(valuesOf({ ...RECORD, outcome: 'callerLeft', reservedTokens: 30, settledTokens: 40 })).not.toHaveProperty('ReservationError');
  });

  test('are dated at the end, and told over all, by route and by tenant; attempts by target too', () => {
    const [request, ...byTarget] = measurementsOf(RECORD, PLAN);
    expect(request).toMatchObject({ time: 1_250, dimensions: { Route: 'sonnet', Tenant: 'a' }, dimensionSets: [[], ['Route'], ['Tenant']] });
    expect(byTarget.map(({ dimensions, values }) => [dimensions.Target, values[0]])).toEqual([
      ['one', { name: 'Attempts', value: 2 }],
      ['two', { name: 'Attempts', value: 1 }],
    ]);
  });

  test('attempts are told by pool, with those that were throttled, and the answer by target and Region', () => {
    const [, one, two] = measurementsOf({ ...RECORD, target: 'two' }, PLAN);
    expect(one).toMatchObject({
      dimensions: { Target: 'one', Pool: 'shared', Region: 'us-east-1' }, values: [{ name: 'Attempts', value: 2 }, { name: 'ThrottledAttempts', value: 1 }],
    });
    // Without a declared capacity a target is a pool of its own.
    expect(two).toMatchObject({
      dimensions: { Target: 'two', Pool: 'two', Region: 'us-west-2' },
      values: [{ name: 'Attempts', value: 1 }, { name: 'ThrottledAttempts', value: 0 }, { name: 'Served', value: 1 }],
    });
  });

  test.each([['throttledPerMinute', 1], ['throttledPerDay', 1], ['serviceQuota', 1], ['modelNotReady', 1], ['unavailable', 0], ['answered', 0], ['hedgeLost', 0]] as const)(
    'an attempt that ended as %s is throttled %d times', (outcome, ThrottledAttempts) => {
      expect(valuesOf({ ...RECORD, attempts: [{ target: 'one', startedAfterMs: 0, durationMs: 5, outcome }] })).toMatchObject({ ThrottledAttempts });
    });

  test('faults of the set-up are told over all and by cause', () => {
    const fault = { target: 'one', startedAfterMs: 0, durationMs: 5, outcome: 'configuration' } as const;
    const attempts = [{ ...fault, cause: 'accessDenied' }, { ...fault, cause: 'accessDenied' }, { ...fault, cause: 'credentials', code: 'CredentialsError' }] as const;
    const [request, , ...faults] = measurementsOf({ ...RECORD, attempts }, PLAN);
    expect(faults.map(({ dimensions, dimensionSets, values }) => [dimensions.Cause, values[0]!.value, dimensionSets])).toEqual([
      ['accessDenied', 2, [[], ['Cause']]], ['credentials', 1, [[], ['Cause']]],
    ]);
    expect(request!.values).toContainEqual({ name: 'CredentialFailures', value: 1 });
  });

  test('credentials that could not be renewed ahead of time are missed by no request, and counted all the same', () => {
    expect(measurementOfRefreshFailure(5)).toEqual({ time: 5, values: [{ name: 'CredentialFailures', value: 1 }], dimensions: {}, dimensionSets: [[]] });
  });

  test('how full the limits were is told in percent', () => {
    expect(valuesOf({ ...RECORD, quotaUsed: 0.5, budgetUsed: 0.25 })).toMatchObject({ QuotaUsage: 50, BudgetUsage: 25 });
  });

  test('whoever is refused within its guarantee is starved, and nobody else', () => {
    const refused = { ...RECORD, outcome: 'failed', reason: 'throttled', withinGuarantee: true } as const;
    expect(valuesOf(refused)).toMatchObject({ StarvedRequests: 1 });
    for (const other of [{ ...refused, withinGuarantee: undefined }, { ...refused, reason: 'unavailable' as const }, { ...refused, target: 'one' }]) {
      expect(valuesOf(other)).not.toHaveProperty('StarvedRequests');
    }
  });

  test('that all targets were open is told when it was so', () => {
    expect(valuesOf({ ...RECORD, allTargetsOpen: true })).toMatchObject({ AllTargetsOpen: 1 });
    expect(valuesOf(RECORD)).not.toHaveProperty('AllTargetsOpen');
  });
});
