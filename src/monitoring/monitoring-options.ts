import { AlarmRouting } from './alarms/alarm-routing';
import { GatewayAlarmOptions } from './alarms/gateway-alarm-options';

/**
 * How a gateway is watched. What CloudWatch asks for it, beside the metrics: $3 a month for the dashboard, and $0.10 for each metric
 * that an alarm reads and $0.50 for each composite alarm, about $3.10 in all for a gateway with one pool and $0.20 for
 * each further one. It does not grow with tenants. Ten such metrics and three dashboards of an account are free.
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
   * Thresholds, severities, and which of the alarms there are.
   *
   * @default - every alarm that the gateway can set off, as its description says
   */
  readonly alarmOptions?: GatewayAlarmOptions;
}
