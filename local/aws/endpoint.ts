import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { parseAuthorization } from './authorization';
import { readBody, sendResponse } from './body';
import type { Channel } from './channel';
import { listen } from './listener';
import { guessService, operationOf, type ObservedCall } from './observed-call';
import { AwsError, ConnectionLost, type AwsRequest, type AwsResponse, type AwsService } from './service';
import { verifySignature } from './signature';
import type { Authorizer } from '../iam/authorizer';
import type { Identities } from '../iam/identities';

export interface AwsEndpointOptions {
  readonly services: readonly AwsService[];
  readonly identities: Pick<Identities, 'find'>;
  readonly authorizer: Pick<Authorizer, 'authorize'>;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, a free port */
  readonly port?: number;
  readonly clock: Clock;
  /** Told about every call before its answer leaves. */
  readonly observe?: (call: ObservedCall) => void;
  /** Told about every error that is not an `AwsError`: a defect of a service, also half-way through a body. */
  readonly onError?: (error: unknown) => void;
}

export interface AwsEndpoint {
  /** For AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_STS alike. */
  readonly url: string;
  close(): Promise<void>;
}

/** What is known about a call so far. */
interface CallFacts {
  service: string;
  body: Buffer;
  region?: string;
  caller?: string;
}

type Received = Pick<AwsRequest, 'id' | 'method' | 'path' | 'query' | 'headers'>;

/** One port on which unmodified AWS SDKs find every service that this machine stands up. */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const { services, clock, host = '127.0.0.1', port = 0 } = options;
  const servicesByName = new Map(services.map((service) => [service.signingName, service]));
  const listener = await listen({
    host,
    port,
    handle: (channel) => {
      answer(channel).catch(async (error) => {
        options.onError?.(error);
        await channel.cut();
      });
    },
  });
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${listener.port}`, close: () => listener.close() };

  async function answer(channel: Channel): Promise<void> {
    const received = receive(channel);
    const call: CallFacts = { service: guessService(received.headers), body: Buffer.alloc(0) };
    const observe = (status: number, errorCode?: string) => options.observe?.({
      id: received.id,
      service: call.service,
      operation: operationOf({ ...received, body: call.body }),
      region: call.region,
      caller: call.caller,
      status,
      errorCode,
    });

    let response: AwsResponse;
    try {
      response = await dispatch(channel, received, call);
      observe(response.status, response.headers['x-amzn-errortype']);
    } catch (error) {
      if (error instanceof ConnectionLost || channel.signal.aborted) {
        observe(0, error instanceof ConnectionLost ? error.name : 'CallerGone');
        await channel.cut();
        return;
      }
      if (!(error instanceof AwsError)) options.onError?.(error);
      const awsError = error instanceof AwsError ? error : new AwsError('InternalServerError', 500, describe(error));
      response = renderWith(servicesByName.get(call.service), awsError, received);
      observe(response.status, awsError.code);
    }
    // The SDK corrects its clock by this header, so it must show the clock that checks signatures.
    await sendResponse(channel, { ...response, headers: { date: new Date(clock.now()).toUTCString(), ...response.headers } });
  }

  /** Fills in `call` as it learns about it, so that a refusal can be observed with what was known by then. */
  async function dispatch(channel: Channel, received: Received, call: CallFacts): Promise<AwsResponse> {
    call.body = await readBody(channel);
    const authorization = parseAuthorization(received.headers.authorization);
    call.service = authorization.service;
    call.region = authorization.region;
    const service = servicesByName.get(authorization.service);
    if (service === undefined) {
      const known = [...servicesByName.keys()].join(', ');
      throw new AwsError('InvalidSignatureException', 403, `Credential is scoped to the service '${authorization.service}'; this machine stands up ${known}`);
    }
    const { caller } = await verifySignature({ ...received, body: call.body }, authorization, options.identities, clock);
    call.caller = caller.arn;
    return service.handle(authorizedRequest(received, call.body, authorization.region, caller, channel.signal));
  }

  function authorizedRequest(
    received: Received, body: Buffer, region: string, caller: AwsRequest['caller'], signal: AbortSignal,
  ): AwsRequest {
    return {
      ...received,
      body,
      region,
      caller,
      signal,
      authorize: (action, resource, context) => options.authorizer.authorize(caller, action, resource, {
        'aws:RequestedRegion': region,
        // The call stands for one that reaches AWS over TLS.
        'aws:SecureTransport': 'true',
        ...context,
      }),
    };
  }
}

function receive(channel: Channel): Received {
  const [path, query] = splitOnce(channel.target, '?');
  return { id: randomUUID(), method: channel.method, path, query: new URLSearchParams(query), headers: channel.headers };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** A call for no service that stands here still gets an answer that every SDK can read. */
function renderWith(service: AwsService | undefined, error: AwsError, received: Received): AwsResponse {
  if (service !== undefined) return service.renderError(error, received);
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code, 'x-amzn-requestid': received.id },
    body: Buffer.from(JSON.stringify({ message: error.message })),
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
