import { Measurement, MetricValue } from './metric-line';
import { DIMENSIONS, METRICS } from '../../../src/contract/metrics';
import { DecisionRecord } from '../../core/decision-record';

const NANO = 1e9;

/** What CloudWatch is told about one request: over everything, by route and by tenant; and its attempts by target. */
export function measurementsOf(record: DecisionRecord): readonly Measurement[] {
  const end = record.time + record.latencyMs;
  const values: MetricValue[] = [
    { name: METRICS.REQUESTS, value: 1 },
    { name: METRICS.SUCCESSES, value: record.outcome === 'success' ? 1 : 0 },
    { name: METRICS.FAILURES, value: record.outcome === 'failed' || record.outcome === 'brokenStream' ? 1 : 0 },
    { name: METRICS.ADMITTED, value: record.candidates.length > 0 ? 1 : 0 },
    { name: METRICS.QUOTA_REJECTIONS, value: record.limitedBy ? 1 : 0 },
    { name: METRICS.FALLBACKS, value: record.tier !== undefined && record.tier > 0 ? 1 : 0 },
    { name: METRICS.ATTEMPTS, value: record.attempts.length },
    { name: METRICS.HEDGES, value: record.attempts.filter(({ hedge }) => hedge).length },
    { name: METRICS.LEDGER_ERRORS, value: record.ledgerErrors },
    { name: METRICS.LATENCY, value: record.latencyMs },
  ];
  if (record.timeToFirstTokenMs !== undefined) values.push({ name: METRICS.TIME_TO_FIRST_TOKEN, value: record.timeToFirstTokenMs });
  if (record.settledTokens !== undefined) {
    values.push(
      { name: METRICS.RESERVED_QUOTA_TOKENS, value: record.reservedTokens ?? 0 },
      { name: METRICS.SETTLED_QUOTA_TOKENS, value: record.settledTokens },
    );
    if (record.outcome === 'success') values.push({ name: METRICS.RESERVATION_ERROR, value: (record.reservedTokens ?? 0) - record.settledTokens });
  }

  if (record.settledCost !== undefined) values.push({ name: METRICS.SETTLED_USD, value: record.settledCost / NANO });

  const byTarget = new Map<string, number>();
  for (const { target } of record.attempts) byTarget.set(target, (byTarget.get(target) ?? 0) + 1);
  return [
    {
      time: end,
      values,
      dimensions: { [DIMENSIONS.ROUTE]: record.route, [DIMENSIONS.TENANT]: record.tenant },
      dimensionSets: [[], [DIMENSIONS.ROUTE], [DIMENSIONS.TENANT]],
    },
    ...record.limitedBy ? [{
      time: end,
      values: [{ name: METRICS.QUOTA_REJECTIONS, value: 1 }],
      dimensions: { [DIMENSIONS.LIMIT]: record.limitedBy, [DIMENSIONS.TENANT]: record.tenant },
      dimensionSets: [[DIMENSIONS.LIMIT], [DIMENSIONS.TENANT, DIMENSIONS.LIMIT]],
    }] : [],
    ...[...byTarget].map(([target, attempts]) => ({
      time: end,
      values: [{ name: METRICS.ATTEMPTS, value: attempts }],
      dimensions: { [DIMENSIONS.TARGET]: target },
      dimensionSets: [[DIMENSIONS.TARGET]],
    })),
  ];
}
