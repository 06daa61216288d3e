import { FAILURE_CLASSES, FailureName, failureClass } from '../failures/failure-classes';
import { Random } from '../ports';
import { Candidate } from './candidates';
import { Misfit } from './fit';

/**
 * The retry budget does not allow the candidate, the operator has taken it out, the request asks for more than it can
 * take, or the cause of a failure calls for other targets.
 */
export type WithheldReason = 'retryBudgetUsedUp' | 'drained' | 'contextTooSmall' | 'outputLimitTooSmall' | 'answerFiltered';

/** What is known of one candidate of one request. */
export interface CandidateState {
  readonly candidate: Candidate;
  readonly attempts: number;
  /** Declared capacity was used up when its turn came: for how long, infinitely if the request is larger than the capacity itself. */
  readonly fullForMs?: number;
  /** Why it is not to be tried, or not again. */
  readonly withheld?: WithheldReason;
  readonly failure?: FailureName;
  /** When it may be tried again, if it may at all. */
  readonly retryAt?: number;
}

/** One request's attempts so far. Plain data: the same decisions follow from the same state. */
export interface AttemptState {
  readonly candidates: readonly CandidateState[];
  readonly attempts: number;
}

export interface AttemptLimits {
  readonly deadlineAt: number;
  readonly maxAttempts: number;
}

export type Step =
  | { readonly kind: 'try'; readonly index: number; readonly waitMs: number }
  | { readonly kind: 'stop' };

/** Of one target within one request; what fails three times in a row is better served by an error than by waiting. */
const MAX_ATTEMPTS_PER_TARGET = 3;

/** A retry that could not even be answered before the deadline is not started. */
const SHORTEST_ATTEMPT_MS = 50;

/** @param misfits candidates that are not to be tried at all, and why: for the record */
export function startAttempts(candidates: readonly Candidate[], misfits: readonly Misfit[] = []): AttemptState {
  return {
    attempts: 0,
    candidates: [
      ...candidates.map((candidate) => ({ candidate, attempts: 0 })),
      ...misfits.map(({ candidate, reason }) => ({ candidate, attempts: 0, withheld: reason })),
    ],
  };
}

/** Untried candidates first, in order; when none is left, the one that may be retried soonest. */
export function nextStep(state: AttemptState, limits: AttemptLimits, now: number): Step {
  if (state.attempts >= limits.maxAttempts || now >= limits.deadlineAt) return { kind: 'stop' };
  const untried = state.candidates.findIndex(isUntried);
  if (untried >= 0) return { kind: 'try', index: untried, waitMs: 0 };

  let soonest = -1;
  state.candidates.forEach(({ retryAt }, index) => {
    const best = state.candidates[soonest]?.retryAt ?? Infinity;
    if (retryAt !== undefined && retryAt < best) soonest = index;
  });
  const retryAt = state.candidates[soonest]?.retryAt;
  if (retryAt === undefined || retryAt + SHORTEST_ATTEMPT_MS >= limits.deadlineAt) return { kind: 'stop' };
  return { kind: 'try', index: soonest, waitMs: Math.max(0, retryAt - now) };
}

export interface FailedAttempt {
  readonly index: number;
  readonly failure: FailureName;
  /** From the upstream's own Retry-After. */
  readonly retryAfterMs?: number;
}

/** A failure that would be the same everywhere leaves nothing to try. */
export function afterFailure(state: AttemptState, failed: FailedAttempt, now: number, random: Random): AttemptState {
  const { otherTarget } = failureClass(failed.failure);
  return {
    attempts: state.attempts + 1,
    candidates: state.candidates.map((candidate, index) => {
      if (index === failed.index) return recordFailure(candidate, failed, now, random);
      return otherTarget ? candidate : { ...candidate, attempts: candidate.attempts + 1, retryAt: undefined };
    }),
  };
}

function recordFailure(candidate: CandidateState, failed: FailedAttempt, now: number, random: Random): CandidateState {
  const pause = failureClass(failed.failure).sameTargetAfterMs;
  const attempts = candidate.attempts + 1;
  // Doubles with each failure of this target, and up to doubles again at random, so that retries spread out.
  const retryAt = pause === undefined || attempts >= MAX_ATTEMPTS_PER_TARGET
    ? undefined
    : now + Math.max(failed.retryAfterMs ?? 0, pause * 2 ** (attempts - 1) * (1 + random()));
  return { ...candidate, attempts, failure: failed.failure, retryAt };
}

/**
 * The candidate had no room: it is left out, which is not an attempt.
 * @param againAt for a request that waits for room
 */
export function afterFull(state: AttemptState, fullIndex: number, fullForMs: number, againAt?: number): AttemptState {
  return {
    ...state,
    candidates: state.candidates.map((candidate, index) =>
      index === fullIndex ? { ...candidate, fullForMs, retryAt: againAt } : candidate),
  };
}

/** The retry budget does not allow the candidate: it is left out, which is not an attempt. */
export function afterWithheld(state: AttemptState, withheldIndex: number): AttemptState {
  return {
    ...state,
    candidates: state.candidates.map((candidate, index) =>
      index === withheldIndex ? { ...candidate, withheld: 'retryBudgetUsedUp', retryAt: undefined } : candidate),
  };
}

/** An attempt has ended in a way that leaves its candidate as it was: given up, for example. */
export function afterCounted(state: AttemptState): AttemptState {
  return { ...state, attempts: state.attempts + 1 };
}

/**
 * The outcome of an attempt calls for other targets: from here on only they are tried, and those of the known ones
 * that stay.
 */
export function afterCalledFor(
  state: AttemptState, reason: WithheldReason, others: readonly Candidate[], stays: (candidate: Candidate) => boolean = () => false,
): AttemptState {
  return {
    ...state,
    candidates: [
      ...state.candidates.map((known): CandidateState => {
        const { candidate, attempts, withheld } = known;
        return stays(candidate) ? known : { candidate, attempts, withheld: withheld ?? reason };
      }),
      ...startAttempts(others).candidates,
    ],
  };
}

/** Neither tried nor left out. */
export function isUntried({ attempts, fullForMs, withheld }: CandidateState): boolean {
  return attempts === 0 && fullForMs === undefined && !withheld;
}

/** Whether a candidate that is not left out has failed or had no room. */
export function hasBeenTried({ candidates }: AttemptState): boolean {
  return candidates.some(({ failure, fullForMs }) => failure !== undefined || fullForMs !== undefined);
}

/** What to tell the caller when nothing is left: the failure that says most about what they can do. */
export function finalFailure(state: AttemptState): { readonly failure: FailureName | 'full'; readonly retryAfterMs?: number } {
  const failures = state.candidates.flatMap(({ failure }) => failure ?? []);
  const decisive = failures.find((failure) => !FAILURE_CLASSES[failure].otherTarget);
  if (decisive) return { failure: decisive };

  const waits = state.candidates.flatMap(({ fullForMs }) => fullForMs ?? []).filter(Number.isFinite);
  const retryAfterMs = waits.length > 0 ? Math.min(...waits) : undefined;
  const other = failures.find((failure) => FAILURE_CLASSES[failure].answer !== 'throttled');
  // Only when quotas alone stood in the way is "slow down" the truth.
  if (other) return { failure: other, retryAfterMs };
  if (failures[0]) return { failure: failures[0], retryAfterMs };
  return state.candidates.some(isUntried) ? { failure: 'deadline' } : { failure: 'full', retryAfterMs };
}
