import { Duration } from 'aws-cdk-lib';
import { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { byTenant } from './by-tenant';
import { DashboardContext } from './dashboard-context';
import { graph } from './graph';
import { topBy } from './top-metrics';
import { DIMENSIONS, MetricName, METRICS } from '../../contract/metrics';
import { shareOf } from '../share-of';

const PERIOD = Duration.minutes(5);

/** What targets give, what quotas hold, and what it costs. */
export function capacity(context: DashboardContext): readonly IWidget[][] {
  const { gateway: { name: gateway }, metric, alarmsNamed } = context;
  const share = (part: MetricName, whole: MetricName, label: string) =>
    shareOf({ part: metric(part), whole: metric(whole), least: { of: 'whole', count: 1 }, label, period: PERIOD });
  return [
    [
      graph('Served by a fallback (%)', {
        left: [share(METRICS.FALLBACKS, METRICS.REQUESTS, 'fallbacks (%)')], alarms: alarmsNamed('fallbackShare'),
      }),
      graph('Throttled calls (%)', {
        left: [share(METRICS.THROTTLED_ATTEMPTS, METRICS.ATTEMPTS, 'all pools (%)')], alarms: alarmsNamed('throttleShare'),
      }),
      graph('Throttled calls by pool', { left: [topBy({ gateway, metric: METRICS.THROTTLED_ATTEMPTS, by: DIMENSIONS.POOL })] }),
    ],
    [
      graph('Quota tokens: reserved, and really used', {
        left: [metric(METRICS.RESERVED_QUOTA_TOKENS, { label: 'reserved' }), metric(METRICS.SETTLED_QUOTA_TOKENS, { label: 'settled' })],
      }),
      graph('The tenant nearest to its limits (%), and refusals', {
        left: [metric(METRICS.QUOTA_USAGE, { label: 'quota (%)' }), metric(METRICS.BUDGET_USAGE, { label: 'budget (%)' })],
        right: [metric(METRICS.QUOTA_REJECTIONS, { label: 'refused by a quota' }), metric(METRICS.STARVED_REQUESTS, { label: 'starved' })],
      }),
      byTenant(context, { title: 'Cost by tenant ($)', metric: METRICS.SETTLED_USD, recorded: 'sum(settledUsd) as dollars' }),
    ],
  ];
}
