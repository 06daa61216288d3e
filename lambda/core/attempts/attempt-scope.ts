import { Clock } from '../ports';
import { UpstreamError } from '../upstream-error';

/** The life of one attempt: aborts when the caller leaves or the deadline passes. */
export interface AttemptScope {
  readonly signal: AbortSignal;
  /** Ends the attempt with this error. */
  fail(error: UpstreamError): void;
  /** Ends the attempt with this error unless the returned function is called within the time. */
  expectWithin(ms: number, error: UpstreamError): () => void;
  /** To be called once, when the attempt is over. */
  onClosed(callback: () => void): void;
  /** Cancels the upstream call if it still runs, and stops watching the deadline. */
  close(): void;
}

/** Given as the reason, made once: an error for every attempt would cost more than the rest of this. */
const CLOSED = new Error('the attempt is over');

export function openAttemptScope(clock: Clock, deadlineAt: number, callerSignal: AbortSignal): AttemptScope {
  const own = new AbortController();
  const watching = new AbortController();
  const onCallerLeft = () => own.abort(callerSignal.reason);
  if (callerSignal.aborted) onCallerLeft();
  else callerSignal.addEventListener('abort', onCallerLeft, { once: true });

  const expectWithin = (ms: number, error: UpstreamError) => {
    const met = new AbortController();
    clock.sleep(ms, AbortSignal.any([met.signal, watching.signal])).then(() => own.abort(error), () => undefined);
    return () => met.abort(CLOSED);
  };
  clock.sleep(Math.max(0, deadlineAt - clock.now()), watching.signal).then(
    () => own.abort(new UpstreamError('DeadlineExceeded', undefined, 'the deadline of the request has passed')),
    () => undefined,
  );
  return {
    signal: own.signal,
    fail: (error) => own.abort(error),
    expectWithin,
    onClosed: (callback) => watching.signal.addEventListener('abort', callback, { once: true }),
    close() {
      callerSignal.removeEventListener('abort', onCallerLeft);
      watching.abort(CLOSED);
      own.abort(CLOSED);
    },
  };
}
