import { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { MonitoredGateway } from './monitored-gateway';
import { DIMENSIONS, METRIC_NAMESPACE } from '../contract/metrics';
import { ResilientInferenceError } from '../private/errors';

/** Refuses a metric by tenant of a gateway that has none: it would never have a value. */
export function checkEmitted(scope: IConstruct, gateway: MonitoredGateway, metric: IMetric): void {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  for (const part of Object.values(mathExpression?.usingMetrics ?? {})) checkEmitted(scope, gateway, part);
  if (!metricStat || metricStat.namespace !== METRIC_NAMESPACE || gateway.plan.tenantMetrics) return;
  const valueOf = (name: string) => metricStat.dimensions?.find((dimension) => dimension.name === name)?.value as unknown;
  const tenant = valueOf(DIMENSIONS.TENANT);
  if (tenant === undefined || valueOf(DIMENSIONS.GATEWAY) !== gateway.name) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `the alarm reads ${metricStat.metricName} of the tenant '${String(tenant)}', but the metrics of this gateway do not tell tenants apart: set monitoring.tenantMetrics to true`,
    scope,
  );
}
