import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { DIMENSIONS, METRIC_NAMESPACE, MetricName, METRICS } from '../contract/metrics';

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

/** A metric of one gateway, in the account and Region of `scope`; `options.dimensionsMap` narrows it to a route, tenant or target. */
export function gatewayMetric(scope: IConstruct, gatewayName: string, metricName: MetricName, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    statistic: STATISTIC[metricName] ?? Stats.SUM,
    ...options,
    dimensionsMap: { [DIMENSIONS.GATEWAY]: gatewayName, ...options.dimensionsMap },
  }).attachTo(scope);
}
