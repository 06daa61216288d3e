/** A failed upstream call, as the wire showed it. `classify` says what follows from it. */
export class UpstreamError extends Error {
  constructor(
    /** Exception name (`ThrottlingException`), or `ConnectionError`, `MalformedFrame`, `CredentialsError`, `CredentialsUnavailable`. */
    readonly code: string,
    /** Absent for connection errors and for exceptions inside a stream. */
    readonly status: number | undefined,
    message: string,
    readonly details: {
      /** Of `ModelErrorException` and `ModelStreamErrorException`. */
      readonly originalStatusCode?: number;
      readonly retryAfterMs?: number;
      readonly requestId?: string;
      /** The connection had been kept open from an earlier call: the other side may just have closed it for being idle. */
      readonly reusedSocket?: boolean;
      /** Nothing of the call has left this side, so that it cannot have used anything. Absent when that is not certain. */
      readonly notSent?: boolean;
    } = {},
  ) {
    super(message);
    this.name = 'UpstreamError';
  }
}

export function isUpstreamError(error: unknown): error is UpstreamError {
  return error instanceof Error && error.name === 'UpstreamError' && 'code' in error;
}
