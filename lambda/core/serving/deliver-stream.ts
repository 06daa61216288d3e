import { RequestOutcome } from '../decision-record';
import { classify } from '../failures/classify';
import { failureClass } from '../failures/failure-classes';
import { ErrorReason, GatewayError, isGatewayError } from '../gateway-error';
import { ModelEvent } from '../model-answer';
import { isUpstreamError, UpstreamError } from '../upstream-error';
import { SuccessfulAttempt } from './attempt-session';
import { CallerLeft } from './caller-left';
import { CommittedStream, EventReader, readToEnd } from './read-stream';
import { listen, nothingSpoken, Spoken } from './resume';
import { continuingCall } from './upstream-calls';
import { Work } from './work';

export interface DeliveredStream {
  readonly events: AsyncIterable<ModelEvent>;
  /** Accounts for the last attempt; how the stream ended, as far as it was read. @param failure why it was not shown to its end */
  finish(failure?: GatewayError): Promise<{ readonly outcome: RequestOutcome; readonly reason?: ErrorReason }>;
}

/**
 * The events of an answer, over more than one attempt where the route's mid-stream policy and the answer allow it.
 * @param charge ends an attempt and accounts for what it has used
 */
export function deliverStream(
  work: Work, first: SuccessfulAttempt<CommittedStream>, charge: (attempt: SuccessfulAttempt<CommittedStream>) => Promise<void>,
): DeliveredStream {
  const { answered, callerSignal, route, session } = work;
  let current = first;
  let broken: ErrorReason | undefined;
  const refusals = new Set<string>();

  const spoken = route.midStream === 'resume' ? nothingSpoken() : undefined;
  let reader = readToEnd(current.result);

  /** Goes on with another target, or throws what the caller is told. */
  const goOnAfter = async (error: unknown): Promise<void> => {
    if (callerSignal.aborted) throw new CallerLeft();
    const cause = causeOf(error, current.scope.signal);
    if (cause) session.broke(current, cause);
    const next = cause && spoken && await takeOver(work, current, cause, spoken, refusals);
    if (!next) {
      const failure = brokenStreamOf(cause);
      broken = failure.reason;
      throw failure;
    }
    await charge(current);
    current = next;
    reader = readToEnd(current.result);
    answered(next);
  };

  const events: EventReader = {
    async next() {
      for (;;) {
        try {
          const next = await reader.next();
          if (spoken && !next.done) listen(spoken, next.value);
          return next;
        } catch (error) {
          // Closed already, unless it is what was said that could not be read.
          await reader.return();
          await goOnAfter(error);
        }
      }
    },
    return: () => reader.return(),
  };

  return {
    events: { [Symbol.asyncIterator]: () => events },
    async finish(failure) {
      await charge(current);
      const reason = broken ?? failure?.reason;
      if (reason) return { outcome: 'brokenStream', reason };
      return { outcome: current.result.progress.complete && !callerSignal.aborted ? 'success' : 'callerLeft' };
    },
  };
}

function causeOf(error: unknown, signal: AbortSignal): UpstreamError | undefined {
  if (isUpstreamError(signal.reason)) return signal.reason;
  return isUpstreamError(error) ? error : undefined;
}

/** @returns undefined when nothing can go on from what the reader has got */
async function takeOver(
  { tools, route, sentTo, session, maxSilenceMs }: Work, broken: SuccessfulAttempt<CommittedStream>, cause: UpstreamError, spoken: Spoken,
  refusals: Set<string>,
): Promise<SuccessfulAttempt<CommittedStream> | undefined> {
  const sent = sentTo(broken.candidate.target);
  if (sent.kind !== 'converse' || !spoken.resumable || !failureClass(classify(cause)).otherTarget) return undefined;
  try {
    // The stream may have been silent for the idle limit already.
    const answerBy = tools.clock.now() + maxSilenceMs - route.idleTimeoutMs;
    return await session.next(continuingCall(tools, sent.body, route, spoken.text, refusals, answerBy), { answerBy });
  } catch (error) {
    if (isGatewayError(error)) return undefined;
    throw error;
  }
}

/** After content has been sent, the caller can only be told that the answer is not whole. */
function brokenStreamOf(cause: UpstreamError | undefined): GatewayError {
  if (!cause) return new GatewayError('internal', 'the answer broke off');
  const { answer, blame } = failureClass(classify(cause));
  if (blame === 'caller') return new GatewayError('modelFailed', cause.message);
  return new GatewayError(answer, 'the answer broke off before it was complete');
}
