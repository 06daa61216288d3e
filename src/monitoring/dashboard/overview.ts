import { Duration } from 'aws-cdk-lib';
import { AlarmStatusWidget, IWidget, MathExpression, SingleValueWidget, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardContext } from './dashboard-context';
import { METRICS } from '../../contract/metrics';
import { shareOf } from '../share-of';

const HOUR = Duration.hours(1);

/** Whether all is well, in one look: the alarms, and six numbers of the last hour. */
export function overview({ metric, gateway, alarms }: DashboardContext): readonly IWidget[][] {
  const requests = metric(METRICS.REQUESTS);
  const availability = new MathExpression({
    expression: '100 - 100 * failures / requests', usingMetrics: { failures: metric(METRICS.FAILURES), requests }, label: 'available (%)', period: HOUR,
  });
  const fallbacks = shareOf({ part: metric(METRICS.FALLBACKS), whole: requests, least: { of: 'whole', count: 1 }, label: 'fallbacks (%)', period: HOUR });
  const title = new TextWidget({
    markdown: `# ${gateway.name}\nThe last hour, then how it came about. A red alarm says in its description what to do.`, width: 24, height: 2,
  });
  const numbers = new SingleValueWidget({
    title: 'The last hour',
    width: 24,
    height: 3,
    period: HOUR,
    metrics: [
      availability,
      requests.with({ label: 'requests', period: HOUR }),
      metric(METRICS.TIME_TO_FIRST_TOKEN, { label: 'first token, p99 (ms)', statistic: Stats.percentile(99), period: HOUR }),
      metric(METRICS.LATENCY, { label: 'answer, p99 (ms)', statistic: Stats.percentile(99), period: HOUR }),
      fallbacks,
      metric(METRICS.SETTLED_USD, { label: 'cost ($)', period: HOUR }),
    ],
  });
  // Their own colours say more than a graph, and none of them is hidden below another.
  const states = alarms.length === 0 ? [] : [[new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: alarms.map(({ alarm }) => alarm) })]];
  return [[title], ...states, [numbers]];
}
