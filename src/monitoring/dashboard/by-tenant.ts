import { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardContext } from './dashboard-context';
import { graph, HEIGHT, THIRD } from './graph';
import { recordsTable } from './records-table';
import { topBy } from './top-metrics';
import { DIMENSIONS, MetricName } from '../../contract/metrics';

export interface ByTenantOptions {
  readonly title: string;
  readonly metric: MetricName;
  /** The same of decision records, with a name. */
  readonly recorded: `${string} as ${string}`;
}

/** The ten tenants with most of something: from metrics where those tell tenants apart, and from records where they do not. */
export function byTenant({ gateway: { name: gateway, logGroup, plan } }: DashboardContext, { title, metric, recorded }: ByTenantOptions): IWidget {
  if (plan.tenantMetrics) return graph(title, { left: [topBy({ gateway, metric, by: DIMENSIONS.TENANT })], stacked: true });
  const [, name] = recorded.split(' as ');
  return recordsTable({ title, logGroup, width: THIRD, height: HEIGHT, queryLines: [`stats ${recorded} by tenant`, `sort ${name} desc`, 'limit 10'] });
}
