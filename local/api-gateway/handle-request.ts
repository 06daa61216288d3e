import { randomBytes, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import type { RestApi, RestApiDomain, RestApiStage, RestMethod } from '../assembly/rest-api-model';
import { AwsError } from '../aws/service';
import { Clock } from '../clock';
import { GatewayError, gatewayErrors, renderGatewayError } from './gateway-error';
import { ClientGone, integrate, InvokeFunction } from './integrate';
import { AskAuthorizer } from './lambda-authorizer';
import { arrivalContext, createProxyEvent, ProxyRequest, requestContext, RestCaller, wirePath } from './proxy-event';
import { readBody } from './request-body';
import { Match, matchMethod, matchPath } from './router';
import { Throttle } from './throttle';
import { isComplete } from '../http/dual-listener';

/** Present on every answer. */
const OWN_HEADERS: readonly string[] = ['x-amzn-requestid', 'x-amz-apigw-id'];

/** A request to a method with `authorizationType` AWS_IAM. */
export interface IamRequest {
  readonly method: string;
  /** As on the wire, with the stage or the base path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What `execute-api:Invoke` must be allowed on. */
  readonly resourceArn: string;
}

/** Verifies signature and policies; throws to refuse. */
export type Authenticate = (request: IamRequest) => Promise<RestCaller>;

export interface HandlerOptions {
  readonly api: RestApi;
  readonly accountId: string;
  readonly invoke: InvokeFunction;
  readonly authenticate?: Authenticate;
  readonly askAuthorizer: AskAuthorizer;
  readonly clock: Clock;
  readonly throttles: ReadonlyMap<string, Throttle>;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
  /** API Gateway answered by itself, or cut the response. */
  readonly onFailed: (stage: RestApiStage, requestId: string, error: unknown) => void;
  /** @param context what `$context` holds then */
  readonly onAnswered: (stage: RestApiStage | undefined, status: number, latencyMillis: number, context: object) => void;
}

/** Serves one HTTP request as API Gateway would. */
export async function handleRequest(request: IncomingMessage, response: ServerResponse, options: HandlerOptions): Promise<void> {
  const { api, clock } = options;
  const receivedAt = clock.now();
  const requestId = randomUUID();
  const extendedRequestId = randomBytes(11).toString('base64url') + '=';
  response.setHeader('x-amzn-requestid', requestId);
  response.setHeader('x-amz-apigw-id', extendedRequestId);
  const abort = new AbortController();
  const close = () => abort.abort(new ClientGone('The local cloud is shutting down.'));
  options.closing.addEventListener('abort', close, { once: true });
  const { stage, domain, path, query } = locate(request, api);
  let context: object = stage === undefined ? {} : arrivalContext({
    request, requestId, extendedRequestId, api, stage, accountId: options.accountId, path, receivedAt, ...domain && { domain },
  });
  response.on('close', () => {
    options.closing.removeEventListener('abort', close);
    if (!isComplete(response)) abort.abort(new ClientGone('The client closed the connection.'));
    const latencyMillis = clock.now() - receivedAt;
    options.onAnswered(stage, response.statusCode, latencyMillis, { ...context, status: response.statusCode, responseLatency: latencyMillis });
  });
  try {
    if (stage === undefined) throw new GatewayError(gatewayErrors.forbidden);
    const match = matchPath(api.root, path);
    const method = match && matchMethod(match.resource, request.method ?? 'GET');
    if (match === undefined || method === undefined) throw new GatewayError(gatewayErrors.missingAuthenticationToken);
    const hasRoom = options.throttles.get(stage.name)?.(match.resource.path, method.httpMethod) ?? true;
    if (!hasRoom) throw new GatewayError(gatewayErrors.throttled);
    const apiKey = checkApiKey(request, method, stage);
    const body = await readBody(request);
    checkPathParameters(method, match);
    const proxy: ProxyRequest = {
      request,
      requestId,
      extendedRequestId,
      api,
      stage,
      accountId: options.accountId,
      match,
      path,
      query,
      body,
      receivedAt,
      ...(domain === undefined ? {} : { domain }),
      ...(apiKey === undefined ? {} : { apiKey }),
    };
    const admitted = await authorize(proxy, method, options, abort.signal);
    const { integration } = method;
    if (integration.kind === 'unsupported') throw new GatewayError(gatewayErrors.integrationFailure, integration.reason);
    if (integration.kind === 'mock') {
      response.writeHead(integration.statusCode, integration.headers);
      response.end(integration.body);
      return;
    }
    context = requestContext({ ...proxy, ...admitted });
    const event = createProxyEvent({ ...proxy, ...admitted });
    await integrate({ integration, api, event, accept: request.headers.accept, response, invoke: options.invoke, clock, abort });
  } catch (error) {
    if (stage !== undefined) options.onFailed(stage, requestId, error);
    if (error instanceof GatewayError) context = { ...context, error: { message: error.type.message, responseType: error.type.responseType } };
    if (error instanceof ClientGone) response.destroy();
    if (response.destroyed || response.headersSent) return;
    answerError(error, response, api, requestId);
  }
}

function answerError(error: unknown, response: ServerResponse, api: RestApi, requestId: string): void {
  const type = error instanceof GatewayError ? error.type : gatewayErrors.integrationFailure;
  // The detail of a failing integration is for its log, not for the client.
  const message = error instanceof GatewayError && type.status === 400 ? error.detail : type.message;
  const { status, headers, body } = renderGatewayError(type, api.gatewayResponses, requestId, message);
  for (const name of response.getHeaderNames()) if (!OWN_HEADERS.includes(name)) response.removeHeader(name);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

interface Location {
  readonly stage?: RestApiStage;
  readonly domain?: RestApiDomain;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** The host and, if several share it, the base path name the stage; on this machine's own address the first segment does. */
function locate(request: IncomingMessage, api: RestApi): Location {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const query = new URLSearchParams(rest.join('?'));
  const [, name = '', ...segments] = rawPath.split('/');
  const host = (request.headers.host ?? String(request.headers[':authority'] ?? '')).replace(/:\d+$/, '').toLowerCase();
  const ofHost = api.domains.filter((domain) => domain.name === host);
  const domain = ofHost.find(({ basePath }) => basePath === name) ?? ofHost.find(({ basePath }) => basePath === '');
  const stageName = ofHost.length > 0 ? domain?.stage : name;
  return {
    stage: api.stages.find((stage) => stage.name === stageName),
    ...(domain === undefined ? {} : { domain }),
    path: domain?.basePath === '' ? rawPath : `/${segments.join('/')}`,
    query,
  };
}

function checkApiKey(request: IncomingMessage, method: RestMethod, stage: RestApiStage) {
  if (!method.apiKeyRequired) return undefined;
  const key = stage.apiKeys.find(({ value }) => value === request.headers['x-api-key']);
  if (key === undefined) throw new GatewayError(gatewayErrors.invalidApiKey);
  return key;
}

function checkPathParameters({ requestPathParameters }: RestMethod, { pathParameters }: Match): void {
  const missing = Object.keys(requestPathParameters).filter((name) => requestPathParameters[name] === true && pathParameters[name] === undefined);
  if (missing.length > 0) throw new GatewayError(gatewayErrors.badRequestParameters, `Missing required request parameters: [${missing.join(', ')}]`);
}

/** A lock that this machine cannot open stays shut. */
async function authorize(
  proxy: ProxyRequest, { authorizationType, authorizer }: RestMethod, options: HandlerOptions, signal: AbortSignal,
): Promise<Pick<ProxyRequest, 'caller' | 'authorizer'>> {
  const { request, api, stage, path } = proxy;
  const resourceArn = `arn:aws:execute-api:${api.region}:${proxy.accountId}:${api.id}/${stage.name}/${request.method}${path}`;
  if (authorizationType === 'NONE') return {};
  if (authorizationType === 'CUSTOM' && authorizer) return { authorizer: await options.askAuthorizer(authorizer, proxy, resourceArn, signal) };
  if (authorizationType === 'AWS_IAM' && options.authenticate) return { caller: await verify(proxy, resourceArn, options.authenticate) };
  throw new GatewayError(gatewayErrors.unauthorized);
}

async function verify(proxy: ProxyRequest, resourceArn: string, authenticate: Authenticate): Promise<RestCaller> {
  const { request, query, body } = proxy;
  if (request.headers.authorization === undefined) throw new GatewayError(gatewayErrors.missingAuthenticationToken);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value ?? '']));
  try {
    return await authenticate({ method: request.method ?? 'GET', path: wirePath(proxy), query, headers, body, resourceArn });
  } catch (error) {
    if (error instanceof AwsError) throw new GatewayError({ ...gatewayErrors.forbidden, message: error.message, errorType: error.code });
    throw new GatewayError(gatewayErrors.forbidden, error instanceof Error ? error.message : String(error));
  }
}
