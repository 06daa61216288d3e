import { Endpoint } from './endpoints';
import { UpstreamError } from '../../core/upstream-error';

/** What a lost connection adds to an `UpstreamError`. */
export interface ConnectionDetails {
  readonly requestId?: string;
  /**
   * The connection had served another request before, and no byte of an answer came: most likely the other side had
   * closed it, and the request was not processed.
   */
  readonly reusedSocket?: boolean;
  /** The connection had not been made yet (name resolution, TCP, TLS), so that no byte of the request has left. */
  readonly notSent?: boolean;
}

/** A connection that could not be made or that broke. */
export function connectionError(endpoint: Endpoint, error: unknown, details: ConnectionDetails = {}): UpstreamError {
  const reason = error instanceof Error ? describe(error) : String(error);
  return new UpstreamError('ConnectionError', undefined, `the connection to ${endpoint.hostname} failed: ${reason}`, details);
}

function describe(error: Error): string {
  // A host with several addresses fails with one error for each of them, and no message of its own.
  if (error instanceof AggregateError) return error.errors.map(String).join(', ');
  return error.message === '' ? error.name : error.message;
}
