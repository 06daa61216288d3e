import { AlarmRouting } from './alarms/alarm-routing';
import { GatewayAlarmOptions } from './alarms/gateway-alarm-options';

/**
 * How a gateway is watched. What CloudWatch asks for it, beside the metrics: $3 a month for the dashboard, and $0.10 for each metric
 * that an alarm reads and $0.50 for each composite alarm, about $3.10 in all for a gateway with one pool and $0.20 for
 * each further one. Neither grows with tenants; `tenantMetrics` do. Ten such metrics and three dashboards of an account are free.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export interface MonitoringOptions extends AlarmRouting {
  /**
   * Whether there is a dashboard.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * Whether there are alarms.
   *
   * @default true
   */
  readonly alarms?: boolean;

  /**
   * Whether the gateway's metrics tell tenants apart. CloudWatch asks $0.30 a month for each of the six that a tenant has if it calls
   * in every hour: $1.80 for each tenant. Without them the dashboard reads requests and cost by tenant from the decision records,
   * whenever it is looked at, and an alarm on a metric by tenant is an error.
   *
   * @default - true with up to 50 tenants, false with more
   */
  readonly tenantMetrics?: boolean;

  /**
   * Thresholds, severities, and which of the alarms there are.
   *
   * @default - every alarm that the gateway can set off, as its description says
   */
  readonly alarmOptions?: GatewayAlarmOptions;
}
