import { GatewayError } from '../../core/gateway-error';
import { HttpAnswer } from '../surface';
import { jsonAnswer } from './answers';
import { allowHeader } from './method-not-allowed';
import { retryAfterSeconds, waitMs } from './retry-after';

/** An error for a path that no API's own shape applies to. */
export function plainError(error: GatewayError, requestId: string): HttpAnswer {
  const wait = waitMs(error);
  return jsonAnswer(error.status, { message: error.message }, {
    'x-request-id': requestId,
    ...(wait === undefined ? {} : { 'retry-after': retryAfterSeconds(wait) }),
    ...allowHeader(error),
  });
}
