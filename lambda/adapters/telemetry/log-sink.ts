import { decisionLine } from './decision-line';
import { Measurement, metricLine } from './metric-line';
import { DecisionRecord } from '../../core/decision-record';

/** Where the gateway writes what operators read. Takes typed records only, no text of requests or answers. */
export interface LogSink {
  /** The one line about one request. */
  decision(record: DecisionRecord): void;
  /** The measurements of one request. */
  measure(measurement: Measurement): void;
}

/** Writes each record as one line of JSON. @param gateway whose measurements they are @param write takes a line without its line break */
export function createLogSink(gateway: string, write: (line: string) => void): LogSink {
  return {
    decision: (record) => write(decisionLine(record)),
    measure: (measurement) => {
      const line = metricLine(gateway, measurement);
      if (line !== undefined) write(line);
    },
  };
}
