import { ErrorReason, GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { allowHeader } from '../shared/method-not-allowed';
import { retryAfterSeconds, shouldRetryHeader, waitMs } from '../shared/retry-after';
import { HttpAnswer } from '../surface';

/**
 * The official clients go by the status and repeat 429 and everything from 500 on; people and agents go by the type.
 * Source: https://platform.claude.com/docs/en/api/errors
 */
export const TYPE_OF_REASON: { readonly [reason in ErrorReason]: string } = {
  invalidRequest: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  unknownRoute: 'not_found_error',
  notFound: 'not_found_error',
  methodNotAllowed: 'invalid_request_error',
  unsupportedMediaType: 'invalid_request_error',
  payloadTooLarge: 'request_too_large',
  quotaExceeded: 'rate_limit_error',
  quotaNeverFits: 'invalid_request_error',
  throttled: 'rate_limit_error',
  // Anthropic sends it with 529, which is no status of HTTP; its clients repeat 503 in the same way.
  unavailable: 'overloaded_error',
  timedOut: 'timeout_error',
  modelFailed: 'api_error',
  brokenStream: 'api_error',
  internal: 'api_error',
};

export interface AnthropicErrorBody {
  readonly type: 'error';
  readonly error: { readonly type: string; readonly message: string };
  readonly request_id: string;
}

/** The same object in an answer and in a stream. */
export function anthropicErrorBody(error: GatewayError, requestId: string): AnthropicErrorBody {
  return { type: 'error', error: { type: TYPE_OF_REASON[error.reason], message: error.message }, request_id: requestId };
}

export function anthropicError(error: GatewayError, requestId: string): HttpAnswer {
  const wait = waitMs(error);
  return jsonAnswer(error.status, anthropicErrorBody(error, requestId), {
    'request-id': requestId,
    ...(wait === undefined ? {} : { 'retry-after': retryAfterSeconds(wait), 'retry-after-ms': String(wait) }),
    ...shouldRetryHeader(error),
    ...allowHeader(error),
  });
}
