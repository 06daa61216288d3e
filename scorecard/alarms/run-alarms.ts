import { AlarmModel, AlarmState, Comparison, MetricAlarm } from './alarm-model';
import { ruleHolds } from './alarm-rule';
import { EXTRA_DATAPOINTS, judgeDatapoints } from './judge-datapoints';
import { evaluateMath, Values } from './metric-math';
import { Minute, statisticOf } from './minutes';

const COMPARE: { readonly [comparison in Comparison]: (value: number, threshold: number) => boolean } = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * Evaluates every alarm after every minute, over windows that slide with it, as CloudWatch does unless told otherwise.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 * @returns by ARN, the state after each minute
 */
export function runAlarms(alarms: readonly AlarmModel[], minutes: readonly Minute[]): ReadonlyMap<string, readonly AlarmState[]> {
  const states = new Map<string, AlarmState[]>(alarms.map(({ arn }) => [arn, []]));
  minutes.forEach((_minute, index) => {
    for (const alarm of alarms) {
      if (alarm.kind === 'metric') states.get(alarm.arn)!.push(stateOf(alarm, minutes, index, states.get(alarm.arn)!.at(-1) ?? 'INSUFFICIENT_DATA'));
    }
    for (const alarm of alarms) {
      if (alarm.kind === 'composite') states.get(alarm.arn)!.push(ruleHolds(alarm.rule, stateNow) ? 'ALARM' : 'OK');
    }
  });
  return states;

  function stateNow(arn: string): AlarmState {
    const known = states.get(arn);
    if (!known) throw new Error(`a rule names ${arn}, and there is no such alarm`);
    return known.at(-1) ?? 'INSUFFICIENT_DATA';
  }
}

function stateOf(alarm: MetricAlarm, minutes: readonly Minute[], index: number, before: AlarmState): AlarmState {
  const points = alarm.evaluationPeriods + EXTRA_DATAPOINTS;
  const datapoints = Array.from({ length: points }, (_unused, position) => {
    const end = index + 1 - (points - 1 - position) * alarm.periodMinutes;
    const value = end <= 0 ? undefined : valueOf(alarm, minutes.slice(Math.max(0, end - alarm.periodMinutes), end));
    return value === undefined ? undefined : COMPARE[alarm.comparison](value, alarm.threshold);
  });
  return judgeDatapoints(datapoints, alarm, before);
}

function valueOf({ inputs, expressions, watched }: MetricAlarm, window: readonly Minute[]): number | undefined {
  const values: Record<string, number | undefined> = {};
  for (const { id, metric, statistic } of inputs) values[id] = statisticOf(window, metric, statistic);
  for (const { id, expression } of expressions) values[id] = evaluateMath(expression, values satisfies Values);
  return values[watched];
}
