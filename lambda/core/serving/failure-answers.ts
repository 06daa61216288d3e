import { AttemptState, finalFailure } from '../attempts/attempt-planner';
import { failureClass, FailureName } from '../failures/failure-classes';
import { GatewayError } from '../gateway-error';
import { UpstreamError } from '../upstream-error';

/** What the caller is told of a failure that would be the same everywhere. */
export function answerOf(failure: FailureName, cause: UpstreamError): GatewayError {
  const { answer, blame } = failureClass(failure);
  // What Bedrock says about the caller's own mistake is what the caller needs to read.
  return new GatewayError(answer, blame === 'caller' ? cause.message : MESSAGES[failure]);
}

/** What the caller is told when no candidate is left. */
export function exhausted(state: AttemptState): GatewayError {
  const { failure, retryAfterMs } = finalFailure(state);
  if (failure === 'full') {
    return retryAfterMs === undefined
      ? new GatewayError('quotaNeverFits', 'this request asks for more than the declared capacity of any target of this route; lower max tokens or shorten the input')
      : new GatewayError('throttled', 'every target of this route has used up its declared capacity', { retryAfterMs });
  }
  return new GatewayError(failureClass(failure).answer, MESSAGES[failure], { retryAfterMs: retryAfterMs ?? COME_BACK_MS });
}

export function deadlinePassed(): GatewayError {
  return new GatewayError(failureClass('deadline').answer, MESSAGES.deadline);
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
  staleConnection: 'no target of this route could be reached',
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
