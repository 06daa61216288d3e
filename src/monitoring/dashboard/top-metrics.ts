import { Duration } from 'aws-cdk-lib';
import { IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { DIMENSIONS, DimensionName, METRIC_NAMESPACE, MetricName } from '../../contract/metrics';

export interface TopOptions {
  readonly gateway: string;
  readonly metric: MetricName;
  readonly by: DimensionName;
  /** @default 10 */
  readonly most?: number;
}

/**
 * The largest by a dimension, as many as a graph can show. A query of Metrics Insights sorts them where they are: it reads up to
 * 10,000 metrics, where a search returns 500 that need not be the largest: it shows the right ones of 1,000 tenants.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html
 */
export function topBy({ gateway, metric, by, most = 10 }: TopOptions): IMetric {
  return new MathExpression({
    expression: `SELECT SUM("${metric}") FROM SCHEMA("${METRIC_NAMESPACE}", "${DIMENSIONS.GATEWAY}", "${by}") `
      + `WHERE "${DIMENSIONS.GATEWAY}" = '${gateway}' GROUP BY "${by}" ORDER BY SUM() DESC LIMIT ${most}`,
    label: `\${PROP('Dim.${by}')}`,
    period: Duration.minutes(5),
  });
}
