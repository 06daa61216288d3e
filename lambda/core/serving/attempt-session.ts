import {
  AttemptLimits, AttemptState, CandidateState,
  afterCalledFor, afterFailure, afterFull, afterWithheld, finalFailure, isUntried, nextStep, startAttempts,
} from '../attempts/attempt-planner';
import { AttemptScope, openAttemptScope } from '../attempts/attempt-scope';
import { Candidate } from '../attempts/candidates';
import { RetryBudget } from '../attempts/retry-budget';
import { CandidateRecord } from '../decision-record';
import { classify } from '../failures/classify';
import { failureClass, FailureName } from '../failures/failure-classes';
import { GatewayError } from '../gateway-error';
import { Amount } from '../ledger/item-write';
import { Ledger, Reservation } from '../ledger/ledger';
import { NOTHING } from '../ledger/window';
import { Clock, Random } from '../ports';
import { isUpstreamError, UpstreamError } from '../upstream-error';
import { admitToTarget, settle } from './admission';
import { createAttemptWitness, WitnessTools } from './attempt-witness';
import { CallerLeft } from './caller-left';
import { RequestTrace } from './request-trace';
import { JudgedCandidate } from '../health/order-by-health';

export interface AttemptTools extends WitnessTools {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBudget: RetryBudget;
}

export interface AttemptRequest {
  readonly tenant: string;
  readonly candidates: readonly JudgedCandidate[];
  readonly limits: AttemptLimits;
  /** What one attempt takes from a target's declared capacity. */
  readonly amount: Amount;
  readonly callerSignal: AbortSignal;
  /** Targets for a request that is too long for the others. */
  readonly forLongRequests?: () => Promise<readonly JudgedCandidate[]>;
}

/** One upstream call. @throws UpstreamError */
export type Call<Result> = (candidate: Candidate, scope: AttemptScope, others: OtherCandidates) => Promise<Result>;

export interface OtherCandidates {
  /** There is a candidate that has not been tried yet. */
  readonly untried: boolean;
}

export interface SuccessfulAttempt<Result> {
  readonly candidate: Candidate;
  readonly result: Result;
  readonly reservation?: Reservation;
  /** Still open: a stream is read within it. */
  readonly scope: AttemptScope;
}

/** The attempts of one request: one state, one count and one deadline, also when a stream has to be taken up again. */
export interface AttemptSession {
  /**
   * Tries candidates until one answers.
   * @throws GatewayError when none is left, CallerLeft when nobody waits for the answer any more
   */
  next<Result>(call: Call<Result>): Promise<SuccessfulAttempt<Result>>;
  /** An attempt that had answered has broken after all. */
  broke(attempt: SuccessfulAttempt<unknown>, error: UpstreamError): void;
}

export function createAttemptSession(tools: AttemptTools, request: AttemptRequest, trace: RequestTrace): AttemptSession {
  const { ledger, clock, random, retryBudget } = tools;
  const { tenant } = request;
  const judged = [...request.candidates];
  const candidates = judged.map(({ candidate }) => candidate);
  let { forLongRequests } = request;
  const witness = createAttemptWitness(tools, request.candidates);
  let state = startAttempts(candidates);
  retryBudget.request(tenant, candidates.map(({ target }) => target.name));
  const called = new Set<string>();
  const noteCandidates = () => {
    trace.candidates = state.candidates.map((known, index) => {
      const { target, tier } = known.candidate;
      const skipped = called.has(target.name) ? undefined : reasonToSkip(known, judged[index]);
      return { target: target.name, tier, ...(skipped ? { skipped } : {}) };
    });
  };

  const next = async <Result>(call: Call<Result>): Promise<SuccessfulAttempt<Result>> => {
    for (;;) {
      const step = nextStep(state, request.limits, clock.now());
      if (step.kind === 'stop') throw exhausted(state);
      const { candidate } = state.candidates[step.index]!;
      const extra = state.attempts > 0;
      if (extra && !retryBudget.take(tenant, candidate.target.name)) {
        witness.passedOver(candidate.target.name);
        state = afterWithheld(state, step.index);
        continue;
      }
      const giveBackExtra = () => {
        if (extra) retryBudget.giveBack(tenant, candidate.target.name);
      };
      if (step.waitMs > 0) await waitForCaller(clock, step.waitMs, request.callerSignal);
      if (request.callerSignal.aborted) {
        giveBackExtra();
        throw new CallerLeft();
      }

      const { reservation, rejection } = await admitToTarget(ledger, candidate.target, request.amount, trace);
      if (rejection) {
        giveBackExtra();
        witness.passedOver(candidate.target.name);
        state = afterFull(state, step.index, rejection.cause === 'neverFits' ? Infinity : rejection.retryAfterMs);
        continue;
      }
      // The ledger took its time: whoever asked may have left, or the deadline may have passed.
      if (request.callerSignal.aborted || clock.now() >= request.limits.deadlineAt) {
        giveBackExtra();
        await settle(ledger, reservation, NOTHING, trace);
        if (request.callerSignal.aborted) throw new CallerLeft();
        throw new GatewayError(failureClass('deadline').answer, MESSAGES.deadline);
      }

      const startedAt = clock.now();
      const scope = openAttemptScope(clock, request.limits.deadlineAt, request.callerSignal);
      called.add(candidate.target.name);
      const seen = witness.called(candidate.target.name, startedAt);
      scope.onClosed(seen.ended);
      const untried = state.candidates.some((other, index) => index !== step.index && isUntried(other));
      try {
        const result = await call(candidate, scope, { untried });
        noteAttempt(trace, candidate, startedAt, clock.now(), 'answered');
        seen.answered();
        giveBackExtra();
        return { candidate, result, reservation, scope };
      } catch (error) {
        scope.close();
        const cause = causeOf(error, scope, request.callerSignal, seen.abandoned);
        const failure = cause ? classify(cause) : 'callerLeft';
        noteAttempt(trace, candidate, startedAt, clock.now(), failure, cause);
        // Only an answer proves that nothing was used; a call that was cut off may still count at Bedrock.
        if (cause?.status !== undefined) await settle(ledger, reservation, NOTHING, trace);
        if (!cause || failure === 'callerLeft') throw new CallerLeft();
        seen.failed(failure);
        if (failure === 'contextExceeded' && forLongRequests) {
          const others = await forLongRequests();
          forLongRequests = undefined;
          judged.push(...others);
          witness.consider(others);
          state = afterCalledFor(state, others.map((other) => other.candidate));
          continue;
        }
        state = afterFailure(state, { index: step.index, failure, retryAfterMs: cause.details.retryAfterMs }, clock.now(), random);
        if (!failureClass(failure).otherTarget) throw answerOf(failure, cause);
      }
    }
  };

  return {
    async next(call) {
      try {
        return await next(call);
      } catch (error) {
        witness.done();
        throw error;
      } finally {
        noteCandidates();
      }
    },

    broke({ candidate }, error) {
      const index = state.candidates.findIndex((known) => known.candidate === candidate);
      const failure = classify(error);
      tools.health.failed(candidate.target.name, failure);
      state = afterFailure(state, { index, failure }, clock.now(), random);
      // The one that answered is the last that was made.
      const attempt = trace.attempts.pop();
      if (!attempt) return;
      const durationMs = clock.now() - trace.arrivedAt - attempt.startedAfterMs;
      trace.attempts.push({ ...attempt, durationMs, outcome: failure, code: error.code, upstreamRequestId: error.details.requestId });
    },
  };
}

/** Shorter when the caller leaves. */
async function waitForCaller(clock: Clock, waitMs: number, callerSignal: AbortSignal): Promise<void> {
  await clock.sleep(waitMs, callerSignal).catch((error: unknown) => {
    if (!callerSignal.aborted) throw error;
  });
}

/** @returns undefined when the caller is the cause. @throws what is no failure of the upstream, but a fault in here */
function causeOf(error: unknown, scope: AttemptScope, callerSignal: AbortSignal, abandon: () => void): UpstreamError | undefined {
  if (!callerSignal.aborted) {
    if (isUpstreamError(scope.signal.reason)) return scope.signal.reason;
    if (isUpstreamError(error)) return error;
  }
  abandon();
  if (callerSignal.aborted) return undefined;
  throw error;
}

function reasonToSkip({ fullForMs, withheld }: CandidateState, judged: JudgedCandidate | undefined): CandidateRecord['skipped'] {
  if (fullForMs !== undefined) return 'capacityUsedUp';
  if (withheld) return withheld === 'retryBudget' ? 'retryBudgetUsedUp' : 'contextTooSmall';
  return judged?.verdict === 'open' ? 'breakerOpen' : undefined;
}

function noteAttempt(
  trace: RequestTrace, candidate: Candidate, startedAt: number, endedAt: number, outcome: 'answered' | 'callerLeft' | FailureName, cause?: UpstreamError,
): void {
  trace.attempts.push({
    target: candidate.target.name,
    startedAfterMs: startedAt - trace.arrivedAt,
    durationMs: endedAt - startedAt,
    outcome,
    ...(cause ? { code: cause.code, status: cause.status, upstreamRequestId: cause.details.requestId } : {}),
  });
}

function answerOf(failure: FailureName, cause: UpstreamError): GatewayError {
  const { answer, blame } = failureClass(failure);
  // What Bedrock says about the caller's own mistake is what the caller needs to read.
  return new GatewayError(answer, blame === 'caller' ? cause.message : MESSAGES[failure]);
}

function exhausted(state: AttemptState): GatewayError {
  const { failure, retryAfterMs } = finalFailure(state);
  if (failure === 'full') {
    return retryAfterMs === undefined
      ? new GatewayError('quotaNeverFits', 'this request asks for more than the declared capacity of any target of this route; lower max tokens or shorten the input')
      : new GatewayError('throttled', 'every target of this route has used up its declared capacity', { retryAfterMs });
  }
  return new GatewayError(failureClass(failure).answer, MESSAGES[failure], { retryAfterMs: retryAfterMs ?? COME_BACK_MS });
}

/** Without a window of our own to compute it from: long enough not to hammer, short enough to be of use. */
const COME_BACK_MS = 5_000;

const MESSAGES: { readonly [failure in FailureName]: string } = {
  throttledPerMinute: 'every target of this route is throttled by Amazon Bedrock',
  throttledPerDay: 'every target of this route has used up a daily quota at Amazon Bedrock',
  modelNotReady: 'the model is not ready yet',
  serviceQuota: 'every target of this route has exceeded a service quota at Amazon Bedrock',
  unavailable: 'no target of this route is available',
  serverFault: 'every target of this route failed',
  connection: 'no target of this route could be reached',
  brokenStream: 'every target of this route broke off its answer',
  modelTimeout: 'the model did not answer in time',
  modelFault: 'the model failed to process the request',
  contextExceeded: 'the request is too long',
  callerFault: 'the request was refused',
  silent: 'no target of this route answered in time',
  prefillRefused: 'no target of this route can go on from what was sent',
  credentialsExpired: 'the credentials for every target of this route have expired',
  configuration: 'no target of this route can be used as the gateway is configured',
  deadline: 'the deadline of this request has passed before an answer came',
};
