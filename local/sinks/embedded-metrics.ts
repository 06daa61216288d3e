import { MetricDatum } from './sinks';

/** `2026-01-01T00:00:00.000Z<tab>REQUEST-ID<tab>INFO<tab>`, which the Node.js runtime puts before console output. */
const CONSOLE_PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t[^\t]*\t[A-Z]+\t/;

/** CloudWatch takes at most this many values of one metric in one document. */
const MAX_VALUES = 100;

/**
 * Reads the values out of one log line in CloudWatch's embedded metric format.
 * A line that is no such document, or breaks its rules, yields nothing: CloudWatch drops it silently as well.
 */
export function parseEmbeddedMetrics(line: string): MetricDatum[] {
  if (!line.includes('"_aws"')) return [];
  const document = parseObject(line.replace(CONSOLE_PREFIX, ''));
  const metadata = asObject(document?._aws);
  if (document === undefined || metadata === undefined || typeof metadata.Timestamp !== 'number') return [];
  const timestamp = metadata.Timestamp;
  return asArray(metadata.CloudWatchMetrics).flatMap((entry) => {
    const directive = asObject(entry);
    const namespace = directive?.Namespace;
    if (directive === undefined || typeof namespace !== 'string') return [];
    const dimensionSets = asArray(directive.Dimensions).flatMap((set) => {
      const dimensions = readDimensions(asArray(set), document);
      return dimensions === undefined ? [] : [dimensions];
    });
    return asArray(directive.Metrics).flatMap((metric) => {
      const { Name: name, Unit: unit } = asObject(metric) ?? {};
      if (typeof name !== 'string') return [];
      const values = (Array.isArray(document[name]) ? document[name] : [document[name]]).slice(0, MAX_VALUES).filter(isNumber);
      return dimensionSets.flatMap((dimensions) => values.map((value) => ({
        timestamp, namespace, name, unit: typeof unit === 'string' ? unit : 'None', dimensions, value,
      })));
    });
  });
}

/** A set that names a member the document lacks is not published. */
function readDimensions(names: readonly unknown[], document: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = typeof name === 'string' ? document[name] : undefined;
    if (typeof name !== 'string' || typeof value !== 'string') return undefined;
    dimensions[name] = value;
  }
  return dimensions;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}
