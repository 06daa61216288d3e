import { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { AlarmRouting } from './alarm-routing';
import { AlarmSeverity } from './alarm-severity';

/** Has an alarm do what its severity asks for. */
export function routeAlarm(alarm: AlarmBase, severity: AlarmSeverity, { onPage = [], onTicket = [] }: AlarmRouting): void {
  alarm.addAlarmAction(...severity === AlarmSeverity.PAGE ? onPage : onTicket);
}
