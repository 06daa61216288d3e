import { Duration } from 'aws-cdk-lib';
import { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { AlarmDefinition, BurnRateDefinition } from './alarm-definition';
import { BurnRateAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { GatewayAlarmOptions } from './gateway-alarm-options';
import { isEnabled } from './is-enabled';
import { METRICS } from '../../contract/metrics';
import { gatewayMetric } from '../gateway-metrics';
import { shareOf } from '../share-of';

const DEFAULT_OBJECTIVE = 99.9;
const DEFAULT_MINIMUM_FAILURES = 5;

/** Long and short windows and rates of the Site Reliability Workbook. Source: https://sre.google/workbook/alerting-on-slos/ */
const FAST = { long: Duration.hours(1), short: Duration.minutes(5), rate: 14.4 };
const SLOW = { long: Duration.hours(6), short: Duration.minutes(30), rate: 6 };

/**
 * Two windows of different length need two alarms, for the metrics of one alarm have one period; a composite alarm goes off when
 * both do.
 */
export function defineAvailability(
  scope: IConstruct, gateway: string, { availabilityObjective = DEFAULT_OBJECTIVE, availabilityFast, availabilitySlow }: GatewayAlarmOptions,
): readonly AlarmDefinition[] {
  const define = (
    { long, short, rate: usual }: typeof FAST, options: BurnRateAlarmOptions = {}, said: Pick<BurnRateDefinition, 'name' | 'id' | 'section' | 'severity'>,
  ): BurnRateDefinition => {
    const { rate = usual, minimumFailures = DEFAULT_MINIMUM_FAILURES, severity = said.severity } = options;
    return {
      ...said,
      kind: 'burnRate',
      severity,
      summary: `Requests fail ${rate} times as fast as an objective of ${availabilityObjective} % allows for.`,
      long: failureShare(scope, gateway, long, minimumFailures),
      short: failureShare(scope, gateway, short, 1),
      threshold: round(rate * (100 - availabilityObjective)),
    };
  };
  return [
    ...isEnabled(scope, { name: 'availabilityFast', options: availabilityFast })
      ? [define(FAST, availabilityFast, { name: 'availabilityFast', id: 'AvailabilityFast', section: 'availability-fast', severity: AlarmSeverity.PAGE })] : [],
    ...isEnabled(scope, { name: 'availabilitySlow', options: availabilitySlow })
      ? [define(SLOW, availabilitySlow, { name: 'availabilitySlow', id: 'AvailabilitySlow', section: 'availability-slow', severity: AlarmSeverity.TICKET })] : [],
  ];
}

function failureShare(scope: IConstruct, gateway: string, period: Duration, minimumFailures: number): IMetric {
  return shareOf({
    part: gatewayMetric(scope, gateway, METRICS.FAILURES),
    whole: gatewayMetric(scope, gateway, METRICS.REQUESTS),
    least: { of: 'part', count: minimumFailures },
    label: 'failed requests (%)',
    period,
  });
}

/** Without what binary fractions add. */
function round(value: number): number {
  return Number(value.toPrecision(10));
}
