import { keyText, MetricKey } from './metric-key';
import { MetricDatum } from '../../local/sinks/sinks';

/** What CloudWatch keeps of the values of one metric in one minute. */
interface Bucket {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** The values of a minute, by metric. */
export type Minute = ReadonlyMap<string, Bucket>;

/** @param times how often each value came */
export function minuteOf(data: readonly MetricDatum[], times = 1): Minute {
  const minute = new Map<string, Bucket>();
  for (const datum of data) {
    const key = keyText(datum);
    const { sum, count, min, max } = minute.get(key) ?? { sum: 0, count: 0, min: Infinity, max: -Infinity };
    const { value } = datum;
    minute.set(key, { sum: sum + value * times, count: count + times, min: Math.min(min, value), max: Math.max(max, value) });
  }
  return minute;
}

/** One data point of a metric over some minutes; undefined without a value. @throws Error for a statistic that alarms here have no use for */
export function statisticOf(minutes: readonly Minute[], metric: MetricKey, statistic: string): number | undefined {
  const key = keyText(metric);
  const buckets = minutes.flatMap((minute) => minute.get(key) ?? []);
  if (buckets.length === 0) return undefined;
  const sum = buckets.reduce((total, bucket) => total + bucket.sum, 0);
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  switch (statistic) {
    case 'Sum': return sum;
    case 'SampleCount': return count;
    case 'Average': return sum / count;
    case 'Maximum': return Math.max(...buckets.map(({ max }) => max));
    case 'Minimum': return Math.min(...buckets.map(({ min }) => min));
    default: throw new Error(`the statistic ${statistic} cannot be computed of what is kept here`);
  }
}
