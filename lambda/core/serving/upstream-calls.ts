import { RoutePlan } from '../../../src/contract/plan';
import { AttemptScope } from '../attempts/attempt-scope';
import { ConverseBody } from '../converse';
import { LoadedTarget } from '../loaded-plan';
import { ModelAnswer, ModelEvent } from '../model-answer';
import { Observations } from '../observations/observations';
import { CalledTarget, Clock, EncodeText, ModelClient } from '../ports';
import { PreparedRequest } from '../requests/prepared-request';
import { isUpstreamError, UpstreamError } from '../upstream-error';
import { Call } from './one-attempt';
import { CommittedStream, readAhead, readUntilContent } from './read-stream';
import { continuationOf, takeUp } from './resume';
import { limitIdle } from './stream-limits';

export interface CallTools {
  readonly models: ModelClient;
  readonly clock: Clock;
  readonly encodeText: EncodeText;
  readonly observations: Observations;
  /** The target as it is called for this request. */
  readonly calledFor: (target: LoadedTarget) => CalledTarget;
}

/** Output tokens per second, of a slow model under load. */
const SLOWEST_OUTPUT = 10;

/** What is asked for in one piece. */
interface WholeRequest {
  readonly sentTo: PreparedRequest['sentTo'];
  readonly maxTokens: number;
  readonly route: RoutePlan;
  readonly deadlineAt: number;
}

/**
 * A call whose answer comes in one piece. While others have not been tried, it may use half of the time that is left, and
 * no more than a slow model takes for all the output that it may have.
 */
export function wholeCall(
  { models, clock, observations, calledFor }: CallTools, { sentTo, maxTokens, route, deadlineAt }: WholeRequest,
): Call<ModelAnswer> {
  const slowestMs = route.firstTokenTimeoutMs + maxTokens / SLOWEST_OUTPUT * 1_000;
  return async ({ target }, scope, { untried }) => {
    const startedAt = clock.now();
    const limitMs = Math.min((deadlineAt - startedAt) / 2, slowestMs);
    const answered = untried ? scope.expectWithin(limitMs, () => noAnswerWithin(limitMs)) : () => undefined;
    try {
      const answer = await models.complete({ target: calledFor(target), request: sentTo(target), signal: scope.signal });
      observations.wholeAnswer(target.name, clock.now() - startedAt);
      return answer;
    } finally {
      answered();
    }
  };
}

/** A call whose answer streams: it counts as answered with its first content, or, when the route buffers, with its last. */
export function streamedCall(tools: CallTools, sentTo: PreparedRequest['sentTo'], route: RoutePlan, firstByteBy: number): Call<CommittedStream> {
  return async ({ target }, scope) => {
    const startedAt = tools.clock.now();
    const limitMs = Math.min(route.firstTokenTimeoutMs, Math.max(0, firstByteBy - startedAt));
    const inTime = () => (limitMs < route.firstTokenTimeoutMs ? nothingToSendInTime() : noAnswerWithin(limitMs));
    const spoke = scope.expectWithin(limitMs, inTime);
    try {
      const stream = await tools.models.stream({ target: tools.calledFor(target), request: sentTo(target), signal: scope.signal });
      const committed = { ...await readUntilContent(iterate(stream)), headers: stream.headers };
      spoke();
      tools.observations.firstContent(target.name, tools.clock.now() - startedAt);
      const limited = limitRest(tools.clock, committed, scope, route);
      if (route.midStream !== 'buffer') return limited;
      const whole = await readAhead(limited);
      tools.observations.wholeAnswer(target.name, tools.clock.now() - startedAt);
      return whole;
    } finally {
      spoke();
    }
  };
}

/**
 * What Bedrock says when a model takes no beginning of its answer; a caller's own beginning is another matter. Anywhere in
 * the message: a caller whose words are repeated in it gains one more try of its own request, and says nothing about the target.
 */
const PREFILL_REFUSAL = /prefill|must end with a user message/i;

/**
 * A call that goes on where another stream has broken off, with `spoken` already sent.
 * @param refusals targets that turned out not to accept a beginning; kept for the request, and added to
 * @param answerBy when the reader must have got more
 */
export function continuingCall(
  tools: CallTools, body: ConverseBody, route: RoutePlan, spoken: string, refusals: Set<string>, answerBy: number,
): Call<CommittedStream> {
  return async ({ target }, scope) => {
    const prefilled = target.acceptsPrefill && !refusals.has(target.name);
    const continuation = continuationOf(body, spoken, prefilled);
    const open = async () => {
      try {
        return await tools.models.stream({ target: tools.calledFor(target), request: { kind: 'converse', body: continuation.body }, signal: scope.signal });
      } catch (error) {
        if (!prefilled || !isUpstreamError(error) || error.status !== 400 || !PREFILL_REFUSAL.test(error.message)) throw error;
        refusals.add(target.name);
        throw new UpstreamError('PrefillRefused', error.status, error.message, error.details);
      }
    };
    const opened = scope.expectWithin(route.firstTokenTimeoutMs, () => noAnswerWithin(route.firstTokenTimeoutMs));
    const goneOn = scope.expectWithin(Math.max(0, answerBy - tools.clock.now()), nothingToSendInTime);
    try {
      const events = iterate(await open());
      opened();
      // Every piece of a repetition is new proof that the target is alive.
      const patient = limitIdle(events, scope, tools.clock, route.firstTokenTimeoutMs);
      const committed = await takeUp(patient, continuation, tools.encodeText);
      return limitRest(tools.clock, { ...committed, rest: events }, scope, route);
    } finally {
      opened();
      goneOn();
    }
  };
}

function iterate(events: AsyncIterable<ModelEvent>): AsyncIterator<ModelEvent> {
  return events[Symbol.asyncIterator]();
}

function limitRest(clock: Clock, committed: CommittedStream, scope: AttemptScope, route: RoutePlan): CommittedStream {
  return { ...committed, rest: limitIdle(committed.rest, scope, clock, route.idleTimeoutMs) };
}

/** The time that is left was too short to say anything about the target. */
function nothingToSendInTime(): UpstreamError {
  return new UpstreamError('DeadlineExceeded', undefined, 'the connection to the caller would have been closed before an answer came');
}

function noAnswerWithin(ms: number): UpstreamError {
  return new UpstreamError('NoAnswerInTime', undefined, `nothing came within ${ms} ms`);
}
