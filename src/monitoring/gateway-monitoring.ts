import { AlarmBase, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { OperationalAlarm, OperationalAlarmProps } from './alarms/operational-alarm';

/** The dashboard and the alarms of a gateway: what `ResilientInference.monitoring` is. */
export abstract class GatewayMonitoring extends Construct {
  /** The dashboard, unless it was switched off. */
  public abstract readonly dashboard?: Dashboard;

  /**
   * The alarms, by name: `availabilityFast` and the other members of `GatewayAlarmOptions`, `throttleShare/` with the name of
   * the pool, and those that `addAlarm()` has added.
   */
  public abstract get alarms(): { [name: string]: AlarmBase };

  /**
   * Adds an alarm that goes where the others go, and has its section in the same runbook unless it says otherwise.
   *
   * @param id also its name among the alarms
   *
   * @example
   * declare const gateway: ResilientInference;
   * gateway.monitoring.addAlarm('SlowFirstToken', {
   *   metric: gateway.metricTimeToFirstToken({ dimensionsMap: { Route: 'claude-sonnet' } }),
   *   threshold: 5_000,
   *   evaluationPeriods: 3,
   *   severity: AlarmSeverity.TICKET,
   *   summary: 'First tokens of claude-sonnet come late.',
   *   runbookSection: 'slow-first-token',
   * });
   */
  public abstract addAlarm(id: string, props: OperationalAlarmProps): OperationalAlarm;
}
