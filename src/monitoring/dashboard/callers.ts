import { Duration } from 'aws-cdk-lib';
import { IWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { byTenant } from './by-tenant';
import { DashboardContext } from './dashboard-context';
import { graph } from './graph';
import { topBy } from './top-metrics';
import { DIMENSIONS, METRICS } from '../../contract/metrics';
import { shareOf } from '../share-of';

const PERIOD = Duration.minutes(5);

/** What callers get, and who they are. */
export function callers(context: DashboardContext): readonly IWidget[][] {
  const { gateway: { name: gateway }, metric, alarmsNamed } = context;
  const failed = shareOf({
    part: metric(METRICS.FAILURES), whole: metric(METRICS.REQUESTS), least: { of: 'whole', count: 1 }, label: 'failed (%)', period: PERIOD,
  });
  const times = (name: typeof METRICS.LATENCY | typeof METRICS.TIME_TO_FIRST_TOKEN, of: string) =>
    [50, 99].map((percent) => metric(name, { statistic: Stats.percentile(percent), label: `${of}, p${percent}` }));
  return [
    [
      graph('Failed requests (%)', { left: [failed], alarms: alarmsNamed('availabilityFast', 'availabilitySlow') }),
      graph('Time to the first token (ms)', { left: times(METRICS.TIME_TO_FIRST_TOKEN, 'first token') }),
      graph('Time to the whole answer (ms)', { left: times(METRICS.LATENCY, 'answer') }),
    ],
    [
      graph('Answers by Region', { left: [topBy({ gateway, metric: METRICS.SERVED, by: DIMENSIONS.REGION })], stacked: true }),
      graph('Answers by target', { left: [topBy({ gateway, metric: METRICS.SERVED, by: DIMENSIONS.TARGET })], stacked: true }),
      byTenant(context, { title: 'Requests by tenant', metric: METRICS.REQUESTS, recorded: 'count(*) as requests' }),
    ],
  ];
}
