/** The function answered with an error of its own, or its environment ended. */
export class LambdaFunctionError extends Error {
  constructor(
    /** `Error`, `Runtime.ExitError`, `Sandbox.Timedout`, … */
    readonly errorType: string,
    readonly errorMessage: string,
    readonly trace: readonly string[] = [],
  ) {
    super(`${errorType}: ${errorMessage}`);
    this.name = 'LambdaFunctionError';
  }

  /** The trailers that end a streamed response which failed. */
  get trailers(): Readonly<Record<string, string>> {
    const body = JSON.stringify({ errorType: this.errorType, errorMessage: this.errorMessage, trace: this.trace });
    return {
      'Lambda-Runtime-Function-Error-Type': this.errorType,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(body).toString('base64'),
    };
  }
}

/** The Lambda service refused the invocation; the function did not run. */
export class LambdaServiceError extends Error {
  constructor(readonly code: 'TooManyRequestsException' | 'RequestTooLargeException' | 'ResourceNotFoundException' | 'ServiceException', readonly status: number, message: string) {
    super(message);
    this.name = code;
  }
}

export interface InvokeOptions {
  /**
   * Aborts when the caller leaves. The handler runs on, as on AWS; its next write to the
   * response fails with EPIPE, which it sees as `error` and `close` events of the stream.
   */
  readonly signal?: AbortSignal;
}

/** How an invocation ended. */
export interface InvocationReport {
  readonly requestId: string;
  readonly durationMillis: number;
  /** Only for the first request of an environment. */
  readonly initMillis?: number;
  /** Undefined when the handler sent nothing. */
  readonly contentType?: string;
  readonly streaming: boolean;
  readonly error?: LambdaFunctionError;
}

export interface Invocation {
  readonly requestId: string;
  /**
   * The raw response, metadata prelude included; can be read once, and pulls at the reader's pace.
   * Throws a `LambdaFunctionError` where the response broke off.
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** Resolves when the handler has finished, whether or not somebody still reads. */
  readonly finished: Promise<InvocationReport>;
}
