import { settle } from './admission';
import { Admission, createAttemptGate } from './attempt-gate';
import { createAttemptLog } from './attempt-log';
import { AttemptRequest, AttemptSession, AttemptTools, NextOptions, SuccessfulAttempt } from './attempt-session';
import { createAttemptWitness } from './attempt-witness';
import {
  CandidateState, Step,
  afterCalledFor, afterCounted, afterFailure, afterFull, afterWithheld, hasBeenTried, isUntried, nextStep, startAttempts,
} from '../attempts/attempt-planner';
import { Candidate } from '../attempts/candidates';
import { isLarger } from '../attempts/fit';
import { hedgeCandidate, Hedging } from '../attempts/hedging';
import { AttemptRecord } from '../decision-record';
import { CallerLeft } from './caller-left';
import { answerOf, exhausted } from './failure-answers';
import { AttemptEnd, beginAttempt, BegunAttempt, Call } from './one-attempt';
import { race } from './race';
import { RequestTrace } from './request-trace';
import { classify } from '../failures/classify';
import { failureClass, FailureName } from '../failures/failure-classes';
import { GatewayError } from '../gateway-error';
import { JudgedCandidate, Verdict } from '../health/order-by-health';
import { LoadedTarget } from '../loaded-plan';
import { NO_USE } from '../quotas/quota-dimensions';
import { UpstreamError } from '../upstream-error';

interface Running<Result> extends BegunAttempt<Result>, Admission {
  readonly index: number;
  /** Whether it joined one that was slow. */
  readonly hedge: boolean;
}

type Failed = AttemptEnd<unknown> & { readonly kind: 'failed' };

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
  let tooLongFor: LoadedTarget | undefined;
  const names = request.candidates.map(({ candidate }) => candidate.target.name);
  tools.retryBudget.request(tenant, names);
  tools.hedgeBudget.request(tenant, names);
  const considerMore = (others: readonly JudgedCandidate[]): readonly Candidate[] => {
    witness.consider(others);
    tools.retryBudget.consider(others.map(({ candidate }) => candidate.target.name));
    return consider(others);
  };
  const log = createAttemptLog(trace);
  /** What the caller is told of a request that was too long, if no larger target can be asked. */
  let refusal: GatewayError | undefined;

  const note = ({ candidate, startedAt, hedge }: Running<unknown>, outcome: AttemptRecord['outcome'], cause?: UpstreamError) => {
    log.ended(candidate, { startedAt, endedAt: clock.now(), outcome, cause, hedge });
  };

  const start = <Result>(index: number, call: Call<Result>, admission: Admission, hedge: boolean): Running<Result> => {
    const { candidate } = state.candidates[index]!;
    const untried = !hedge && state.attempts + 1 < limits.maxAttempts && state.candidates.some((other, at) => at !== index && isUntried(other));
    log.called(candidate);
    return Object.assign(beginAttempt(setting, candidate, { untried }, call), admission, { index, hedge });
  };

  /** @returns undefined when the candidate cannot be called, which the state knows then */
  const begin = async <Result>({ index, waitMs }: Step & { readonly kind: 'try' }, call: Call<Result>, answerBy: number): Promise<Running<Result> | undefined> => {
    const { target } = state.candidates[index]!.candidate;
    const entry = await gate.enter(target, { extra: state.attempts > 0, waitMs, answerBy });
    if (entry.kind === 'admitted') return start(index, call, entry, false);
    witness.passedOver(target.name);
    state = entry.kind === 'full' ? afterFull(state, index, entry.forMs, entry.againAt) : afterWithheld(state, index);
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
    state = afterCounted(state);
    const { candidate: { target }, reservation } = attempt;
    if (charged) account.meanwhile(account.add({ target, reservation, outputEstimate: 0 }));
  };

  /** @returns nothing when the attempt has failed and others may be tried */
  const takeIn = async <Result>(attempt: Running<Result>, end: AttemptEnd<Result>): Promise<SuccessfulAttempt<Result> | undefined> => {
    const { candidate, reservation } = attempt;
    switch (end.kind) {
      case 'answered':
        note(attempt, 'answered');
        attempt.giveBackExtra();
        return { candidate, result: end.result, reservation, scope: end.scope, completed: end.completed };
      case 'callerLeft':
        note(attempt, 'callerLeft');
        attempt.giveBackExtra();
        // Bedrock has begun to read the input: a tenant that hangs up in time, again and again, would use it for nothing.
        await account.add({ target: candidate.target, reservation, outputEstimate: 0 });
        throw new CallerLeft();
      case 'failed':
        await noteFailure(attempt, end);
        return drawConsequences(attempt, end);
      case 'cancelled': throw new Error('an attempt that was given up cannot be what was waited for');
      case 'fault':
        note(attempt, 'fault');
        throw end.error;
    }
  };

  const noteFailure = async (attempt: Running<unknown>, { failure, cause }: Pick<Failed, 'failure' | 'cause'>) => {
    note(attempt, failure, cause);
    // A caller's own mistake is no sign of an outage: it must not use up what outages need.
    if (failureClass(failure).blame === 'caller') attempt.giveBackExtra();
    // Only an answer, or that nothing was sent, proves that nothing was used; a call that was cut off may still count at Bedrock.
    if (cause.status !== undefined || cause.details.notSent) await settle(ledger, attempt.reservation, NO_USE, trace);
  };

  /** Says what follows from a failure that has been noted. @throws GatewayError when nothing else may be tried */
  const drawConsequences = async ({ index, candidate: { target } }: Running<unknown>, { failure, cause }: Failed): Promise<undefined> => {
    if (failure === 'contextExceeded') {
      refusal = answerOf(failure, cause);
      if (await turnToLarger(target)) return undefined;
    }
    state = afterFailure(state, { index, failure, retryAfterMs: cause.details.retryAfterMs }, clock.now(), random);
    if (!failureClass(failure).otherTarget) throw answerOf(failure, cause);
    return undefined;
  };

  /** @returns false when no other target could take what this one has refused as too long */
  const turnToLarger = async (refused: LoadedTarget): Promise<boolean> => {
    const larger = ({ target }: Candidate) => isLarger(target, refused);
    if (!state.candidates.some((known) => mayBeTried(known) && larger(known.candidate))) return turnToLargest(refused);
    tooLongFor = refused;
    state = afterCalledFor(afterCounted(state), 'contextTooSmall', [], larger);
    return true;
  };

  /** The chain for long requests, which is asked about only when it is needed: whoever asks may have to probe. */
  const turnToLargest = async (refused: LoadedTarget, counted = false): Promise<boolean> => {
    const others = await forLongRequests?.(refused) ?? [];
    forLongRequests = undefined;
    if (others.length === 0) return false;
    state = afterCalledFor(counted ? state : afterCounted(state), 'contextTooSmall', considerMore(others), () => counted);
    return true;
  };

  const outcomeOf = async <Result>(first: Running<Result>, call: Call<Result>, hedging: Hedging | undefined) => {
    const delayMs = hedging?.delayMs(first.candidate.target.name);
    if (delayMs === undefined) return takeIn(first, await first.end);
    const { ended, end, other } = await race<Result, Running<Result>>(first, clock, delayMs, (stillWanted) => {
      // A fault in asking a second one is no reason to give up the first.
      const joining = join(first, call, stillWanted).catch(() => undefined);
      account.meanwhile(joining);
      return joining;
    }, (late) => giveUp(late, true));
    if (!other) return takeIn(ended, end);
    // What only the second one takes for the caller's mistake ends nothing: they need not be of one model.
    if (end.kind !== 'failed' || !(mayStillBeAnswered(end.failure) || ended.hedge)) {
      giveUp(other, end.kind === 'answered' || end.kind === 'callerLeft');
      if (other === first && end.kind === 'answered') hedging?.gaveUp(first.candidate.target.name, clock.now() - first.startedAt);
      return takeIn(ended, end);
    }
    await noteFailure(ended, end);
    if (failureClass(end.failure).otherTarget) {
      await drawConsequences(ended, end);
      return takeIn(other, await other.end);
    }
    // Too long or wrong for one of them counts for the request only if the other does not answer either.
    const otherEnd = await other.end;
    if (otherEnd.kind === 'failed' && otherEnd.failure !== end.failure) return await takeIn(other, otherEnd) ?? drawConsequences(ended, end);
    state = afterCounted(state);
    return takeIn(other, otherEnd);
  };

  const next = async <Result>(call: Call<Result>, { answerBy = Infinity, hedging }: NextOptions): Promise<SuccessfulAttempt<Result>> => {
    const deadlineAt = Math.min(limits.deadlineAt, answerBy);
    for (;;) {
      const step = nextStep(state, { ...limits, deadlineAt }, clock.now());
      if (step.kind === 'stop') {
        const over = state.attempts >= limits.maxAttempts || clock.now() >= deadlineAt;
        if (tooLongFor && !over && await turnToLargest(tooLongFor, true)) continue;
        throw refusal && !hasBeenTried(state) ? refusal : exhausted(state);
      }
      const attempt = await begin(step, call, deadlineAt);
      // Only the first attempt of a request is hedged: after a failure the next one is a second chance already.
      const answered = attempt && await outcomeOf(attempt, call, state.attempts === 0 ? hedging : undefined);
      if (answered) return answered;
    }
  };

  return {
    async next(call, options = {}) {
      try {
        return await next(call, options);
      } finally {
        witness.done();
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
      const known = new Set(state.candidates.map((other) => other.candidate));
      const wanted = considerMore(others);
      state = afterCalledFor(afterCounted(state), reason, wanted.filter((other) => !known.has(other)), (other) =>
        wanted.includes(other) && other !== candidate);
    },
  };
}

/** For the first time, or again after a pause. */
function mayBeTried(known: CandidateState): boolean {
  return isUntried(known) || known.retryAt !== undefined;
}

/** Whether an attempt that runs beside one that has failed may still answer. */
function mayStillBeAnswered(failure: FailureName): boolean {
  return failureClass(failure).otherTarget || failure === 'contextExceeded';
}
