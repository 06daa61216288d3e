import { isRecord, type Json } from './shapes';
import { AwsError, type AwsRequest, type AwsResponse } from '../aws/service';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Errors of the framework under every AWS service; the others are DynamoDB's own. */
const FRAMEWORK_ERRORS = [
  'AccessDeniedException', 'ExpiredTokenException', 'IncompleteSignature', 'InvalidSignatureException', 'MissingAuthenticationToken',
  'SerializationException', 'UnknownOperationException', 'UnrecognizedClientException',
];

/** Reads the operation and its input off a request. */
export function parseCall(request: Pick<AwsRequest, 'headers' | 'body'>): { readonly operation: string; readonly input: Json } {
  const target = /^DynamoDB_20120810\.(\w+)$/.exec(request.headers['x-amz-target'] ?? '');
  if (target === null) {
    throw new AwsError('UnknownOperationException', 400, `x-amz-target is '${request.headers['x-amz-target'] ?? ''}', expected DynamoDB_20120810.OPERATION`);
  }
  let input: unknown;
  try {
    input = JSON.parse(request.body.toString());
  } catch {
    throw new AwsError('SerializationException', 400, 'the request body is not JSON');
  }
  if (!isRecord(input)) throw new AwsError('SerializationException', 400, 'the request body is not a JSON object');
  return { operation: target[1]!, input };
}

export function renderOutput(output: Json, request: Pick<AwsRequest, 'id'>): AwsResponse {
  return { status: 200, headers: headers(request), body: Buffer.from(JSON.stringify(output)) };
}

/** DynamoDB answers every error of the caller with 400, also those that other services answer with 403. */
export function renderDynamoDbError(error: AwsError, request: Pick<AwsRequest, 'id'>): AwsResponse {
  const status = error.status >= 500 || error.status === 413 ? error.status : 400;
  return {
    status,
    headers: headers(request),
    body: Buffer.from(JSON.stringify({ __type: `${namespaceOf(error.code)}#${error.code}`, message: error.message, ...error.fields })),
  };
}

function headers(request: Pick<AwsRequest, 'id'>): Readonly<Record<string, string>> {
  return { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': request.id };
}

function namespaceOf(code: string): string {
  if (code === 'ValidationException') return 'com.amazon.coral.validate';
  return FRAMEWORK_ERRORS.includes(code) ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810';
}
