import { Front } from '../../core/ports';

/** What the gateway needs of an API Gateway event. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without stage, base path and query, otherwise as API Gateway delivers it. */
  readonly path: string;
  /** Lower-case names; several values of one name are joined as HTTP does. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** API Gateway's own id of the request. */
  readonly requestId: string;
  /** Until Lambda stops the function. */
  readonly remainingMs: number;
  readonly front: Front;
}

/** What is read of Lambda's context. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/**
 * Reads the event of a REST API with proxy integration.
 * @param basePath what is in front of every path at the API's own domain name, if anything is
 * @throws TypeError for anything else: the function is then called by something that it was not made for
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readEvent(event: unknown, context: RemainingTime, basePath?: string): ReceivedRequest {
  const { httpMethod, path, headers, multiValueHeaders, body, isBase64Encoded, requestContext } = objectOf(event, 'the event');
  const { requestId, identity, authorizer, ...arrival } = objectOf(requestContext, 'requestContext');
  return {
    method: textOf(httpMethod, 'httpMethod'),
    path: withoutBasePath(textOf(path, 'path'), arrival, basePath),
    headers: readHeaders(headers, multiValueHeaders),
    body: readBody(body, isBase64Encoded === true),
    requestId: textOf(requestId, 'requestContext.requestId'),
    remainingMs: context.getRemainingTimeInMillis(),
    front: readFront(identity, authorizer),
  };
}

/** The base path of a domain name is part of the path. At the address that AWS gave the API there is none, only the stage, which is not. */
function withoutBasePath(path: string, { apiId, domainPrefix }: Record<string, unknown>, basePath: string | undefined): string {
  if (!basePath || domainPrefix === apiId) return path;
  const prefix = `/${basePath}`;
  if (path === prefix) return '/';
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

/** API Gateway writes the request context by itself. What it has not checked is null. */
function readFront(identity: unknown, authorizer: unknown): Front {
  const { userArn } = identity == null ? {} as Record<string, unknown> : objectOf(identity, 'requestContext.identity');
  return {
    ...(userArn == null ? {} : { userArn: textOf(userArn, 'requestContext.identity.userArn') }),
    ...(authorizer == null ? {} : { authorizer: objectOf(authorizer, 'requestContext.authorizer') }),
  };
}

/** A request without headers has null in their place. */
function readHeaders(single: unknown, multiple: unknown): Record<string, string> {
  const values = new Map<string, string>();
  const add = (name: string, value: string) => {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}${name === 'cookie' ? '; ' : ', '}${value}`);
  };
  for (const [name, list] of Object.entries(multiple == null ? {} : objectOf(multiple, 'multiValueHeaders'))) {
    if (!Array.isArray(list)) throw malformed(`multiValueHeaders.${name}`, 'a list', list);
    const lowerCase = name.toLowerCase();
    for (const value of list) add(lowerCase, typeof value === 'string' ? value : textOf(value, `multiValueHeaders.${name}`));
  }
  for (const [name, value] of Object.entries(single == null ? {} : objectOf(single, 'headers'))) {
    const lowerCase = name.toLowerCase();
    if (!values.has(lowerCase)) values.set(lowerCase, textOf(value, `headers.${name}`));
  }
  return Object.fromEntries(values);
}

function readBody(body: unknown, base64: boolean): Uint8Array {
  if (body == null) return new Uint8Array(0);
  const text = textOf(body, 'body');
  if (!base64) return Buffer.from(text, 'utf8');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw malformed('body', 'base64 when isBase64Encoded is true', text);
  return Buffer.from(text, 'base64');
}

function objectOf(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(name, 'an object', value);
  return value as Record<string, unknown>;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw malformed(name, 'a text', value);
  return value;
}

/** Says of what kind the value is, not what it is: it could hold a secret. */
function malformed(name: string, expected: string, received: unknown): TypeError {
  const kind = received === null ? 'null' : Array.isArray(received) ? 'a list' : typeof received;
  return new TypeError(`not an event of an API Gateway REST API with proxy integration: ${name} must be ${expected}, received: ${kind}`);
}
