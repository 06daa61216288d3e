import { settle } from './admission';
import { Admission, createAttemptGate, GateTools } from './attempt-gate';
import { createAttemptLog } from './attempt-log';
import { createAttemptWitness, WitnessTools } from './attempt-witness';
import {
  AttemptLimits, Step, WithheldReason,
  afterCalledFor, afterCancelled, afterFailure, afterFull, afterWithheld, isUntried, nextStep, startAttempts,
} from '../attempts/attempt-planner';
import { AttemptScope } from '../attempts/attempt-scope';
import { Candidate } from '../attempts/candidates';
import { isLarger, Misfit } from '../attempts/fit';
import { hedgeCandidate, Hedging } from '../attempts/hedging';
import { AttemptRecord } from '../decision-record';
import { CallerLeft } from './caller-left';
import { answerOf, exhausted } from './failure-answers';
import { AttemptEnd, beginAttempt, BegunAttempt, Call } from './one-attempt';
import { race } from './race';
import { RequestTrace } from './request-trace';
import { Account } from './settlement';
import { classify } from '../failures/classify';
import { failureClass } from '../failures/failure-classes';
import { JudgedCandidate, Verdict } from '../health/order-by-health';
import { Amount } from '../ledger/item-write';
import { Reservation } from '../ledger/ledger';
import { NOTHING } from '../ledger/window';
import { LoadedTarget } from '../loaded-plan';
import { Random } from '../ports';
import { UpstreamError } from '../upstream-error';

export interface AttemptTools extends WitnessTools, GateTools {
  readonly random: Random;
}

export interface AttemptRequest {
  readonly tenant: string;
  readonly candidates: readonly JudgedCandidate[];
  /** Not to be tried, and why. */
  readonly misfits: readonly Misfit[];
  readonly limits: AttemptLimits;
  /** What one attempt takes from a target's declared capacity. */
  readonly amount: Amount;
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

interface Running<Result> extends BegunAttempt<Result>, Admission {
  readonly index: number;
  /** Whether it joined one that was slow. */
  readonly hedge: boolean;
}

export function createAttemptSession(tools: AttemptTools, request: AttemptRequest, trace: RequestTrace): AttemptSession {
  const { ledger, clock, random } = tools;
  const { tenant, limits, callerSignal, account } = request;
  const verdicts = new Map<Candidate, Verdict>();
  const consider = (judged: readonly JudgedCandidate[]): readonly Candidate[] => judged.map(({ candidate, verdict }) => {
    verdicts.set(candidate, verdict);
    return candidate;
  });
  const witness = createAttemptWitness(tools, request.candidates);
  const gate = createAttemptGate(tools, { ...request, deadlineAt: limits.deadlineAt }, trace);
  const setting = { clock, deadlineAt: limits.deadlineAt, callerSignal, witness };
  let state = startAttempts(consider(request.candidates), request.misfits);
  let { forLongRequests } = request;
  tools.retryBudget.request(tenant, request.candidates.map(({ candidate }) => candidate.target.name));
  const log = createAttemptLog(trace);

  const note = ({ candidate, startedAt, hedge }: Running<unknown>, outcome: AttemptRecord['outcome'], cause?: UpstreamError) => {
    log.ended(candidate, { startedAt, endedAt: clock.now(), outcome, cause, hedge });
  };

  const start = <Result>(index: number, call: Call<Result>, admission: Admission, hedge: boolean): Running<Result> => {
    const { candidate } = state.candidates[index]!;
    log.called(candidate);
    const untried = state.candidates.some((other, at) => at !== index && isUntried(other));
    return { ...admission, ...beginAttempt(setting, candidate, { untried }, call), index, hedge };
  };

  /** @returns undefined when the candidate cannot be called, which the state knows then */
  const begin = async <Result>({ index, waitMs }: Step & { readonly kind: 'try' }, call: Call<Result>): Promise<Running<Result> | undefined> => {
    const { target } = state.candidates[index]!.candidate;
    const entry = await gate.enter(target, { extra: state.attempts > 0, waitMs });
    if (entry.kind === 'admitted') return start(index, call, entry, false);
    witness.passedOver(target.name);
    state = entry.kind === 'full' ? afterFull(state, index, entry.forMs) : afterWithheld(state, index);
    return undefined;
  };

  /** @returns undefined when there is no second target with room; the request waits for the first one then */
  const join = async <Result>(first: Running<Result>, call: Call<Result>, stillWanted: () => boolean): Promise<Running<Result> | undefined> => {
    const index = hedgeCandidate(state, first.index, limits, (other) => verdicts.get(other) === 'healthy');
    if (index === undefined) return undefined;
    const admission = await gate.enterBeside(state.candidates[index]!.candidate.target, stillWanted);
    return admission && start(index, call, admission, true);
  };

  /** Another attempt has ended the request. What this one has sent is charged unless the request costs nothing at all. */
  const giveUp = (attempt: Running<unknown>, charged: boolean) => {
    attempt.cancel();
    note(attempt, 'hedgeLost');
    state = afterCancelled(state);
    const { candidate: { target }, reservation } = attempt;
    if (charged) account.meanwhile(account.add({ target, reservation, contentEvents: 0 }));
  };

  /** @returns nothing when the attempt has failed and others may be tried */
  const takeIn = async <Result>(attempt: Running<Result>, end: AttemptEnd<Result>): Promise<SuccessfulAttempt<Result> | undefined> => {
    const { candidate, reservation } = attempt;
    switch (end.kind) {
      case 'answered':
        note(attempt, 'answered');
        attempt.giveBackExtra();
        return { candidate, result: end.result, reservation, scope: end.scope };
      case 'callerLeft':
        note(attempt, 'callerLeft');
        // Bedrock has begun to read the input: a tenant that hangs up in time, again and again, would use it for nothing.
        await account.add({ target: candidate.target, reservation, contentEvents: 0 });
        throw new CallerLeft();
      case 'failed':
        await takeInFailure(attempt, end);
        return undefined;
      case 'cancelled': throw new Error('an attempt that was given up cannot be what was waited for');
      case 'fault': throw end.error;
    }
  };

  const takeInFailure = async (attempt: Running<unknown>, { failure, cause }: AttemptEnd<unknown> & { readonly kind: 'failed' }) => {
    const { index, candidate: { target }, reservation } = attempt;
    note(attempt, failure, cause);
    // Only an answer, or that nothing was sent, proves that nothing was used; a call that was cut off may still count at Bedrock.
    if (cause.status !== undefined || cause.details.notSent) await settle(ledger, reservation, NOTHING, trace);
    if (failure === 'contextExceeded' && await turnToLarger(target)) return;
    state = afterFailure(state, { index, failure, retryAfterMs: cause.details.retryAfterMs }, clock.now(), random);
    if (!failureClass(failure).otherTarget) throw answerOf(failure, cause);
  };

  /** @returns false when no other target could take what this one has refused as too long */
  const turnToLarger = async (refused: LoadedTarget): Promise<boolean> => {
    const others = await forLongRequests?.(refused) ?? [];
    forLongRequests = undefined;
    const larger = ({ target }: Candidate) => isLarger(target, refused);
    if (others.length === 0 && !state.candidates.some((known) => isUntried(known) && larger(known.candidate))) return false;
    witness.consider(others);
    state = afterCalledFor(state, 'contextTooSmall', consider(others), larger);
    return true;
  };

  const outcomeOf = async <Result>(first: Running<Result>, call: Call<Result>, hedging: Hedging | undefined) => {
    const delayMs = hedging?.delayMs(first.candidate.target.name);
    if (delayMs === undefined) return takeIn(first, await first.end);
    const { ended, end, other } = await race<Result, Running<Result>>(first, clock, delayMs, (stillWanted) => {
      const joining = join(first, call, stillWanted);
      account.meanwhile(joining);
      return joining;
    }).catch((error: unknown) => {
      first.cancel();
      throw error;
    });
    const goesOn = end.kind === 'failed' && failureClass(end.failure).otherTarget;
    if (other && !goesOn) {
      giveUp(other, end.kind === 'answered' || end.kind === 'callerLeft');
      if (other === first && end.kind === 'answered') hedging?.gaveUp(first.candidate.target.name, clock.now() - first.startedAt);
    }
    const answered = await takeIn(ended, end);
    return answered || !other || !goesOn ? answered : takeIn(other, await other.end);
  };

  const next = async <Result>(call: Call<Result>, { answerBy = Infinity, hedging }: NextOptions): Promise<SuccessfulAttempt<Result>> => {
    const deadlineAt = Math.min(limits.deadlineAt, answerBy);
    for (;;) {
      const step = nextStep(state, { ...limits, deadlineAt }, clock.now());
      if (step.kind === 'stop') throw exhausted(state);
      const attempt = await begin(step, call);
      // Only the first attempt of a request is hedged: after a failure the next one is a second chance already.
      const answered = attempt && await outcomeOf(attempt, call, state.attempts === 0 ? hedging : undefined);
      if (answered) return answered;
    }
  };

  return {
    async next(call, options = {}) {
      try {
        return await next(call, options);
      } catch (error) {
        witness.done();
        throw error;
      } finally {
        log.candidates(state.candidates, (candidate) => verdicts.get(candidate));
      }
    },

    broke({ candidate }, error) {
      const index = state.candidates.findIndex((known) => known.candidate === candidate);
      const failure = classify(error);
      tools.health.failed(candidate.target.name, failure);
      state = afterFailure(state, { index, failure }, clock.now(), random);
      log.amend(candidate, failure, clock.now(), error);
    },

    turnTo(others, { candidate }, reason) {
      log.amend(candidate, reason, clock.now());
      witness.consider(others);
      const known = new Set(state.candidates.map((other) => other.candidate));
      const wanted = consider(others);
      state = afterCalledFor(state, reason, wanted.filter((other) => !known.has(other)), (other) => wanted.includes(other) && other !== candidate);
    },
  };
}
