import * as http from 'node:http';
import * as https from 'node:https';
import { Endpoint } from './endpoints';
import { Clock } from '../../core/ports';
import { UpstreamError } from '../../core/upstream-error';

/** One HTTP request, ready to be sent. */
export interface ExchangeCall {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly agent: http.Agent;
  /** For name resolution, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  readonly signal?: AbortSignal;
}

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

/** A reset takes one way there and one back. */
const STALE_WITHIN_MS = 1_000;

/**
 * Sends one POST request, once. Resolves with the headers of the response; its body is still to be read.
 * The signal destroys the connection at any time, while the body is read too.
 * @throws UpstreamError `ConnectionError`, or the signal's reason when it aborts
 */
export function exchange(call: ExchangeCall, clock: Clock): Promise<http.IncomingMessage> {
  const startedAt = clock.now();
  const { endpoint, signal } = call;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);

    const request = (endpoint.secure ? https : http).request({
      method: 'POST',
      host: endpoint.hostname,
      port: endpoint.port,
      path: call.path,
      headers: { ...call.headers, 'content-length': String(call.body.length) },
      agent: call.agent,
    });
    let response: http.IncomingMessage | undefined;
    const onAbort = () => (response ?? request).destroy(new Error('aborted by the caller'));
    const stopListening = () => signal?.removeEventListener('abort', onAbort);
    signal?.addEventListener('abort', onAbort, { once: true });
    const connection = limitConnecting(request, call, clock);
    request.on('error', (error) => {
      // One that was closed meanwhile is found out at once; what breaks off later has been at work.
      const reusedSocket = request.reusedSocket && clock.now() - startedAt < STALE_WITHIN_MS;
      const details = { reusedSocket, notSent: !request.reusedSocket && !connection.made };
      reject(signal?.aborted ? signal.reason : connectionError(endpoint, error, details));
    });
    request.once('close', () => {
      if (!response) stopListening();
    });
    request.once('response', (received) => {
      response = received;
      // The body may be read long after the connection has done its part.
      received.once('close', stopListening);
      resolve(received);
    });
    request.end(call.body);
  });
}

/** Gives up a new connection that is not made in time. @returns whether it has been made by now */
function limitConnecting(request: http.ClientRequest, call: ExchangeCall, clock: Clock): { readonly made: boolean } {
  const connection = { made: false };
  request.once('socket', (socket) => {
    if (request.reusedSocket) return;
    const stop = clock.after(call.connectTimeoutMs, () => request.destroy(new Error(`no connection after ${call.connectTimeoutMs} ms`)));
    socket.once(call.endpoint.secure ? 'secureConnect' : 'connect', () => {
      connection.made = true;
      stop();
    });
    socket.once('close', stop);
  });
  return connection;
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
