/** The identity behind an access key: always a role session, as for a Lambda function. */
export interface Caller {
  readonly accountId: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` */
  readonly arn: string;
  /** `arn:aws:iam::ACCOUNT:role/ROLE` */
  readonly roleArn: string;
}

/** One AWS API call whose signature has been verified. */
export interface AwsRequest {
  readonly id: string;
  readonly method: string;
  /** As it stood on the wire, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** From the credential scope. */
  readonly region: string;
  readonly caller: Caller;
  /** Aborts when the caller closes the connection or cancels the stream. */
  readonly signal: AbortSignal;
  /**
   * Evaluates the caller's synthesized policies.
   * @throws AwsError AccessDeniedException, and records the missing statement
   */
  readonly authorize: (action: string, resource: string, context?: Readonly<Record<string, string>>) => void;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An iterable that throws `ConnectionLost` cuts the connection without an end. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** An AWS service that this machine stands up. */
export interface AwsService {
  /** The service name in the credential scope: `bedrock`, `dynamodb`, `sts`. */
  readonly signingName: string;
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** The service's own wire form of an error. */
  renderError(error: AwsError, request: Pick<AwsRequest, 'id'>): AwsResponse;
}

/** An error with the name and status that the real service would answer. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** Thrown by a service (or by its body) to drop the connection instead of answering. */
export class ConnectionLost extends Error {
  constructor(message = 'connection lost') {
    super(message);
    this.name = 'ConnectionLost';
  }
}
