import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricName } from '../../contract/metrics';
import { CreatedAlarm } from '../alarms/create-alarm';
import { MonitoredGateway } from '../monitored-gateway';

/** What widgets are made of. */
export interface DashboardContext {
  readonly gateway: MonitoredGateway;
  /** Of this gateway. */
  readonly metric: (name: MetricName, options?: MetricOptions) => Metric;
  readonly alarms: readonly CreatedAlarm[];
  /** Those of these names, whatever follows a slash in them. */
  readonly alarmsNamed: (...names: readonly string[]) => readonly CreatedAlarm[];
}
