import { LogLine, MetricDatum, Sinks } from './sinks';

export interface MemorySinksOptions {
  /**
   * Log lines kept; the oldest go first.
   * @default 10000
   */
  readonly maxLogLines?: number;
  /**
   * Metric values kept; the oldest go first.
   * @default 100000
   */
  readonly maxMetrics?: number;
  /** Sees each log line as it arrives. */
  readonly onLog?: (line: LogLine) => void;
  /** Sees each metric value as it arrives. */
  readonly onMetric?: (datum: MetricDatum) => void;
}

export interface LogQuery {
  readonly logGroup?: string;
  readonly logStream?: string;
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number;
  /** Text that the message contains. */
  readonly containing?: string;
}

export interface MetricQuery {
  readonly namespace?: string;
  readonly name?: string;
  /** Exactly these dimensions, as CloudWatch tells metrics apart; leave out for any. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number;
}

/** Sinks that hold a bounded number of lines and values for inspection. */
export interface MemorySinks extends Sinks {
  /** The matching lines, oldest first. */
  lines(query?: LogQuery): LogLine[];
  /** The matching values, oldest first. */
  metrics(query?: MetricQuery): MetricDatum[];
  /** The sum of the matching values; 0 when there are none. */
  sum(query: MetricQuery): number;
  clear(): void;
}

export function createMemorySinks(options: MemorySinksOptions = {}): MemorySinks {
  const logLines = createRing<LogLine>(positive('maxLogLines', options.maxLogLines ?? 10_000));
  const data = createRing<MetricDatum>(positive('maxMetrics', options.maxMetrics ?? 100_000));
  const metrics = (query: MetricQuery = {}) => data.values().filter((datum) => matchesMetric(datum, query));
  return {
    log: (line) => {
      logLines.add(line);
      options.onLog?.(line);
    },
    metric: (datum) => {
      data.add(datum);
      options.onMetric?.(datum);
    },
    lines: (query = {}) => logLines.values().filter((line) => matchesLine(line, query)),
    metrics,
    sum: (query) => metrics(query).reduce((sum, { value }) => sum + value, 0),
    clear: () => {
      logLines.clear();
      data.clear();
    },
  };
}

function matchesLine(line: LogLine, { logGroup, logStream, since, containing }: LogQuery): boolean {
  return (logGroup === undefined || line.logGroup === logGroup)
    && (logStream === undefined || line.logStream === logStream)
    && (since === undefined || line.timestamp >= since)
    && (containing === undefined || line.message.includes(containing));
}

function matchesMetric(datum: MetricDatum, { namespace, name, dimensions, since }: MetricQuery): boolean {
  return (namespace === undefined || datum.namespace === namespace)
    && (name === undefined || datum.name === name)
    && (since === undefined || datum.timestamp >= since)
    && (dimensions === undefined || sameDimensions(datum.dimensions, dimensions));
}

function sameDimensions(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Overwrites the oldest entry when full, so that adding stays cheap. */
function createRing<Entry>(capacity: number) {
  let entries: Entry[] = [];
  let oldest = 0;
  return {
    add: (entry: Entry) => {
      if (entries.length < capacity) {
        entries.push(entry);
        return;
      }
      entries[oldest] = entry;
      oldest = (oldest + 1) % capacity;
    },
    values: () => [...entries.slice(oldest), ...entries.slice(0, oldest)],
    clear: () => {
      entries = [];
      oldest = 0;
    },
  };
}

function positive(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`${name} must be a positive whole number, received ${value}.`);
}
