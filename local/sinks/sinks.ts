/** One line that reached CloudWatch Logs. */
export interface LogLine {
  readonly timestamp: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly message: string;
}

/** One value that CloudWatch would hold, whether sent as EMF or published by a service. */
export interface MetricDatum {
  readonly timestamp: number;
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the handlers and services of the local cloud leave behind, for people and tests to inspect. */
export interface Sinks {
  log(line: LogLine): void;
  metric(datum: MetricDatum): void;
}
