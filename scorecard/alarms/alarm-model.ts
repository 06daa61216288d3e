import { MetricKey } from './metric-key';

/** What an alarm does with a period without data. */
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export type Comparison = 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';

/** One metric that an alarm reads. */
export interface MetricInput {
  readonly id: string;
  readonly metric: MetricKey;
  readonly statistic: string;
}

/** An alarm of a template on metrics, of which one, or an expression, is compared. */
export interface MetricAlarm {
  readonly kind: 'metric';
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly inputs: readonly MetricInput[];
  /** In the order in which each only needs those before it; the last is compared. */
  readonly expressions: readonly { readonly id: string; readonly expression: string }[];
  /** What is compared. */
  readonly watched: string;
  readonly periodMinutes: number;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** An alarm of a template on the states of others. */
export interface CompositeAlarm {
  readonly kind: 'composite';
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly rule: string;
}

export type AlarmModel = MetricAlarm | CompositeAlarm;

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
