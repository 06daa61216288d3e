import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** Where alarms go, and where it is written what to do about them. */
export interface AlarmRouting {
  /**
   * What an alarm of the severity `AlarmSeverity.PAGE` does, such as `new SnsAction(topic)`.
   *
   * @default - nothing: the alarm is seen in CloudWatch alone
   */
  readonly onPage?: IAlarmAction[];

  /**
   * What an alarm of the severity `AlarmSeverity.TICKET` does.
   *
   * @default - nothing: the alarm is seen in CloudWatch alone
   */
  readonly onTicket?: IAlarmAction[];

  /**
   * The page that says of each alarm what it means, where to look and what to do, an https URL without a fragment. The description of an alarm
   * ends with it and the alarm's section of it.
   *
   * @default - the runbook of this package
   */
  readonly runbookUrl?: string;
}
