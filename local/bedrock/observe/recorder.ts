import { Sinks } from '../../sinks/sinks';
import { BoundedList } from '../bounded-list';
import { Attempt } from './attempt';
import { INVOCATION_LOG_GROUP, INVOCATION_LOG_STREAM, InvocationRecord } from './invocation-log';
import { BedrockMetrics } from './metrics';

/** Characters of records that are kept, whatever their number. */
const MAXIMUM_RECORD_CHARACTERS = 64_000_000;

/** Everything that the simulated Bedrock leaves behind for people and tests. */
export class Recorder {
  readonly attempts: BoundedList<Attempt>;
  readonly records: BoundedList<InvocationRecord>;
  readonly metrics: BedrockMetrics;

  constructor(private readonly sinks: Sinks, retainedCalls: number) {
    this.attempts = new BoundedList(retainedCalls);
    this.records = new BoundedList(retainedCalls, MAXIMUM_RECORD_CHARACTERS);
    this.metrics = new BedrockMetrics(sinks);
  }

  /** Keeps an invocation-log record and delivers it to its log group. */
  log(timestamp: number, record: InvocationRecord): void {
    const message = JSON.stringify(record);
    this.records.push(record, message.length);
    this.sinks.log({ timestamp, logGroup: INVOCATION_LOG_GROUP, logStream: INVOCATION_LOG_STREAM, message });
  }

  clear(): void {
    this.attempts.clear();
    this.records.clear();
  }
}
