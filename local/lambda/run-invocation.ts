import { randomUUID } from 'node:crypto';
import type { LambdaFunctionModel } from '../assembly/model';
import { Clock } from '../clock';
import { Run } from './environment';
import { FunctionLog } from './function-log';
import { Invocation, InvocationReport, LambdaFunctionError } from './invocation';
import type { Slot } from './lambda-function';

export interface RunInvocationOptions {
  readonly slot: Slot;
  /** The environment has not finished loading its code. */
  readonly cold: boolean;
  /** The event as JSON. */
  readonly payload: string;
  readonly model: LambdaFunctionModel;
  readonly clock: Clock;
  readonly log: FunctionLog;
  readonly signal?: AbortSignal;
}

/** Lambda gives loading the code at least this long, however short the function's own timeout is. */
const MIN_INIT_MILLIS = 10_000;

/** Sends one event through one environment, under the function's timeout. */
export function runInvocation(options: RunInvocationOptions): Invocation {
  const { slot, model, clock, log, signal } = options;
  const environment = slot.environment!;
  const requestId = randomUUID();
  const timeoutMillis = model.timeoutSeconds * 1000;
  slot.requestId = requestId;
  slot.state = options.cold ? 'starting' : 'busy';

  const started = start();
  const finished = observe();
  return { requestId, finished, body: { [Symbol.asyncIterator]: read } };

  async function start(): Promise<{ run: Run; startedAt: number }> {
    if (options.cold) await within(Math.max(MIN_INIT_MILLIS, timeoutMillis), environment.ready);
    slot.state = 'busy';
    log.started(slot.logStream, requestId);
    const startedAt = clock.now();
    const run = environment.run(requestId, options.payload, timeoutMillis);
    void within(timeoutMillis, run.outcome).catch(() => undefined);
    const leave = () => {
      run.body.abandon(signal?.reason);
      run.breakPipe();
    };
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave, { once: true });
    void run.outcome.finally(() => signal?.removeEventListener('abort', leave));
    return { run, startedAt };
  }

  /** Kills the environment when `work` takes longer than `millis`. */
  async function within<Result>(millis: number, work: Promise<Result>): Promise<Result> {
    const stop = new AbortController();
    void clock.sleep(millis, stop.signal).then(
      () => environment.kill(timedOut(requestId, millis)),
      () => undefined,
    );
    return work.finally(() => stop.abort());
  }

  async function observe(): Promise<InvocationReport> {
    const begin = slot.startedAt;
    try {
      const { run, startedAt } = await started;
      const { heapBytes, ...outcome } = await run.outcome;
      const report = {
        requestId,
        durationMillis: clock.now() - startedAt,
        ...(options.cold ? { initMillis: startedAt - begin } : {}),
        ...outcome,
      };
      log.finished(slot.logStream, report, heapBytes);
      return report;
    } catch (error) {
      // The code could not be loaded, so the handler never ran.
      const report = { requestId, durationMillis: clock.now() - begin, streaming: false, error: asFunctionError(error) };
      log.finished(slot.logStream, report, 0);
      return report;
    }
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    const { run } = await Promise.race([started, aborted(signal)]);
    yield* run.body;
  }
}

function asFunctionError(error: unknown): LambdaFunctionError {
  return error instanceof LambdaFunctionError ? error : new LambdaFunctionError('Runtime.Unknown', error instanceof Error ? error.message : String(error));
}

function timedOut(requestId: string, millis: number): LambdaFunctionError {
  return new LambdaFunctionError('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${(millis / 1000).toFixed(2)} seconds`);
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted === true) reject(signal.reason);
    else signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
