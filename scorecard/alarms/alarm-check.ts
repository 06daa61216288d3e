import { ExpectedAlarms } from './expected';
import { check } from '../judge/conduct';
import { Check } from '../judge/views';

/** Whether those alarms go off that a fault calls for, and no others. */
export function alarmCheck({ alarms, mayAlso = [] }: ExpectedAlarms, goneOff: readonly string[]): Check {
  const silent = alarms.filter((alarm) => !goneOff.includes(alarm));
  const surprising = goneOff.filter((alarm) => ![...alarms, ...mayAlso].includes(alarm));
  return check(
    alarms.length === 0 ? 'no alarm goes off' : `these alarms go off in an hour of it: ${alarms.join(', ')}`,
    silent.length === 0 && surprising.length === 0,
    goneOff.length === 0 ? 'none' : goneOff.join(', '),
  );
}
