import { measurementsOf } from '../../../../lambda/adapters/telemetry/measurements-of';
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

const valuesOf = (record: DecisionRecord) => Object.fromEntries(measurementsOf(record)[0]!.values.map(({ name, value }) => [name, value]));

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
    const refusals = measurementsOf({ ...RECORD, outcome: 'rejected', limitedBy: 'costPerDay', attempts: [] });
    expect(refusals[1]).toMatchObject({
      values: [{ name: 'QuotaRejections', value: 1 }], dimensions: { Limit: 'costPerDay', Tenant: 'a' }, dimensionSets: [['Limit'], ['Tenant', 'Limit']],
    });
    expect(measurementsOf({ ...RECORD, attempts: [] })).toHaveLength(1);
  });

  test('what was used beyond a reservation is an error below nothing, and nobody is told of one for what was not answered', () => {
    expect(valuesOf({ ...RECORD, reservedTokens: 30, settledTokens: 40 })).toMatchObject({ ReservationError: -10 });
    expect(valuesOf({ ...RECORD, outcome: 'callerLeft', reservedTokens: 30, settledTokens: 40 })).not.toHaveProperty('ReservationError');
  });

  test('are dated at the end, and told over all, by route and by tenant; attempts by target too', () => {
    const [request, ...byTarget] = measurementsOf(RECORD);
    expect(request).toMatchObject({ time: 1_250, dimensions: { Route: 'sonnet', Tenant: 'a' }, dimensionSets: [[], ['Route'], ['Tenant']] });
    expect(byTarget.map(({ dimensions, values }) => [dimensions.Target, values[0]])).toEqual([
      ['one', { name: 'Attempts', value: 2 }],
      ['two', { name: 'Attempts', value: 1 }],
    ]);
  });
});
