import { ErrorReason, GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { allowHeader } from '../shared/method-not-allowed';
import { retryAfterSeconds, waitMs } from '../shared/retry-after';
import { HttpAnswer } from '../surface';

/**
 * The exception that an AWS SDK raises for each reason; clients tell errors apart by this name.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors
 */
export const EXCEPTION_OF_REASON: { readonly [reason in ErrorReason]: string } = {
  invalidRequest: 'ValidationException',
  unauthenticated: 'UnrecognizedClientException',
  forbidden: 'AccessDeniedException',
  unknownRoute: 'ResourceNotFoundException',
  notFound: 'UnknownOperationException',
  methodNotAllowed: 'UnknownOperationException',
  unsupportedMediaType: 'UnsupportedMediaTypeException',
  payloadTooLarge: 'ValidationException',
  quotaExceeded: 'ThrottlingException',
  quotaNeverFits: 'ValidationException',
  throttled: 'ThrottlingException',
  unavailable: 'ServiceUnavailableException',
  timedOut: 'ModelTimeoutException',
  modelFailed: 'ModelErrorException',
  brokenStream: 'ModelStreamErrorException',
  internal: 'InternalServerException',
};

/** AWS clients recognise the sentence; what follows it helps a person. */
const UNAUTHENTICATED = 'The security token included in the request is invalid.';

export function bedrockError(error: GatewayError, requestId: string): HttpAnswer {
  const wait = waitMs(error);
  return jsonAnswer(error.status, { message: messageOf(error) }, {
    'x-amzn-errortype': EXCEPTION_OF_REASON[error.reason],
    'x-amzn-requestid': requestId,
    ...(wait === undefined ? {} : retryHeaders(wait)),
    ...allowHeader(error),
  });
}

/** AWS SDKs wait by the second one, in milliseconds; botocore by no other. */
function retryHeaders(wait: number): Readonly<Record<string, string>> {
  return { 'retry-after': retryAfterSeconds(wait), 'x-amz-retry-after': String(wait) };
}

export function messageOf(error: GatewayError): string {
  return error.reason === 'unauthenticated' ? `${UNAUTHENTICATED} ${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.` : error.message;
}
