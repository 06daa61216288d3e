import { ErrorReason, GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { allowHeader } from '../shared/method-not-allowed';
import { retryAfterSeconds, shouldRetryHeader, waitMs } from '../shared/retry-after';
import { HttpAnswer } from '../surface';

interface ErrorKind {
  readonly type: string;
  readonly code: string | null;
}

/**
 * `type` groups errors, `code` is what programs compare.
 * Source: https://platform.openai.com/docs/guides/error-codes
 */
export const KIND_OF_REASON: { readonly [reason in ErrorReason]: ErrorKind } = {
  invalidRequest: { type: 'invalid_request_error', code: null },
  unauthenticated: { type: 'authentication_error', code: 'invalid_api_key' },
  forbidden: { type: 'permission_error', code: 'permission_denied' },
  unknownRoute: { type: 'invalid_request_error', code: 'model_not_found' },
  notFound: { type: 'invalid_request_error', code: 'unknown_url' },
  methodNotAllowed: { type: 'invalid_request_error', code: 'method_not_supported' },
  unsupportedMediaType: { type: 'invalid_request_error', code: 'unsupported_content_type' },
  payloadTooLarge: { type: 'invalid_request_error', code: 'request_too_large' },
  quotaExceeded: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  // Not `rate_limit_exceeded`: clients would repeat a request that can never succeed.
  quotaNeverFits: { type: 'invalid_request_error', code: 'insufficient_quota' },
  throttled: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  unavailable: { type: 'server_error', code: 'service_unavailable' },
  timedOut: { type: 'server_error', code: 'timeout' },
  modelFailed: { type: 'server_error', code: 'model_error' },
  brokenStream: { type: 'server_error', code: 'stream_interrupted' },
  internal: { type: 'server_error', code: 'internal_error' },
};

export interface OpenAiErrorBody {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string | null };
}

/** The same object in an answer and in a stream. */
export function openAiErrorBody(error: GatewayError): OpenAiErrorBody {
  const { type, code } = KIND_OF_REASON[error.reason];
  return { error: { message: error.message, type, param: error.details.field ?? null, code } };
}

export function openAiError(error: GatewayError, requestId: string): HttpAnswer {
  const wait = waitMs(error);
  return jsonAnswer(error.status, openAiErrorBody(error), {
    'x-request-id': requestId,
    ...(wait === undefined ? {} : { 'retry-after': retryAfterSeconds(wait), 'retry-after-ms': String(wait) }),
    ...shouldRetryHeader(error),
    ...allowHeader(error),
  });
}
