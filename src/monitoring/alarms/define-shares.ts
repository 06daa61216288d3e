import { Duration } from 'aws-cdk-lib';
import { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { AlarmDefinition, MetricAlarmDefinition } from './alarm-definition';
import { ShareAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { GatewayAlarmOptions } from './gateway-alarm-options';
import { isEnabled } from './is-enabled';
import { DIMENSIONS, MetricName, METRICS } from '../../contract/metrics';
import { gatewayMetric } from '../gateway-metrics';
import { hasFallbacks, MonitoredGateway, poolsOf } from '../monitored-gateway';
import { shareOf } from '../share-of';

const PERIOD = Duration.minutes(5);
const PERIODS = 3;
const DEFAULT_PERCENT = 10;
const DEFAULT_MINIMUM_VOLUME = 20;

/** With more, an alarm for each would cost more than it tells. */
const MOST_POOLS = 20;

/** Alarms on shares: of requests that fallbacks serve, of calls that Bedrock throttles. */
export function defineShares(scope: IConstruct, { name: gateway, plan }: MonitoredGateway, options: GatewayAlarmOptions): readonly AlarmDefinition[] {
  const { fallbackShare, throttleShare } = options;
  const metric = (name: MetricName, dimensionsMap?: Record<string, string>) => gatewayMetric(scope, gateway, name, { dimensionsMap });
  const pools = poolsOf(plan);
  const byPool = pools.length <= MOST_POOLS ? pools : [undefined];
  const impossible = hasFallbacks(plan) ? undefined : 'no route has a fallback. Give one fallbacks';
  return [
    ...isEnabled(scope, { name: 'fallbackShare', options: fallbackShare, impossible }) ? [define(fallbackShare, {
      name: 'fallbackShare',
      id: 'FallbackShare',
      section: 'fallback-share',
      what: 'requests were served by a fallback',
      label: 'served by a fallback (%)',
      part: metric(METRICS.FALLBACKS),
      whole: metric(METRICS.REQUESTS),
    })] : [],
    ...isEnabled(scope, { name: 'throttleShare', options: throttleShare }) ? byPool.map((pool) => {
      const dimensions = pool === undefined ? undefined : { [DIMENSIONS.POOL]: pool };
      return define(throttleShare, {
        name: pool === undefined ? 'throttleShare' : `throttleShare/${pool}`,
        id: pool === undefined ? 'ThrottleShare' : `ThrottleShare-${idOf(pool)}`,
        section: 'throttle-share',
        what: `calls${pool === undefined ? '' : ` of the pool ${pool}`} were throttled by Bedrock`,
        label: `throttled${pool === undefined ? '' : ` ${pool}`} (%)`,
        part: metric(METRICS.THROTTLED_ATTEMPTS, dimensions),
        whole: metric(METRICS.ATTEMPTS, dimensions),
      });
    }) : [],
  ];
}

interface ShareTexts {
  readonly name: string;
  readonly id: string;
  readonly section: string;
  readonly what: string;
  readonly label: string;
  readonly part: IMetric;
  readonly whole: IMetric;
}

function define(
  { percent = DEFAULT_PERCENT, minimumVolume = DEFAULT_MINIMUM_VOLUME, severity = AlarmSeverity.TICKET }: ShareAlarmOptions = {},
  { what, label, part, whole, ...said }: ShareTexts,
): MetricAlarmDefinition {
  return {
    ...said,
    kind: 'metric',
    severity,
    summary: `More than ${percent} % of ${what}.`,
    metric: shareOf({ part, whole, least: { of: 'whole', count: minimumVolume }, label, period: PERIOD }),
    threshold: percent,
    evaluationPeriods: PERIODS,
    datapointsToAlarm: PERIODS,
  };
}

/** The id of a construct must not have what separates the parts of its path. */
function idOf(pool: string): string {
  return encodeURIComponent(pool);
}
