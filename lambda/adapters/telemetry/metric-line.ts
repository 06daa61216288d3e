import { METRIC_NAMESPACE, METRIC_SHAPES, MetricName } from '../../../src/contract/metrics';

export interface MetricValue {
  readonly name: MetricName;
  readonly value: number;
}

/** The measurements of one request. */
export interface Measurement {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly values: readonly MetricValue[];
  /** Values of the dimensions, by name. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Each set of dimension names makes a metric of its own; the empty set makes one over everything. */
  readonly dimensionSets: readonly (readonly string[])[];
}

/**
 * One line from which CloudWatch Logs takes metrics; undefined when there is nothing to measure.
 * A dimension set that names a dimension without a value is left out.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine({ time, values, dimensions, dimensionSets }: Measurement): string | undefined {
  const byName = new Map<MetricName, number[]>();
  for (const { name, value } of values) {
    if (Number.isFinite(value)) byName.set(name, [...byName.get(name) ?? [], value]);
  }
  const usable = dimensionSets.filter((set) => set.every((name) => dimensions[name]));
  if (byName.size === 0 || usable.length === 0) return undefined;

  const used = new Set(usable.flat());
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: [{
        Namespace: METRIC_NAMESPACE,
        Dimensions: usable,
        Metrics: [...byName.keys()].map((name) => ({ Name: name, Unit: METRIC_SHAPES[name].unit })),
      }],
    },
    ...Object.fromEntries([...used].map((name) => [name, dimensions[name]])),
    ...Object.fromEntries([...byName].map(([name, list]) => [name, list.length === 1 ? list[0] : list])),
  });
}
