import { IncomingHttpHeaders } from 'node:http';
import { createConnect } from './connection';
import { createConnectionPool, MAX_IDLE_MS } from './connection-pool';
import { AssumableRole, AwsCredentials, CredentialSource } from './credentials';
import { AWS_SERVICES, AwsService, Endpoint, EndpointSettings, hostHeader, resolveEndpoint } from './endpoints';
import { Exchange } from './exchange';
import { Payload } from './payload';
import { createRequestSigner } from './request-signer';
import { Clock } from '../../core/ports';
import { UpstreamError } from '../../core/upstream-error';

/** One POST request to an AWS service. */
export interface AwsCall {
  readonly service: AwsService;
  readonly region: string;
  /** Absent: the function's own role. */
  readonly role?: AssumableRole;
  /** Every segment percent-encoded once. */
  readonly path: string;
  /** Lower-case names. All of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Payload;
  readonly signal?: AbortSignal;
}

/** A response that has been read to its end. */
export interface AwsResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** A response whose body arrives piece by piece. */
export interface AwsStreamResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Reads to the end, with the size limit of a whole answer. */
  read(): Promise<Uint8Array>;
  /** The pieces as they come; read on demand, once. Rejects with what `open` rejects with. */
  pieces(): AsyncIterator<Uint8Array, undefined>;
  /** Closes the connection, unless the body has been read to its end. */
  destroy(): void;
}

/**
 * Sends signed requests, each exactly once.
 * Failures are `UpstreamError`s: `ConnectionError`, `TimeoutError` or what the credentials fail with. When a signal
 * aborts, its reason is thrown instead. Any status of the service is a response, not a failure.
 */
export interface AwsTransport {
  post(call: AwsCall & { readonly timeoutMs?: number }): Promise<AwsResponse>;
  open(call: AwsCall): Promise<AwsStreamResponse>;
  /** Closes all idle and busy connections. */
  close(): void;
}

export interface AwsTransportOptions {
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly endpoints: EndpointSettings;
  /** For name resolution, TCP and TLS together. Default: 2,000, enough for a Region on the other side of the world. */
  readonly connectTimeoutMs?: number;
}

export function createAwsTransport(options: AwsTransportOptions): AwsTransport {
  const { clock } = options;
  const connect = createConnect({ clock, timeoutMs: options.connectTimeoutMs ?? 2_000, maxIdleMs: MAX_IDLE_MS });
  const pool = createConnectionPool(connect, clock);
  const sign = createRequestSigner(clock);
  const endpoints = new Map<string, Endpoint>();

  const endpointOf = (service: AwsService, region: string): Endpoint => {
    const name = `${service}/${region}`;
    let endpoint = endpoints.get(name);
    if (!endpoint) endpoints.set(name, endpoint = resolveEndpoint(options.endpoints, service, region));
    return endpoint;
  };

  const send = (exchange: Exchange, call: AwsCall, purpose: string, credentials: AwsCredentials): void => {
    const { service, region, payload } = call;
    const endpoint = endpointOf(service, region);
    const path = endpoint.basePath + call.path;
    const headers = sign(
      { service: AWS_SERVICES[service].signingName, region, host: hostHeader(endpoint), path, headers: call.headers, sha256: payload.sha256 },
      credentials,
    );
    exchange.send({ endpoint, path, headers, body: payload.bytes }, pool.take(purpose, endpoint));
  };

  const start = (call: AwsCall, timeoutMs?: number): Exchange => {
    const { service, region, role, signal } = call;
    const purpose = `${service}|${region}|${role?.arn ?? ''}|${role?.externalId ?? ''}`;
    const onAbort = () => exchange.cancel(signal?.reason);
    let stop: (() => void) | undefined;
    const exchange = new Exchange(clock, (connection, reusable) => {
      signal?.removeEventListener('abort', onAbort);
      stop?.();
      if (connection) pool[reusable ? 'giveBack' : 'discard'](purpose, connection);
    });
    if (signal?.aborted) {
      onAbort();
      return exchange;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    if (timeoutMs !== undefined) {
      stop = clock.after(timeoutMs, () => exchange.cancel(new UpstreamError('TimeoutError', undefined, `${service} gave no answer within ${timeoutMs} ms`)));
    }
    const cancel = (error: unknown) => exchange.cancel(error);
    const go = (credentials: AwsCredentials) => {
      if (!exchange.isOver) send(exchange, call, purpose, credentials);
    };
    // Whatever fails before anything is sent ends the exchange too, and with it its timer.
    try {
      const found = options.credentials(role);
      if (found instanceof Promise) found.then(go).catch(cancel);
      else go(found);
    } catch (error) {
      cancel(error);
    }
    return exchange;
  };

  return {
    async post({ timeoutMs, ...call }) {
      const { body, status, headers } = await start(call, timeoutMs).head;
      return { status, headers, body: await body.all() };
    },
    async open(call) {
      const exchange = await start(call).head;
      const { status, headers, body } = exchange;
      return {
        status,
        headers,
        read: () => body.all(),
        pieces: () => body,
        destroy: () => exchange.cancel(new Error('the answer is not read any further')),
      };
    },
    close: () => pool.close(),
  };
}
