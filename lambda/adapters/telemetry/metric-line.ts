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
  const byName = new Map<MetricName, number | number[]>();
  for (const { name, value } of values) {
    if (Number.isFinite(value)) byName.set(name, withValue(byName.get(name), value));
  }
  const { directives, emitted, used } = directivesFor([...byName.keys()], usable);
  if (emitted.length === 0) return undefined;

  const members: Record<string, unknown> = { [DIMENSIONS.GATEWAY]: gateway };
  for (const name of used) members[name] = dimensions[name];
  for (const name of emitted) members[name] = byName.get(name);
  return `{"_aws":{"Timestamp":${time},"CloudWatchMetrics":${directives}},${JSON.stringify(members).slice(1)}`;
}

function withValue(known: number | number[] | undefined, value: number): number | number[] {
  if (known === undefined) return value;
  const list = typeof known === 'number' ? [known] : known;
  return list.length < MOST_VALUES ? [...list, value] : list;
}

interface Directives {
  /** JSON: which metrics there are, by their dimensions. */
  readonly directives: string;
  readonly emitted: readonly MetricName[];
  /** The dimensions that they have besides `Gateway`. */
  readonly used: readonly string[];
}

/** The same for every request but for the values: there are a few dozen, and making them is most of the work of a line. */
const KNOWN = new Map<string, Directives>();
const MOST_KNOWN = 1_000;

function directivesFor(names: readonly MetricName[], usable: readonly (readonly string[])[]): Directives {
  const key = `${names.join()}|${usable.map((set) => set.join('+')).join()}|${usable.length}`;
  let known = KNOWN.get(key);
  if (!known) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(key, known = makeDirectives(names, usable));
  }
  return known;
}

function makeDirectives(names: readonly MetricName[], usable: readonly (readonly string[])[]): Directives {
  const bySets = new Map<string, { readonly sets: readonly (readonly string[])[]; readonly names: MetricName[] }>();
  for (const name of names) {
    const sets = usable.filter((set) => hasSet(name, set));
    if (sets.length === 0) continue;
    const key = JSON.stringify(sets);
    const directive = bySets.get(key) ?? { sets, names: [] };
    bySets.set(key, directive);
    directive.names.push(name);
  }
  const directives = [...bySets.values()];
  return {
    directives: JSON.stringify(directives.map(({ sets, names: ofSets }) => ({
      Namespace: METRIC_NAMESPACE,
      Dimensions: sets.map((set) => [DIMENSIONS.GATEWAY, ...set]),
      Metrics: ofSets.map((name) => ({ Name: name, Unit: METRIC_SHAPES[name].unit })),
    }))),
    emitted: directives.flatMap(({ names: ofSets }) => ofSets),
    used: [...new Set(directives.flatMap(({ sets }) => sets.flat()))],
  };
}

function hasSet(name: MetricName, set: readonly string[]): boolean {
  return METRIC_SHAPES[name].dimensionSets.some((known) => known.length === set.length && known.every((dimension) => set.includes(dimension)));
}
