import { FailureName } from '../../../lambda/core/failures/failure-classes';
import { UpstreamError } from '../../../lambda/core/upstream-error';

/** An error of each failure class, as the wire shows it. */
export const ERROR_OF_FAILURE: { readonly [failure in FailureName]: () => UpstreamError } = {
  throttledPerMinute: () => new UpstreamError('ThrottlingException', 429, 'Too many tokens, please wait before trying again.'),
  throttledPerDay: () => new UpstreamError('ThrottlingException', 429, 'Too many tokens per day, please wait before trying again.'),
  modelNotReady: () => new UpstreamError('ModelNotReadyException', 429, 'The model is not ready.'),
  serviceQuota: () => new UpstreamError('ServiceQuotaExceededException', 400, 'The service quota is exceeded.'),
  unavailable: () => new UpstreamError('ServiceUnavailableException', 503, 'Bedrock is unable to process your request.'),
  serverFault: () => new UpstreamError('InternalServerException', 500, 'An internal server error occurred.'),
  connection: () => new UpstreamError('ConnectionError', undefined, 'socket hang up'),
  staleConnection: () => new UpstreamError('ConnectionError', undefined, 'read ECONNRESET', { reusedSocket: true }),
  brokenStream: () => new UpstreamError('MalformedFrame', undefined, 'the checksum of a frame is wrong'),
  silent: () => new UpstreamError('NoAnswerInTime', undefined, 'nothing came within 20000 ms'),
  modelTimeout: () => new UpstreamError('ModelTimeoutException', 408, 'The model took too long.'),
  modelFault: () => new UpstreamError('ModelErrorException', 424, 'The model failed.', { originalStatusCode: 500 }),
  contextExceeded: () => new UpstreamError('ValidationException', 400, 'Input is too long for requested model.'),
  callerFault: () => new UpstreamError('ValidationException', 400, 'messages.0: all messages must have non-empty content'),
  prefillRefused: () => new UpstreamError('PrefillRefused', 400, 'This model does not support assistant message prefill.'),
  credentialsExpired: () => new UpstreamError('ExpiredTokenException', 403, 'The security token included in the request is expired'),
  configuration: () => new UpstreamError('AccessDeniedException', 403, 'The role is not authorized to perform: bedrock:InvokeModel'),
  deadline: () => new UpstreamError('DeadlineExceeded', undefined, 'the deadline of the request has passed'),
};

/** An exception event inside a stream: named like the plain error, and without a status. */
export function exceptionEvent(code: string, message = 'the stream reports an exception'): UpstreamError {
  return new UpstreamError(code, undefined, message);
}
