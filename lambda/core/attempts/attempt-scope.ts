import { Clock } from '../ports';
import { UpstreamError } from '../upstream-error';

/** The life of one attempt: aborts when the caller leaves or the deadline passes. */
export interface AttemptScope {
  readonly signal: AbortSignal;
  /** Ends the attempt with this error. */
  fail(error: UpstreamError): void;
  /** Ends the attempt with an error, made only then, unless the returned function is called within the time. */
  expectWithin(ms: number, failure: () => UpstreamError): () => void;
  /** To be called once, when the attempt is over. */
  onClosed(callback: () => void): void;
  /** Cancels the upstream call if it still runs, and stops watching the deadline. */
  close(): void;
}

/** Given as the reason, made once: an error for every attempt would cost more than the rest of this. */
const CLOSED = new Error('the attempt is over');

export function openAttemptScope(clock: Clock, deadlineAt: number, callerSignal: AbortSignal): AttemptScope {
  const own = new AbortController();
  const onCallerLeft = () => own.abort(callerSignal.reason);
  if (callerSignal.aborted) onCallerLeft();
  else callerSignal.addEventListener('abort', onCallerLeft, { once: true });

  const whenClosed = [clock.after(Math.max(0, deadlineAt - clock.now()), () => own.abort(deadlineExceeded()))];
  return {
    signal: own.signal,
    fail: (error) => own.abort(error),
    expectWithin(ms, failure) {
      const met = clock.after(ms, () => own.abort(failure()));
      whenClosed.push(met);
      return met;
    },
    onClosed: (callback) => void whenClosed.push(callback),
    close() {
      callerSignal.removeEventListener('abort', onCallerLeft);
      for (const stop of whenClosed.splice(0)) stop();
      own.abort(CLOSED);
    },
  };
}

function deadlineExceeded(): UpstreamError {
  return new UpstreamError('DeadlineExceeded', undefined, 'the deadline of the request has passed');
}
