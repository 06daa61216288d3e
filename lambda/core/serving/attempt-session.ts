import { GateTools } from './attempt-gate';
import { Call } from './one-attempt';
import { AttemptLimits, WithheldReason } from '../attempts/attempt-planner';
import { AttemptScope } from '../attempts/attempt-scope';
import { Candidate } from '../attempts/candidates';
import { Misfit } from '../attempts/fit';
import { Hedging } from '../attempts/hedging';
import { AttemptRecord } from '../decision-record';
import { Asking } from '../fairness/pool-request';
import { JudgedCandidate } from '../health/order-by-health';
import { Reservation } from '../ledger/ledger';
import { LoadedTarget } from '../loaded-plan';
import { Use } from '../quotas/quota-dimensions';
import { UpstreamError } from '../upstream-error';
import { WitnessTools } from './attempt-witness';
import { Account } from './settlement';

export interface AttemptTools extends WitnessTools, GateTools {}

export interface AttemptRequest {
  readonly tenant: string;
  readonly candidates: readonly JudgedCandidate[];
  /** Not to be tried, and why. */
  readonly misfits: readonly Misfit[];
  readonly limits: AttemptLimits;
  /** What one attempt takes from a target's declared capacity. */
  readonly use: Use;
  /** Absent: whoever comes first gets what there is. */
  readonly asking?: Asking;
  /** Until then the request waits for capacity. */
  readonly queueUntil?: number;
  readonly callerSignal: AbortSignal;
  readonly account: Account;
  /** Targets for a request that was too long for this one. */
  readonly forLongRequests?: (refused: LoadedTarget) => Promise<readonly JudgedCandidate[]>;
}

export interface SuccessfulAttempt<Result> {
  readonly candidate: Candidate;
  readonly result: Result;
  readonly reservation?: Reservation;
  /** Still open: a stream is read within it. */
  readonly scope: AttemptScope;
  /** To be called when nothing of the answer is missing. */
  readonly completed: () => void;
}

export interface NextOptions {
  readonly hedging?: Hedging;
  /** No attempt is begun after that, in milliseconds since the epoch; absent, the deadline alone counts. */
  readonly answerBy?: number;
}

/** The attempts of one request: one state, one count and one deadline, also when a stream has to be taken up again. */
export interface AttemptSession {
  /**
   * Tries candidates until one answers.
   * @throws GatewayError when none is left, CallerLeft when nobody waits for the answer any more
   */
  next<Result>(call: Call<Result>, options?: NextOptions): Promise<SuccessfulAttempt<Result>>;
  /** An attempt that had answered has broken after all. */
  broke(attempt: SuccessfulAttempt<unknown>, error: UpstreamError): void;
  /** An attempt has answered that other targets are to be asked: from here on only they are. */
  turnTo(others: readonly JudgedCandidate[], attempt: SuccessfulAttempt<unknown>, reason: WithheldReason & AttemptRecord['outcome']): void;
}
