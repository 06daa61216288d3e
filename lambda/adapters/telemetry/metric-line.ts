import { DIMENSIONS, METRIC_NAMESPACE, METRIC_SHAPES, MetricName } from '../../../src/contract/metrics';

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
  /** Each set of dimension names makes a metric of its own, of those that have the set in the contract; the empty one is over everything. */
  readonly dimensionSets: readonly (readonly string[])[];
}

/** What one metric may have in one line. */
const MOST_VALUES = 100;

/**
 * One line from which CloudWatch Logs takes metrics; undefined when there is nothing to measure.
 * A dimension set that names a dimension without a value is left out.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @param gateway the dimension that every set has
 */
export function metricLine(gateway: string, { time, values, dimensions, dimensionSets }: Measurement): string | undefined {
  const usable = dimensionSets.filter((set) => set.every((name) => dimensions[name]));
  const byName = new Map<MetricName, number[]>();
  const bySets = new Map<string, { readonly sets: readonly (readonly string[])[]; readonly names: Set<MetricName> }>();
  for (const { name, value } of values) {
    const sets = usable.filter((set) => hasSet(name, set));
    if (!Number.isFinite(value) || sets.length === 0) continue;
    byName.set(name, [...byName.get(name) ?? [], value].slice(0, MOST_VALUES));
    const key = JSON.stringify(sets);
    const directive = bySets.get(key) ?? { sets, names: new Set() };
    bySets.set(key, directive);
    directive.names.add(name);
  }
  if (byName.size === 0) return undefined;

  const directives = [...bySets.values()];
  const used = new Set(directives.flatMap(({ sets }) => sets.flat()));
  return JSON.stringify({
    _aws: {
      Timestamp: time,
      CloudWatchMetrics: directives.map(({ sets, names }) => ({
        Namespace: METRIC_NAMESPACE,
        Dimensions: sets.map((set) => [DIMENSIONS.GATEWAY, ...set]),
        Metrics: [...names].map((name) => ({ Name: name, Unit: METRIC_SHAPES[name].unit })),
      })),
    },
    [DIMENSIONS.GATEWAY]: gateway,
    ...Object.fromEntries([...used].map((name) => [name, dimensions[name]])),
    ...Object.fromEntries([...byName].map(([name, list]) => [name, list.length === 1 ? list[0] : list])),
  });
}

function hasSet(name: MetricName, set: readonly string[]): boolean {
  return METRIC_SHAPES[name].dimensionSets.some((known) => known.length === set.length && known.every((dimension) => set.includes(dimension)));
}
