import { AwsError, AwsResponse } from '../aws/service';

/** An error that Bedrock answers with more than a JSON body. */
export class BedrockError extends AwsError {
  constructor(code: string, status: number, message: string, fields: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {}) {
    super(code, status, message, fields);
  }
}

/** The status and the usual message of an error. */
export interface ErrorDefaults {
  readonly status: number;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Errors of the runtime operations by name: the modeled ones of `@aws-sdk/client-bedrock-runtime` 3.1162.0,
 * then the documented ones that have no shape in the SDK
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html, as of 2026-09-26).
 */
export const BEDROCK_ERRORS: Readonly<Record<string, ErrorDefaults>> = {
  ValidationException: { status: 400, message: 'The provided request is not valid.' },
  ServiceQuotaExceededException: { status: 400, message: 'Your request exceeds the service quota for your account.' },
  AccessDeniedException: { status: 403, message: 'You do not have sufficient permissions to perform the requested action.' },
  ResourceNotFoundException: { status: 404, message: 'The specified resource was not found.' },
  ModelTimeoutException: { status: 408, message: 'Model processing exceeded the model timeout.' },
  ModelErrorException: {
    status: 424,
    message: 'The request failed due to an error while processing the model.',
    fields: { originalStatusCode: 500, resourceName: 'model' },
  },
  ModelStreamErrorException: {
    status: 424,
    message: 'An error occurred while streaming the response.',
    fields: { originalStatusCode: 500, originalMessage: 'internal model error' },
  },
  ThrottlingException: { status: 429, message: 'Too many requests, please wait before trying again.' },
  ModelNotReadyException: { status: 429, message: 'The model is not ready to serve inference requests.' },
  InternalServerException: { status: 500, message: 'The system encountered an unexpected error during processing. Try your request again.' },
  ServiceUnavailableException: { status: 503, message: 'Bedrock is unable to process your request.' },
  FTUFormNotFilled: { status: 404, message: 'Model use case details have not been submitted for this account.' },
  MPAgreementBeingCreated: { status: 403, message: 'The AWS Marketplace agreement for this model is being created. Try again in 15 minutes.' },
  overloaded_error: { status: 529, message: 'Overloaded' },
};

/** Which quota a 429 of Bedrock speaks of. */
export type QuotaDimension = 'requestsPerMinute' | 'tokensPerMinute' | 'tokensPerDay';

const THROTTLING_MESSAGES: Readonly<Record<QuotaDimension, string>> = {
  requestsPerMinute: 'Too many requests, please wait before trying again.',
  tokensPerMinute: 'Too many tokens, please wait before trying again.',
  tokensPerDay: 'Too many tokens per day, please wait before trying again.',
};

export function throttlingError(dimension: QuotaDimension): BedrockError {
  return new BedrockError('ThrottlingException', 429, THROTTLING_MESSAGES[dimension]);
}

export function validationError(message: string): BedrockError {
  return new BedrockError('ValidationException', 400, message);
}

export function invalidModelIdentifier(): BedrockError {
  return validationError('The provided model identifier is invalid.');
}

/** The wire form of an error, as seen in a real 429: the name is in a header, before the first colon. */
export function renderBedrockError(error: AwsError, requestId: string): AwsResponse {
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': `${error.code}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
      ...(error instanceof BedrockError ? error.headers : {}),
    },
    body: Buffer.from(JSON.stringify({ ...error.fields, message: error.message })),
  };
}
