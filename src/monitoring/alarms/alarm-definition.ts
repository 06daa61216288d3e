import { ComparisonOperator, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmSeverity } from './alarm-severity';

/** What is said of an alarm whatever it watches. */
interface Defined {
  /** Its name among the alarms of the gateway. */
  readonly name: string;
  /** Its construct. */
  readonly id: string;
  readonly section: string;
  readonly severity: AlarmSeverity;
  readonly summary: string;
}

/** An alarm on one metric, or on what is computed of several. */
export interface MetricAlarmDefinition extends Defined {
  readonly kind: 'metric';
  readonly metric: IMetric;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  /** Absent: above the threshold. */
  readonly comparisonOperator?: ComparisonOperator;
}

/** An alarm on a share of failures that is too high for long, and still is. */
export interface BurnRateDefinition extends Defined {
  readonly kind: 'burnRate';
  readonly long: IMetric;
  readonly short: IMetric;
  readonly threshold: number;
}

export type AlarmDefinition = MetricAlarmDefinition | BurnRateDefinition;
