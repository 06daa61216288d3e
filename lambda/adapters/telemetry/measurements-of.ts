import { Measurement, MetricValue } from './metric-line';
import { DIMENSIONS, MetricName, METRICS } from '../../../src/contract/metrics';
import { AttemptRecord, DecisionRecord } from '../../core/decision-record';
import { failureClass, FailureName, isFailureName } from '../../core/failures/failure-classes';
import { LoadedTarget } from '../../core/loaded-plan';

const NANO = 1e9;

/** What is to be known of a plan here. */
export interface MeasuredPlan {
  readonly targets: ReadonlyMap<string, Pick<LoadedTarget, 'name' | 'region' | 'capacity'>>;
  readonly tenantMetrics?: boolean;
}

/**
 * What CloudWatch is told about one request: over everything, by route and, where the plan says so, by tenant; and its attempts by
 * target, Region and pool.
 */
export function measurementsOf(record: DecisionRecord, { targets, tenantMetrics = false }: MeasuredPlan): readonly Measurement[] {
  const end = record.time + record.latencyMs;
  // A set with a dimension that has no value is left out.
  const tenant: Readonly<Record<string, string>> = tenantMetrics ? { [DIMENSIONS.TENANT]: record.tenant } : {};
  return [
    {
      time: end,
      values: valuesOf(record),
      dimensions: { [DIMENSIONS.ROUTE]: record.route, ...tenant },
      dimensionSets: [[], [DIMENSIONS.ROUTE], [DIMENSIONS.TENANT]],
    },
    ...record.limitedBy ? [{
      time: end,
      values: [{ name: METRICS.QUOTA_REJECTIONS, value: 1 }],
      dimensions: { [DIMENSIONS.LIMIT]: record.limitedBy, ...tenant },
      dimensionSets: [[DIMENSIONS.LIMIT], [DIMENSIONS.TENANT, DIMENSIONS.LIMIT]],
    }] : [],
    ...[...countedBy(record.attempts, ({ target }) => target)].map(([name, attempts]) => {
      const target = targets.get(name);
      return {
        time: end,
        values: [
          { name: METRICS.ATTEMPTS, value: attempts.length },
          { name: METRICS.THROTTLED_ATTEMPTS, value: throttledOf(attempts) },
          ...name === record.target ? [{ name: METRICS.SERVED, value: 1 }] : [],
        ],
        dimensions: {
          [DIMENSIONS.TARGET]: name,
          [DIMENSIONS.POOL]: target?.capacity?.pool ?? name,
          ...target && { [DIMENSIONS.REGION]: target.region },
        },
        dimensionSets: [[DIMENSIONS.TARGET], [DIMENSIONS.POOL], [DIMENSIONS.REGION]],
      };
    }),
    ...[...countedBy(record.attempts, ({ cause }) => cause)].map(([cause, attempts]) => ({
      time: end,
      values: [{ name: METRICS.CONFIGURATION_FAULTS, value: attempts.length }],
      dimensions: { [DIMENSIONS.CAUSE]: cause },
      dimensionSets: [[], [DIMENSIONS.CAUSE]],
    })),
  ];
}

/** Nobody waited for these credentials: those in use are still valid. */
export function measurementOfRefreshFailure(time: number): Measurement {
  return { time, values: [{ name: METRICS.CREDENTIAL_FAILURES, value: 1 }], dimensions: {}, dimensionSets: [[]] };
}

function valuesOf(record: DecisionRecord): readonly MetricValue[] {
  const { attempts, outcome, settledTokens, reservedTokens = 0 } = record;
  const answered = record.target !== undefined;
  const withoutCredentials = attempts.filter(({ code }) => code === 'CredentialsError' || code === 'CredentialsUnavailable').length;
  return [
    { name: METRICS.REQUESTS, value: 1 },
    { name: METRICS.SUCCESSES, value: outcome === 'success' ? 1 : 0 },
    { name: METRICS.FAILURES, value: outcome === 'failed' || outcome === 'brokenStream' ? 1 : 0 },
    { name: METRICS.ADMITTED, value: record.candidates.length > 0 ? 1 : 0 },
    { name: METRICS.QUOTA_REJECTIONS, value: record.limitedBy ? 1 : 0 },
    { name: METRICS.FALLBACKS, value: record.tier !== undefined && record.tier > 0 ? 1 : 0 },
    { name: METRICS.ATTEMPTS, value: attempts.length },
    { name: METRICS.THROTTLED_ATTEMPTS, value: throttledOf(attempts) },
    { name: METRICS.HEDGES, value: attempts.filter(({ hedge }) => hedge).length },
    { name: METRICS.LEDGER_ERRORS, value: record.ledgerErrors },
    { name: METRICS.LATENCY, value: record.latencyMs },
    ...known(METRICS.TIME_TO_FIRST_TOKEN, record.timeToFirstTokenMs),
    ...settledTokens === undefined ? [] : [
      { name: METRICS.RESERVED_QUOTA_TOKENS, value: reservedTokens },
      { name: METRICS.SETTLED_QUOTA_TOKENS, value: settledTokens },
      ...outcome === 'success' ? [{ name: METRICS.RESERVATION_ERROR, value: reservedTokens - settledTokens }] : [],
    ],
    ...known(METRICS.SETTLED_USD, record.settledCost === undefined ? undefined : record.settledCost / NANO),
    ...known(METRICS.QUOTA_USAGE, percentOf(record.quotaUsed)),
    ...known(METRICS.BUDGET_USAGE, percentOf(record.budgetUsed)),
    ...record.allTargetsOpen ? [{ name: METRICS.ALL_TARGETS_OPEN, value: 1 }] : [],
    ...record.withinGuarantee && record.reason === 'throttled' && !answered ? [{ name: METRICS.STARVED_REQUESTS, value: 1 }] : [],
    ...withoutCredentials > 0 ? [{ name: METRICS.CREDENTIAL_FAILURES, value: withoutCredentials }] : [],
  ];
}

function known(name: MetricName, value: number | undefined): readonly MetricValue[] {
  return value === undefined ? [] : [{ name, value }];
}

function percentOf(fraction: number | undefined): number | undefined {
  return fraction === undefined ? undefined : 100 * fraction;
}

function throttledOf(attempts: readonly AttemptRecord[]): number {
  return attempts.filter(({ outcome }) => isFailureName(outcome) && isThrottling(outcome)).length;
}

/** What callers would be told as throttling. */
function isThrottling(failure: FailureName): boolean {
  return failureClass(failure).answer === 'throttled';
}

function countedBy(
  attempts: readonly AttemptRecord[], keyOf: (attempt: AttemptRecord) => string | undefined,
): ReadonlyMap<string, readonly AttemptRecord[]> {
  const groups = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts) {
    const key = keyOf(attempt);
    if (key !== undefined) groups.set(key, [...groups.get(key) ?? [], attempt]);
  }
  return groups;
}
