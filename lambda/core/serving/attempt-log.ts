import { CandidateState } from '../attempts/attempt-planner';
import { Candidate } from '../attempts/candidates';
import { AttemptRecord, CandidateRecord } from '../decision-record';
import { configurationCause } from '../failures/configuration-cause';
import { Verdict } from '../health/order-by-health';
import { UpstreamError } from '../upstream-error';
import { RequestTrace } from './request-trace';

/** Writes down what the decision record tells of candidates and attempts. */
export interface AttemptLog {
  /** The candidate is being called. */
  called(candidate: Candidate): void;
  ended(candidate: Candidate, attempt: EndedAttempt): void;
  /** The last attempt of this candidate has ended otherwise than it seemed. */
  amend(candidate: Candidate, outcome: AttemptRecord['outcome'], endedAt: number, cause?: UpstreamError): void;
  candidates(known: readonly CandidateState[], verdictOf: (candidate: Candidate) => Verdict | undefined): void;
}

export interface EndedAttempt {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: AttemptRecord['outcome'];
  readonly cause?: UpstreamError;
  readonly hedge: boolean;
}

export function createAttemptLog(trace: RequestTrace): AttemptLog {
  const called = new Set<Candidate>();
  const lastOf = new Map<Candidate, AttemptRecord>();
  return {
    called: (candidate) => void called.add(candidate),

    ended(candidate, { startedAt, endedAt, outcome, cause, hedge }) {
      const record: AttemptRecord = {
        target: candidate.target.name,
        startedAfterMs: startedAt - trace.arrivedAt,
        durationMs: endedAt - startedAt,
        outcome,
        ...(hedge ? { hedge } : {}),
        ...causeOf(outcome, cause),
      };
      lastOf.set(candidate, record);
      trace.attempts.push(record);
    },

    amend(candidate, outcome, endedAt, cause) {
      const last = lastOf.get(candidate);
      const index = last ? trace.attempts.indexOf(last) : -1;
      if (!last || index < 0) return;
      const amended = { ...last, durationMs: endedAt - trace.arrivedAt - last.startedAfterMs, outcome, ...causeOf(outcome, cause) };
      lastOf.set(candidate, amended);
      trace.attempts[index] = amended;
    },

    candidates(known, verdictOf) {
      trace.candidates = known.map((state): CandidateRecord => {
        const { target, tier } = state.candidate;
        const skipped = called.has(state.candidate) ? undefined : reasonToSkip(state, verdictOf(state.candidate));
        return { target: target.name, tier, ...(skipped ? { skipped } : {}) };
      });
    },
  };
}

function causeOf(
  outcome: AttemptRecord['outcome'], error: UpstreamError | undefined,
): Pick<AttemptRecord, 'cause' | 'code' | 'status' | 'upstreamRequestId'> {
  if (!error) return {};
  return {
    ...outcome === 'configuration' && { cause: configurationCause(error) },
    code: error.code,
    status: error.status,
    upstreamRequestId: error.details.requestId,
  };
}

function reasonToSkip({ fullForMs, withheld }: CandidateState, verdict: Verdict | undefined): CandidateRecord['skipped'] {
  if (fullForMs !== undefined) return 'capacityUsedUp';
  return withheld ?? (verdict === 'open' ? 'breakerOpen' : undefined);
}
