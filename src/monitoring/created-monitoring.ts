import { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmRouting } from './alarms/alarm-routing';
import { checkAlarmOptions } from './alarms/check-alarm-options';
import { createAlarm, CreatedAlarm } from './alarms/create-alarm';
import { defineAvailability } from './alarms/define-availability';
import { defineConcurrency } from './alarms/define-concurrency';
import { defineCounts } from './alarms/define-counts';
import { defineShares } from './alarms/define-shares';
import { OperationalAlarm, OperationalAlarmProps } from './alarms/operational-alarm';
import { checkEmitted } from './check-emitted';
import { createDashboard } from './dashboard/create-dashboard';
import { GatewayMonitoring } from './gateway-monitoring';
import { MonitoredGateway } from './monitored-gateway';
import { MonitoringOptions } from './monitoring-options';
import { ResilientInferenceError } from '../private/errors';

/** The monitoring of a gateway, by what its plan says can happen to it. */
export class CreatedMonitoring extends GatewayMonitoring {
  public readonly dashboard?: Dashboard;

  private readonly created = new Map<string, AlarmBase>();
  private readonly routing: AlarmRouting;
  private readonly gateway: MonitoredGateway;

  constructor(scope: Construct, id: string, gateway: MonitoredGateway, options: MonitoringOptions) {
    super(scope, id);
    this.gateway = gateway;
    const { alarmOptions = {}, alarms = true, dashboard = true, tenantMetrics: _ofThePlan, ...routing } = options;
    // Where alarms go is worth saying all the same: others may be added.
    if (!alarms && Object.keys(alarmOptions).length > 0) {
      throw new ResilientInferenceError(
        'ContradictoryProperties', `monitoring.alarms is false, but alarmOptions has ${Object.keys(alarmOptions).join(', ')}: remove one of them`, this,
      );
    }
    checkAlarmOptions(this, alarmOptions);
    this.routing = routing;
    const created = alarms ? this.createAlarms(gateway, options) : [];
    for (const { name, alarm } of created) this.created.set(name, alarm);
    if (dashboard) this.dashboard = createDashboard(this, gateway, created);
  }

  public get alarms(): { [name: string]: AlarmBase } {
    return Object.fromEntries(this.created);
  }

  public addAlarm(id: string, props: OperationalAlarmProps): OperationalAlarm {
    const same = [...this.created.keys()].find((name) => name.toLowerCase() === id.toLowerCase());
    if (same !== undefined) {
      throw new ResilientInferenceError('InvalidName', `an alarm cannot be called '${id}', because there is one called '${same}': choose another id`, this);
    }
    checkEmitted(this, this.gateway, props.metric);
    const alarm = new OperationalAlarm(this, id, { ...props, routing: { ...this.routing, ...props.routing } });
    this.created.set(id, alarm);
    return alarm;
  }

  private createAlarms(gateway: MonitoredGateway, { alarmOptions = {} }: MonitoringOptions): readonly CreatedAlarm[] {
    return [
      ...defineAvailability(this, gateway.name, alarmOptions),
      ...defineShares(this, gateway, alarmOptions),
      ...defineCounts(this, gateway, alarmOptions),
      ...defineConcurrency(this, gateway, alarmOptions),
    ].map((definition) => createAlarm(this, definition, this.routing));
  }
}
