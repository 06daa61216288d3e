import { UpstreamError } from '../upstream-error';
import { FailureName } from './failure-classes';

/** One row: every condition that is present must hold. */
interface Rule {
  readonly code?: string;
  readonly status?: number;
  readonly message?: RegExp;
  /** Range of the original status that a model error reports. */
  readonly originalStatus?: readonly [number, number];
  /** The call went over a connection that an earlier one had left open. */
  readonly reusedSocket?: true;
  readonly failure: FailureName;
}

/**
 * Messages may repeat what the caller wrote, such as the name of a field that the model does not know. Where more than the
 * caller's own request hangs on the words (a target parked, for everybody), they must begin the message, where Bedrock
 * speaks itself: what a model says comes after `The model returned the following errors`.
 */
const SET_UP_WRONGLY = /^(operation not allowed|the provided model identifier is invalid|invocation of model id \S+ with on-demand throughput isn.t supported)/i;

const PER_DAY = /^too many [a-z ]+ per day\b/i;

/** These name what the caller wrote, maybe at their beginning: none of their other words are about the length of the request. */
const ABOUT_A_FIELD = /^\d+ validation errors? detected|malformed input request|extra inputs are not permitted|extraneous key/i;

/** In the words of Bedrock and of the models behind it, anywhere in the message: each vendor begins it in its own way. */
const CONTEXT_EXCEEDED = /(input|prompt) is too long|context (length|limit|window)|input tokens? (count )?exceed|too many (input )?tokens/i;

/**
 * What a failed call means, by exception name first, because an exception inside a stream has no status.
 * The first row that matches counts. Names and statuses: the service model of bedrock-runtime and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
const RULES: readonly Rule[] = [
  { code: 'ThrottlingException', message: PER_DAY, failure: 'throttledPerDay' },
  { code: 'ThrottlingException', failure: 'throttledPerMinute' },
  { code: 'ModelNotReadyException', failure: 'modelNotReady' },
  { code: 'ServiceQuotaExceededException', failure: 'serviceQuota' },
  { code: 'ModelTimeoutException', failure: 'modelTimeout' },
  { code: 'ModelErrorException', originalStatus: [408, 408], failure: 'modelTimeout' },
  { code: 'ModelErrorException', originalStatus: [429, 429], failure: 'throttledPerMinute' },
  { code: 'ModelErrorException', originalStatus: [400, 499], failure: 'callerFault' },
  { code: 'ModelErrorException', failure: 'modelFault' },
  { code: 'ModelStreamErrorException', originalStatus: [408, 408], failure: 'modelTimeout' },
  { code: 'ModelStreamErrorException', originalStatus: [429, 429], failure: 'throttledPerMinute' },
  { code: 'ModelStreamErrorException', originalStatus: [400, 499], failure: 'callerFault' },
  { code: 'ModelStreamErrorException', failure: 'modelFault' },
  { code: 'ServiceUnavailableException', failure: 'unavailable' },
  { code: 'InternalServerException', failure: 'serverFault' },
  { code: 'AccessDeniedException', failure: 'configuration' },
  { code: 'ResourceNotFoundException', failure: 'configuration' },
  { code: 'FTUFormNotFilled', failure: 'configuration' },
  { code: 'MPAgreementBeingCreated', failure: 'configuration' },
  { code: 'CredentialsError', failure: 'configuration' },
  { code: 'CredentialsUnavailable', failure: 'unavailable' },
  // The session behind the call has ended; the next call gets a new one.
  { code: 'ExpiredTokenException', failure: 'credentialsExpired' },
  { code: 'UnrecognizedClientException', failure: 'credentialsExpired' },
  { code: 'PrefillRefused', failure: 'prefillRefused' },
  { code: 'ValidationException', message: ABOUT_A_FIELD, failure: 'callerFault' },
  // Validation messages that speak of how the gateway is set up, not of what the caller sent.
  { code: 'ValidationException', message: SET_UP_WRONGLY, failure: 'configuration' },
  { code: 'ValidationException', message: CONTEXT_EXCEEDED, failure: 'contextExceeded' },
  { code: 'ValidationException', failure: 'callerFault' },
  { code: 'ConnectionError', reusedSocket: true, failure: 'staleConnection' },
  { code: 'ConnectionError', failure: 'connection' },
  { code: 'MalformedFrame', failure: 'brokenStream' },
  { code: 'MalformedAnswer', failure: 'brokenStream' },
  { code: 'IncompleteStream', failure: 'brokenStream' },
  { code: 'StreamStalled', failure: 'brokenStream' },
  { code: 'OtherContinuation', failure: 'brokenStream' },
  { code: 'NoAnswerInTime', failure: 'silent' },
  { code: 'DeadlineExceeded', failure: 'deadline' },
  // The service did not accept how the gateway signed, not what the caller sent.
  { code: 'IncompleteSignature', failure: 'configuration' },
  { code: 'NotAuthorized', failure: 'configuration' },
  { code: 'RequestExpired', failure: 'configuration' },
  { status: 400, failure: 'callerFault' },
  { status: 413, failure: 'callerFault' },
  { status: 429, message: PER_DAY, failure: 'throttledPerDay' },
  { status: 429, failure: 'throttledPerMinute' },
  { status: 503, failure: 'unavailable' },
  { status: 529, failure: 'unavailable' },
  { status: 408, failure: 'modelTimeout' },
  { status: 424, failure: 'modelFault' },
  { status: 401, failure: 'configuration' },
  { status: 403, failure: 'configuration' },
  { status: 404, failure: 'configuration' },
];

/** Total: what no row names is the gateway's own fault in the 4xx (the caller's are all named above) and the service's otherwise. */
export function classify(error: UpstreamError): FailureName {
  const rule = RULES.find((candidate) => matches(candidate, error));
  if (rule) return rule.failure;
  return error.status !== undefined && error.status >= 400 && error.status < 500 ? 'configuration' : 'serverFault';
}

function matches(rule: Rule, error: UpstreamError): boolean {
  const original = error.details.originalStatusCode;
  return (rule.code === undefined || rule.code === error.code)
    && (rule.status === undefined || rule.status === error.status)
    && (rule.message === undefined || rule.message.test(error.message))
    && (rule.reusedSocket === undefined || error.details.reusedSocket === true)
    && (rule.originalStatus === undefined
      || (original !== undefined && original >= rule.originalStatus[0] && original <= rule.originalStatus[1]));
}
