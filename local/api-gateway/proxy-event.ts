import { IncomingMessage } from 'node:http';
import { isBinary } from './request-body';
import { Match } from './router';
import type { RestApi, RestApiDomain, RestApiStage } from '../assembly/rest-api-model';

/** The identity that an IAM-authorized request was signed with. */
export interface RestCaller {
  readonly accountId: string;
  readonly arn: string;
  readonly accessKeyId: string;
}

/** A request as it arrives, whether or not there is anything that answers it. */
export interface ArrivedRequest {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly api: RestApi;
  readonly stage: RestApiStage;
  readonly accountId: string;
  /** Absent: it came to the address that AWS gives the API. */
  readonly domain?: RestApiDomain;
  /** Without stage and base path, still percent-encoded. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface ProxyRequest extends ArrivedRequest {
  readonly match: Match;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly apiKey?: { readonly id: string; readonly value: string };
  readonly caller?: RestCaller;
  /** What an authorizer said of the caller. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

/** As on the wire: with the stage, or with the base path of a domain name. */
export function wirePath({ stage, domain, path }: Pick<ArrivedRequest, 'stage' | 'domain' | 'path'>): string {
  return domain ? pathWithBase(domain, path) : `/${stage.name}${path}`;
}

function pathWithBase({ basePath }: RestApiDomain, path: string): string {
  if (basePath === '') return path;
  return path === '/' ? `/${basePath}` : `/${basePath}${path}`;
}

/** What `$context` holds before anything is known of the caller. */
export function arrivalContext(arrived: ArrivedRequest) {
  const { request, requestId, extendedRequestId, api, stage, accountId, domain, receivedAt } = arrived;
  return {
    httpMethod: request.method,
    extendedRequestId,
    requestTime: commonLogTime(receivedAt),
    requestTimeEpoch: receivedAt,
    path: wirePath(arrived),
    accountId,
    protocol: `HTTP/${request.httpVersion}`,
    stage: stage.name,
    domainPrefix: domain ? domain.name.split('.', 1)[0] : api.id,
    domainName: domain?.name ?? `${api.id}.execute-api.${api.region}.amazonaws.com`,
    requestId,
    apiId: api.id,
    identity: { sourceIp: sourceIpOf(request), userAgent: request.headers['user-agent'] ?? null },
  };
}

/** What `$context` holds, and the function gets, of a request that was let in. */
export function requestContext(proxy: ProxyRequest) {
  const { match, apiKey, caller, authorizer } = proxy;
  const { identity, ...arrival } = arrivalContext(proxy);
  return {
    ...arrival,
    resourceId: match.resource.id,
    resourcePath: match.resource.path,
    ...(authorizer === undefined ? {} : { authorizer }),
    identity: {
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      principalOrgId: null,
      accountId: caller?.accountId ?? null,
      accessKey: caller?.accessKeyId ?? null,
      caller: caller?.arn ?? null,
      user: caller?.arn ?? null,
      userArn: caller?.arn ?? null,
      ...identity,
      ...(apiKey === undefined ? {} : { apiKey: apiKey.value, apiKeyId: apiKey.id }),
    },
  };
}

/** The event that a Lambda proxy integration of a REST API receives (payload format 1.0). */
export function createProxyEvent(proxy: ProxyRequest): Record<string, unknown> {
  const { request, api, stage, domain, match, path, query, body } = proxy;
  const headers = collectHeaders(request, sourceIpOf(request), proxy.requestId);
  const binary = body.length > 0 && isBinary(request.headers['content-type'], api.binaryMediaTypes);
  return {
    resource: match.resource.path,
    path: domain ? pathWithBase(domain, path) : path,
    httpMethod: request.method,
    headers: lastValues(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastValues(collectQuery(query))),
    multiValueQueryStringParameters: orNull(collectQuery(query)),
    pathParameters: orNull(match.pathParameters),
    stageVariables: orNull(stage.variables),
    requestContext: requestContext(proxy),
    body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary,
  };
}

function sourceIpOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

/** Names as the client wrote them, plus what API Gateway adds. */
function collectHeaders(request: IncomingMessage, sourceIp: string, requestId: string): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const wireName = request.rawHeaders[index]!;
    const name = wireName === ':authority' ? 'Host' : wireName;
    // The other pseudo-headers of HTTP/2 are the request line of HTTP/1.1.
    if (name.startsWith(':')) continue;
    if (['connection', 'transfer-encoding', 'keep-alive', 'expect'].includes(name.toLowerCase())) continue;
    const key = Object.keys(headers).find((existing) => existing.toLowerCase() === name.toLowerCase()) ?? name;
    headers[key] = [...headers[key] ?? [], request.rawHeaders[index + 1]!];
  }
  return {
    ...headers,
    'X-Amzn-Trace-Id': [`Root=1-${requestId.slice(0, 8)}-${requestId.replace(/-/g, '').slice(8, 32)}`],
    'X-Forwarded-For': [sourceIp],
    'X-Forwarded-Port': [String(request.socket.localPort ?? 443)],
    'X-Forwarded-Proto': ['http'],
  };
}

function collectQuery(query: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

function lastValues(lists: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));
}

function orNull<Value extends object>(value: Value): Value | null {
  return Object.keys(value).length === 0 ? null : value;
}

/** `09/Apr/2026:12:34:56 +0000` */
function commonLogTime(millis: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(millis).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
