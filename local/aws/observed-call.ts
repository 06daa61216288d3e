/** What an observer is told about one call, at the moment its status is decided. */
export interface ObservedCall {
  readonly id: string;
  /** From the credential scope, or guessed for a call that is not signed. */
  readonly service: string;
  readonly operation: string;
  /** From the credential scope. */
  readonly region?: string;
  /** ARN of the role session; absent when the signature was refused. */
  readonly caller?: string;
  /** 0 when the connection was dropped instead of an answer. */
  readonly status: number;
  /** The error's name as the endpoint or the service threw it. */
  readonly errorCode?: string;
}

/** The Bedrock runtime operations by the last segment of their path. */
const BEDROCK_OPERATIONS: Readonly<Record<string, string>> = {
  'converse': 'Converse',
  'converse-stream': 'ConverseStream',
  'invoke': 'InvokeModel',
  'invoke-with-response-stream': 'InvokeModelWithResponseStream',
  'count-tokens': 'CountTokens',
};

/** The operation as IAM-independent name: from `x-amz-target`, from the form's `Action`, or from the path. */
export function operationOf(request: {
  readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer;
}): string {
  const target = request.headers['x-amz-target'];
  if (target !== undefined) return target.slice(target.lastIndexOf('.') + 1);
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return new URLSearchParams(request.body.toString()).get('Action') ?? 'unknown';
  }
  const lastSegment = request.path.slice(request.path.lastIndexOf('/') + 1);
  return BEDROCK_OPERATIONS[lastSegment] ?? `${request.method} ${request.path}`;
}

/** The service an unsigned call was meant for, so that it is refused in that service's wire form. */
export function guessService(headers: Readonly<Record<string, string>>): string {
  if (headers['x-amz-target']?.startsWith('DynamoDB_')) return 'dynamodb';
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return 'sts';
  return 'bedrock';
}
