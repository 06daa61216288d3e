import { Alarm, AlarmBase, AlarmRule, AlarmState, CompositeAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, BurnRateDefinition } from './alarm-definition';
import { AlarmRouting } from './alarm-routing';
import { OperationalAlarm } from './operational-alarm';
import { routeAlarm } from './route-alarm';
import { describeAlarm } from './runbook';

/** An alarm, and that of its parts whose threshold belongs on graphs. */
export interface CreatedAlarm {
  readonly name: string;
  readonly alarm: AlarmBase;
  /** A composite alarm has no threshold of its own. */
  readonly graphed: Alarm;
}

export function createAlarm(scope: Construct, definition: AlarmDefinition, routing: AlarmRouting): CreatedAlarm {
  if (definition.kind === 'burnRate') return createBurnRate(scope, definition, routing);
  const { name, id, section, kind, ...props } = definition;
  const alarm = new OperationalAlarm(scope, id, { ...props, runbookSection: section, routing });
  return { name, alarm, graphed: alarm };
}

function createBurnRate(scope: Construct, definition: BurnRateDefinition, routing: AlarmRouting): CreatedAlarm {
  const { name, id, section, severity, summary, threshold } = definition;
  const { runbookUrl } = routing;
  // What does something is the alarm over both.
  const window = (which: string, metric: IMetric) =>
    new OperationalAlarm(scope, `${id}${which}`, { metric, threshold, severity, summary, runbookSection: section, routing: { runbookUrl } });
  const long = window('Long', definition.long);
  const short = window('Short', definition.short);
  const alarm = new CompositeAlarm(scope, id, {
    alarmRule: AlarmRule.allOf(AlarmRule.fromAlarm(long, AlarmState.ALARM), AlarmRule.fromAlarm(short, AlarmState.ALARM)),
    alarmDescription: describeAlarm(scope, { severity, summary, section, routing }),
  });
  routeAlarm(alarm, severity, routing);
  return { name, alarm, graphed: short };
}
