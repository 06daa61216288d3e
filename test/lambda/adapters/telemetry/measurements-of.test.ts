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
    expect(valuesOf({ ...RECORD, tier: 1, reservedTokens: 90, settledTokens: 40, timeToFirstTokenMs: 30 })).toEqual({
      Requests: 1,
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
