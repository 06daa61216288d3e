import { Token } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmRouting } from './alarm-routing';
import { AlarmSeverity } from './alarm-severity';
import { routeAlarm } from './route-alarm';
import { describeAlarm } from './runbook';
import { ResilientInferenceError } from '../../private/errors';
import { checkTemplateNumber } from '../../private/validate';

/** Properties of `OperationalAlarm`. */
export interface OperationalAlarmProps {
  /** What is watched. */
  readonly metric: IMetric;

  /** What it is compared with. */
  readonly threshold: number;

  /** How soon somebody has to look. */
  readonly severity: AlarmSeverity;

  /** What has happened when it goes off: one sentence, with its full stop. */
  readonly summary: string;

  /** The heading in the runbook under which it says what to do: lower-case letters and digits, with hyphens. */
  readonly runbookSection: string;

  /**
   * The periods that are looked at.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of them the threshold has to be passed.
   *
   * @default - all
   */
  readonly datapointsToAlarm?: number;

  /**
   * How it is compared.
   *
   * @default ComparisonOperator.GREATER_THAN_THRESHOLD
   */
  readonly comparisonOperator?: ComparisonOperator;

  /**
   * What a period without any value counts as. Most metrics of a gateway have none when nobody asks.
   *
   * @default TreatMissingData.NOT_BREACHING
   */
  readonly treatMissingData?: TreatMissingData;

  /**
   * Where it goes.
   *
   * @default - nowhere, and the runbook is that of this package
   */
  readonly routing?: AlarmRouting;
}

/**
 * An alarm with a severity, which decides what it does, and a section of a runbook, with which its description ends.
 * An alarm costs $0.10 a month for each metric that it reads.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export class OperationalAlarm extends Alarm {
  /** How soon somebody has to look. */
  public readonly severity: AlarmSeverity;

  constructor(scope: Construct, id: string, props: OperationalAlarmProps) {
    const { severity, summary, runbookSection: section, routing = {}, evaluationPeriods = 1 } = props;
    checkPeriods(scope, id, props);
    super(scope, id, {
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods,
      datapointsToAlarm: props.datapointsToAlarm,
      comparisonOperator: props.comparisonOperator ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: props.treatMissingData ?? TreatMissingData.NOT_BREACHING,
      alarmDescription: describeAlarm(scope, { severity, summary, section, routing }),
    });
    this.severity = severity;
    routeAlarm(this, severity, routing);
  }
}

/** What CloudFormation would find out in the middle of a deployment. */
function checkPeriods(scope: Construct, id: string, props: OperationalAlarmProps): void {
  const { threshold, evaluationPeriods = 1, datapointsToAlarm = evaluationPeriods } = props;
  if (!Token.isUnresolved(threshold) && !Number.isFinite(threshold)) {
    throw new ResilientInferenceError('InvalidNumber', `threshold of the alarm '${id}' is ${threshold}, but must be a number`, scope);
  }
  checkTemplateNumber(`evaluationPeriods of the alarm '${id}'`, evaluationPeriods, 1, scope);
  checkTemplateNumber(`datapointsToAlarm of the alarm '${id}'`, datapointsToAlarm, 1, scope);
  if (Token.isUnresolved(evaluationPeriods) || Token.isUnresolved(datapointsToAlarm) || datapointsToAlarm <= evaluationPeriods) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties', `datapointsToAlarm of the alarm '${id}' is ${datapointsToAlarm}, but only ${evaluationPeriods} evaluationPeriods are looked at: it could never go off`, scope,
  );
}
