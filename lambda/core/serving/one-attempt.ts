import { AttemptScope, openAttemptScope } from '../attempts/attempt-scope';
import { Candidate } from '../attempts/candidates';
import { classify } from '../failures/classify';
import { FailureName } from '../failures/failure-classes';
import { Clock } from '../ports';
import { isUpstreamError, UpstreamError } from '../upstream-error';
import { AttemptWitness, CalledTarget } from './attempt-witness';

/** One upstream call. @throws UpstreamError */
export type Call<Result> = (candidate: Candidate, scope: AttemptScope, others: OtherCandidates) => Promise<Result>;

export interface OtherCandidates {
  /** There is a candidate that has not been tried yet. */
  readonly untried: boolean;
}

/** How an attempt has ended. */
export type AttemptEnd<Result> =
  /** The scope is still open: a stream is read within it. */
  | { readonly kind: 'answered'; readonly result: Result; readonly scope: AttemptScope; readonly completed: () => void }
  | { readonly kind: 'failed'; readonly failure: FailureName; readonly cause: UpstreamError }
  | { readonly kind: 'callerLeft' }
  /** It was given up because another one has answered. */
  | { readonly kind: 'cancelled' }
  /** Not the upstream's failure, but a fault in here. */
  | { readonly kind: 'fault'; readonly error: unknown };

export interface BegunAttempt<Result> {
  readonly candidate: Candidate;
  readonly startedAt: number;
  /** Never rejects. */
  readonly end: Promise<AttemptEnd<Result>>;
  /** Gives it up, whether or not it has answered. */
  cancel(): void;
}

export interface AttemptSetting {
  readonly clock: Clock;
  readonly deadlineAt: number;
  readonly callerSignal: AbortSignal;
  readonly witness: AttemptWitness;
}

/** Makes one call, and tells the witness how it ended. */
export function beginAttempt<Result>(
  { clock, deadlineAt, callerSignal, witness }: AttemptSetting, candidate: Candidate, others: OtherCandidates, call: Call<Result>,
): BegunAttempt<Result> {
  const startedAt = clock.now();
  const scope = openAttemptScope(clock, deadlineAt, callerSignal);
  const seen = witness.called(candidate.target.name, startedAt);
  scope.onClosed(seen.ended);

  let cancelled = false;

  const run = async (): Promise<AttemptEnd<Result>> => {
    try {
      const result = await call(candidate, scope, others);
      seen.answered();
      return { kind: 'answered', result, scope, completed: seen.completed };
    } catch (error) {
      scope.close();
      if (!cancelled) return endOf(error, scope, callerSignal, seen);
      seen.abandoned();
      return { kind: 'cancelled' };
    }
  };
  return {
    candidate,
    startedAt,
    end: run(),
    cancel() {
      cancelled = true;
      scope.close();
    },
  };
}

function endOf(error: unknown, { signal }: AttemptScope, callerSignal: AbortSignal, seen: CalledTarget): AttemptEnd<never> {
  const cause = callerSignal.aborted ? undefined : [signal.reason as unknown, error].find(isUpstreamError);
  if (cause) {
    const failure = classify(cause);
    seen.failed(failure);
    return { kind: 'failed', failure, cause };
  }
  seen.abandoned();
  return callerSignal.aborted ? { kind: 'callerLeft' } : { kind: 'fault', error };
}
