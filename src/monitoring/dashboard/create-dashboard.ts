import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { callers } from './callers';
import { capacity } from './capacity';
import { DashboardContext } from './dashboard-context';
import { machinery } from './machinery';
import { overview } from './overview';
import { records } from './records';
import { CreatedAlarm } from '../alarms/create-alarm';
import { gatewayMetric } from '../gateway-metrics';
import { MonitoredGateway } from '../monitored-gateway';

/** One page, from what callers see to what it is made of. */
export function createDashboard(scope: Construct, gateway: MonitoredGateway, alarms: readonly CreatedAlarm[]): Dashboard {
  const context: DashboardContext = {
    gateway,
    metric: (name, options) => gatewayMetric(scope, gateway.name, name, options),
    alarms,
    alarmsNamed: (...names) => alarms.filter(({ name }) => names.includes(name.split('/')[0]!)),
  };
  return new Dashboard(scope, 'Dashboard', {
    // Dashboards are of the account, in all Regions.
    dashboardName: `${gateway.name}-${Stack.of(scope).region}`,
    defaultInterval: Duration.hours(3),
    widgets: [overview, callers, capacity, machinery, records].flatMap((section) => section(context).map((row) => [...row])),
  });
}
