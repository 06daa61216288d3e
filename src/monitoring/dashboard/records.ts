import { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardContext } from './dashboard-context';
import { HEIGHT } from './graph';
import { recordsTable } from './records-table';

const WIDTH = 12;

/** Tables of decision records: what no metric can tell without one for each tenant. */
export function records({ gateway: { logGroup } }: DashboardContext): readonly IWidget[][] {
  const table = (title: string, ...queryLines: readonly string[]) => recordsTable({ title, logGroup, width: WIDTH, height: HEIGHT, queryLines });
  return [[
    table('Requests without an answer, by reason',
      'filter outcome in ["failed", "brokenStream", "rejected"]', 'stats count(*) as requests by route, reason, limitedBy', 'sort requests desc', 'limit 20'),
    table('Tenants nearest to their limits',
      'stats max(quotaUsed) * 100 as quotaPercent, max(budgetUsed) * 100 as budgetPercent, count(*) as requests by tenant',
      'sort quotaPercent desc, budgetPercent desc', 'limit 20'),
  ]];
}
