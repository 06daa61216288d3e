import { AwsError } from '../aws/service';

export const OPERATION_NAMES = ['Converse', 'ConverseStream', 'InvokeModel', 'InvokeModelWithResponseStream', 'CountTokens'] as const;

/** An operation of the Bedrock runtime, named as in its API, its logs and its SDK. */
export type Operation = typeof OPERATION_NAMES[number];

const OPERATION_BY_SEGMENT: Readonly<Record<string, Operation>> = {
  'converse': 'Converse',
  'converse-stream': 'ConverseStream',
  'invoke': 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
  'count-tokens': 'CountTokens',
};

export type StreamOperation = 'ConverseStream' | 'InvokeModelWithResponseStream';

export function isStreamOperation(operation: Operation): operation is StreamOperation {
  return operation === 'ConverseStream' || operation === 'InvokeModelWithResponseStream';
}

export interface Route {
  readonly operation: Operation;
  /** One path segment, still percent-encoded. */
  readonly modelSegment: string;
}

/** Reads `POST /model/{modelId}/{operation}`. */
export function parseRoute(method: string, path: string): Route {
  const [, modelSegment, operationSegment] = /^\/model\/([^/]+)\/([a-z-]+)$/.exec(path) ?? [];
  const operation = OPERATION_BY_SEGMENT[operationSegment ?? ''];
  if (method !== 'POST' || modelSegment === undefined || operation === undefined) {
    const known = Object.keys(OPERATION_BY_SEGMENT).join(', ');
    throw new AwsError('UnknownOperationException', 404, `${method} ${path} is not served here; expected POST /model/{modelId}/ and one of ${known}`);
  }
  return { operation, modelSegment };
}
