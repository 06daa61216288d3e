import { AwsError, AwsRequest, ConnectionLost } from '../aws/service';
import { Clock } from '../clock';
import { JsonObject } from './json-fields';
import { ModelReference } from './model-id';
import { Outcome } from './observe/attempt';
import { invocationFailure, invocationRecord } from './observe/invocation-log';
import { Recorder } from './observe/recorder';
import { isStreamOperation, Operation } from './operation';
import { ParsedCall, Timings } from './operations/parsed-call';
import { InputTokens } from './prompt-cache';
import { settlementOf, TokenUsage } from './quota/token-arithmetic';

/** How a call ended. The status is that of an error that counts in the metrics. */
export interface Ending {
  readonly outcome: Outcome;
  readonly status?: number;
}

/** What an admitted call holds until it ends. */
export interface Holdings {
  readonly parsed: ParsedCall;
  readonly input: InputTokens;
  /** Corrects the quota to what the call really cost. */
  readonly settle: (quotaTokens: number) => void;
  /** Counts the call out of its Region. */
  readonly leave: () => void;
}

const NO_INPUT: InputTokens = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** One call from its arrival to its end; it ends once, however many parts of the service notice the end. */
export class RunningCall {
  model?: ModelReference;
  inferenceRegion?: string;
  /** Tokens generated so far. */
  outputTokens = 0;
  firstTokenAt?: number;
  /** The answer as far as it was given, for the invocation log. */
  outputBody: unknown = [];
  readonly startedAt: number;
  private holdings?: Holdings;
  private ended = false;
  private readonly abandon: () => void;

  constructor(readonly request: AwsRequest, readonly operation: Operation, private readonly called: string,
    readonly clock: Clock, private readonly recorder: Recorder) {
    this.startedAt = clock.now();
    recorder.running += 1;
    this.abandon = () => this.finish({ outcome: 'cancelled' });
  }

  get usage(): TokenUsage {
    const { inputTokens, cacheReadTokens, cacheWriteTokens } = this.holdings?.input ?? NO_INPUT;
    return { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens: this.outputTokens };
  }

  get timings(): Timings {
    const now = this.clock.now();
    return { latencyMs: now - this.startedAt, firstTokenMs: (this.firstTokenAt ?? now) - this.startedAt };
  }

  /** From here on the call is charged, and given up when the caller leaves. */
  hold(holdings: Holdings): void {
    this.holdings = holdings;
    this.request.signal.addEventListener('abort', this.abandon, { once: true });
    if (this.request.signal.aborted) this.abandon();
  }

  /** Counts one generated token. */
  countToken(): void {
    this.outputTokens += 1;
    this.firstTokenAt ??= this.clock.now();
  }

  addEvent(event: JsonObject): void {
    if (Array.isArray(this.outputBody)) this.outputBody.push(event);
  }

  finish(ending: Ending): void {
    if (this.ended) return;
    this.ended = true;
    this.recorder.running -= 1;
    this.request.signal.removeEventListener('abort', this.abandon);
    this.holdings?.leave();
    this.holdings?.settle(settlementOf(this.usage, this.model?.foundationModelId));
    this.recordAttempt(ending);
    if (this.operation === 'CountTokens') return;
    this.publishMetrics(ending);
    if (ending.outcome === 'success' || ending.outcome === 'cancelled') this.writeLog();
    else if (ending.status !== undefined) this.writeFailure(ending.outcome);
  }

  /** Ends the call by an error, and returns the error that its caller should see. */
  fail(error: unknown): unknown {
    if (this.request.signal.aborted) {
      this.finish({ outcome: 'cancelled' });
      return new ConnectionLost('the caller left before the answer');
    }
    if (error instanceof AwsError) this.finish({ outcome: error.code, status: error.status });
    else if (error instanceof ConnectionLost) this.finish({ outcome: 'connectionLost' });
    else this.finish({ outcome: 'InternalServerException', status: 500 });
    return error;
  }

  private recordAttempt(ending: Ending): void {
    const { inputTokens, outputTokens } = this.usage;
    this.recorder.attempts.push({
      requestId: this.request.id,
      time: this.startedAt,
      account: this.request.caller.accountId,
      region: this.request.region,
      model: this.called,
      operation: this.operation,
      outcome: ending.outcome,
      ...(this.inferenceRegion === undefined ? {} : { inferenceRegion: this.inferenceRegion }),
      inputTokens,
      outputTokens,
      durationMs: this.timings.latencyMs,
    });
  }

  private publishMetrics(ending: Ending): void {
    if (this.model === undefined) return;
    const now = this.clock.now();
    const { latencyMs, firstTokenMs } = this.timings;
    if (ending.outcome === 'success') {
      this.recorder.metrics.success(now, this.model.id, this.usage, latencyMs, isStreamOperation(this.operation) ? firstTokenMs : undefined);
    } else if (ending.status !== undefined) {
      this.recorder.metrics.failure(now, this.model.id, ending.status);
    }
  }

  private writeFailure(errorCode: string): void {
    const { model, request, operation, startedAt, holdings } = this;
    if (model === undefined) return;
    const { requestMetadata } = holdings?.parsed ?? {};
    this.recorder.logFailure(this.clock.now(), invocationFailure({ request, operation, model, startedAt, requestMetadata }, errorCode));
  }

  private writeLog(): void {
    const { model, inferenceRegion, holdings, request, operation, startedAt, outputBody, usage } = this;
    if (model === undefined || inferenceRegion === undefined || holdings === undefined) return;
    const { body: inputBody, requestMetadata } = holdings.parsed;
    this.recorder.log(this.clock.now(), invocationRecord({
      request,
      operation,
      model,
      startedAt,
      inferenceRegion,
      inputBody,
      outputBody,
      usage,
      ...(requestMetadata === undefined ? {} : { requestMetadata }),
    }));
  }
}
