import { Sinks } from '../../sinks/sinks';
import { BoundedList } from '../bounded-list';
import { Attempt } from './attempt';
import { DeliveredRecord, deliveredRecord } from './delivered-record';
import { InvocationFailure, InvocationRecord } from './invocation-log';
import { BedrockMetrics } from './metrics';
import { INVOCATION_LOG_STREAM, LoggingConfiguration } from '../../../src/contract/invocation-logging';
import { LoggingSettings } from '../../bedrock-control/logging/logging-settings';

/** Characters of records that are kept, whatever their number. */
const MAXIMUM_RECORD_CHARACTERS = 64_000_000;

/** Everything that the simulated Bedrock leaves behind for people and tests. */
export class Recorder {
  readonly attempts: BoundedList<Attempt>;
  /** Of every call that was answered, with its bodies, whether logging is configured or not. */
  readonly records: BoundedList<InvocationRecord>;
  readonly metrics: BedrockMetrics;
  /** Calls that have begun and not ended. */
  running = 0;

  constructor(private readonly sinks: Sinks, retainedCalls: number, private readonly logging?: Pick<LoggingSettings, 'get'>) {
    this.attempts = new BoundedList(retainedCalls);
    this.records = new BoundedList(retainedCalls, MAXIMUM_RECORD_CHARACTERS);
    this.metrics = new BedrockMetrics(sinks);
  }

  /** Keeps an invocation-log record, and delivers it where that is configured. */
  log(timestamp: number, record: InvocationRecord): void {
    this.records.push(record, JSON.stringify(record).length);
    const configuration = this.logging?.get(record.accountId, record.region);
    if (configuration) this.deliver(timestamp, deliveredRecord(record, configuration), configuration);
  }

  logFailure(timestamp: number, failure: InvocationFailure): void {
    const configuration = this.logging?.get(failure.accountId, failure.region);
    if (configuration) this.deliver(timestamp, failure, configuration);
  }

  /** S3 is not simulated. */
  private deliver(timestamp: number, record: DeliveredRecord, { cloudWatchConfig }: LoggingConfiguration): void {
    if (!cloudWatchConfig) return;
    this.sinks.log({ timestamp, logGroup: cloudWatchConfig.logGroupName, logStream: INVOCATION_LOG_STREAM, message: JSON.stringify(record) });
    this.metrics.delivered(timestamp);
  }

  clear(): void {
    this.attempts.clear();
    this.records.clear();
  }
}
