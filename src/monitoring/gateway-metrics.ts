import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { DIMENSIONS, METRIC_NAMESPACE, METRIC_SHAPES, MetricName, METRICS } from '../contract/metrics';
import { ResilientInferenceError } from '../private/errors';

/** What is usually asked of each metric. Times are asked for their slow end, an error for its average, a level for its highest, everything else is counted. */
const STATISTIC: { readonly [name in MetricName]?: string } = {
  [METRICS.LATENCY]: Stats.percentile(99),
  [METRICS.TIME_TO_FIRST_TOKEN]: Stats.percentile(99),
  [METRICS.RESERVATION_ERROR]: Stats.AVERAGE,
  [METRICS.LEDGER_LATENCY]: Stats.percentile(99),
  [METRICS.OPEN_RESERVATIONS]: Stats.MAXIMUM,
  [METRICS.QUOTA_USAGE]: Stats.MAXIMUM,
  [METRICS.BUDGET_USAGE]: Stats.MAXIMUM,
};

/**
 * A metric of one gateway, in the account and Region of `scope`; `options.dimensionsMap` narrows it to a route, tenant or target.
 * @throws ResilientInferenceError for dimensions by which it is never emitted: an alarm on that would never go off
 */
export function gatewayMetric(scope: IConstruct, gatewayName: string, metricName: MetricName, options: MetricOptions = {}): Metric {
  checkDimensions(scope, metricName, Object.keys(options.dimensionsMap ?? {}));
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    statistic: STATISTIC[metricName] ?? Stats.SUM,
    ...options,
    dimensionsMap: { [DIMENSIONS.GATEWAY]: gatewayName, ...options.dimensionsMap },
  }).attachTo(scope);
}

function checkDimensions(scope: IConstruct, metricName: MetricName, names: readonly string[]): void {
  const { dimensionSets } = METRIC_SHAPES[metricName];
  const given = names.filter((name) => name !== DIMENSIONS.GATEWAY);
  if (dimensionSets.some((set) => set.length === given.length && set.every((name) => given.includes(name)))) return;
  throw new ResilientInferenceError(
    'UnknownDimensions',
    `metric '${metricName}' is asked for by ${describe(given)}, but there are values by ${dimensionSets.map(describe).join('; ')} only: give dimensionsMap one of these`,
    scope,
  );
}

function describe(set: readonly string[]): string {
  return set.length === 0 ? 'no dimension' : set.join(' and ');
}
