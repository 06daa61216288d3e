import { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { requestIdOf } from './aws-error';
import { bodyPieces } from './body-pieces';
import { createConnectionPool } from './connection-pool';
import { AssumableRole, CredentialSource } from './credentials';
import { AWS_SERVICES, AwsService, Endpoint, EndpointSettings, hostHeader, resolveEndpoint } from './endpoints';
import { connectionError, exchange } from './exchange';
import { Payload } from './payload';
import { readBody } from './read-body';
import { createRequestSigner } from './request-signer';
import { untilAborted } from './until-aborted';
import { Clock } from '../../core/ports';
import { isUpstreamError, UpstreamError } from '../../core/upstream-error';

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
  const connectTimeoutMs = options.connectTimeoutMs ?? 2_000;
  const pool = createConnectionPool(clock);
  const sign = createRequestSigner(clock);
  const endpoints = new Map<string, Endpoint>();

  const endpointOf = (service: AwsService, region: string): Endpoint => {
    const name = `${service}/${region}`;
    let endpoint = endpoints.get(name);
    if (!endpoint) endpoints.set(name, endpoint = resolveEndpoint(options.endpoints, service, region));
    return endpoint;
  };

  const send = async (call: AwsCall, endpoint: Endpoint): Promise<IncomingMessage> => {
    const { service, region, role, signal, payload } = call;
    const found = options.credentials(role);
    const credentials = found instanceof Promise ? await untilAborted(found, signal) : found;
    const path = endpoint.basePath + call.path;
    const headers = sign(
      { service: AWS_SERVICES[service].signingName, region, host: hostHeader(endpoint), path, headers: call.headers, sha256: payload.sha256 },
      credentials,
    );
    const agent = pool.agent(`${service}|${region}|${role?.arn ?? ''}|${role?.externalId ?? ''}`, endpoint.secure);
    return exchange({ endpoint, path, headers, body: payload.bytes, agent, connectTimeoutMs, signal }, clock);
  };

  const open = async (call: AwsCall): Promise<AwsStreamResponse> => {
    const endpoint = endpointOf(call.service, call.region);
    const response = await send(call, endpoint);
    const failure = (error: unknown) => {
      if (call.signal?.aborted) return call.signal.reason;
      return isUpstreamError(error) ? error : connectionError(endpoint, error, { requestId: requestIdOf(response.headers) });
    };
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      read: () => readBody(response).catch((error: unknown) => { throw failure(error); }),
      pieces() {
        const pieces = bodyPieces(response);
        return { next: () => pieces.next().catch((error: unknown) => { throw failure(error); }) };
      },
      destroy: () => { response.destroy(); },
    };
  };

  const post = async (call: AwsCall): Promise<AwsResponse> => {
    const response = await open(call);
    return { status: response.status, headers: response.headers, body: await response.read() };
  };

  return {
    open,
    async post({ timeoutMs, ...call }) {
      if (timeoutMs === undefined) return post(call);
      const limit = startLimit(clock, timeoutMs, call.service, call.signal);
      try {
        return await post({ ...call, signal: limit.signal });
      } finally {
        limit.stop();
      }
    },
    close: () => pool.close(),
  };
}

function startLimit(clock: Clock, timeoutMs: number, service: AwsService, outer: AbortSignal | undefined) {
  const late = new AbortController();
  const stop = clock.after(timeoutMs, () => {
    late.abort(new UpstreamError('TimeoutError', undefined, `${service} gave no answer within ${timeoutMs} ms`));
  });
  return { signal: outer ? AbortSignal.any([outer, late.signal]) : late.signal, stop };
}
