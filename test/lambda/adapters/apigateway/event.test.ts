import fc from 'fast-check';
import { readEvent } from '../../../../lambda/adapters/apigateway/event';

const CONTEXT = { getRemainingTimeInMillis: () => 29_000 };

const EVENT = {
  resource: '/{proxy+}',
  path: '/v1/chat/completions',
  httpMethod: 'POST',
  headers: { 'Authorization': 'Bearer k', 'X-Twice': 'b' },
  multiValueHeaders: { 'Authorization': ['Bearer k'], 'X-Twice': ['a', 'b'], 'Cookie': ['c=1', 'd=2'] },
  queryStringParameters: null,
  requestContext: { requestId: 'req-1', stage: 'prod' },
  body: '{"ü":1}',
  isBase64Encoded: false,
};

const read = (change: Record<string, unknown> = {}) => readEvent({ ...EVENT, ...change }, CONTEXT);

test('an event is read', () => {
  expect(read()).toEqual({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'authorization': 'Bearer k', 'x-twice': 'a, b', 'cookie': 'c=1; d=2' },
    body: Buffer.from('{"ü":1}'),
    requestId: 'req-1',
    remainingMs: 29_000,
    front: {},
  });
});

describe('a base path', () => {
  const pathOf = (path: string, basePath?: string, context: Record<string, unknown> = { domainPrefix: 'inference', apiId: 'a1b2c3' }) =>
    readEvent({ ...EVENT, path, requestContext: { requestId: 'r', ...context } }, CONTEXT, basePath).path;

  test('is taken off what comes to the domain', () => {
    expect(pathOf('/llm/v1/models', 'llm')).toBe('/v1/models');
    expect(pathOf('/llm', 'llm')).toBe('/');
    expect(pathOf('/v1/v1/models', 'v1')).toBe('/v1/models');
  });

  test('is not taken off what comes to the address of AWS', () => {
    expect(pathOf('/v1/models', 'v1', { domainPrefix: 'a1b2c3', apiId: 'a1b2c3' })).toBe('/v1/models');
  });

  test('is a whole segment', () => {
    expect(pathOf('/llms/v1/models', 'llm')).toBe('/llms/v1/models');
  });

  test('without one nothing is taken off', () => {
    expect(pathOf('/llm/v1/models')).toBe('/llm/v1/models');
  });
});

test('the signer is the one whose signature API Gateway has verified', () => {
  const userArn = 'arn:aws:sts::111111111111:assumed-role/app/session';
  expect(read({ requestContext: { requestId: 'r', identity: { userArn, sourceIp: '192.0.2.1' } } }).front).toEqual({ userArn });
  expect(read({ requestContext: { requestId: 'r', identity: { userArn: null } } }).front).toEqual({});
});

test('what an authorizer said is handed on as it is', () => {
  const authorizer = { principalId: 'p', tenant: 'a', claims: { 'custom:tenant': 'b' } };
  expect(read({ requestContext: { requestId: 'r', authorizer } }).front).toEqual({ authorizer });
  expect(read({ requestContext: { requestId: 'r', authorizer: null, identity: null } }).front).toEqual({});
});

test('nobody is a signer by what the request says of itself', () => {
  const said = { userArn: 'arn:aws:iam::1:user/x', identity: { userArn: 'arn:aws:iam::1:user/x' }, authorizer: { tenant: 'b' } };
  const headers = { 'userArn': said.userArn, 'requestContext': JSON.stringify(said), 'X-Amzn-UserArn': said.userArn };
  const body = JSON.stringify({ requestContext: said });
  expect(read({ headers, multiValueHeaders: null, body, queryStringParameters: said, ...said }).front).toEqual({});
});

test('single headers do when there are no multiple ones', () => {
  expect(read({ multiValueHeaders: null, headers: { 'X-Api-Key': 'k' } }).headers).toEqual({ 'x-api-key': 'k' });
  expect(read({ multiValueHeaders: undefined, headers: null }).headers).toEqual({});
});

test('names that differ in case only are one header', () => {
  expect(read({ multiValueHeaders: { 'x-a': ['1'], 'X-A': ['2'] }, headers: {} }).headers).toEqual({ 'x-a': '1, 2' });
});

test('a header may have the name of something that every object has', () => {
  const { headers } = read({ multiValueHeaders: JSON.parse('{"__proto__":["x"],"constructor":["y"]}'), headers: {} });
  expect(Object.entries(headers)).toEqual([['__proto__', 'x'], ['constructor', 'y']]);
});

test('a missing body is an empty one', () => {
  expect(read({ body: null }).body).toHaveLength(0);
});

test('any bytes arrive as they were sent when API Gateway encodes them', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const { body } = read({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });
    expect([...body]).toEqual([...bytes]);
  }));
});

test.each([
  ['null', null, 'the event must be an object, received: null'],
  ['a text', 'hello', 'the event must be an object, received: string'],
  ['a list', [], 'the event must be an object, received: a list'],
  ['an event of an HTTP API', { version: '2.0', rawPath: '/', requestContext: { requestId: 'r', http: { method: 'GET' } } }, 'httpMethod must be a text'],
  ['an event of a queue', { Records: [] }, 'requestContext must be an object'],
  ['no request id', { ...EVENT, requestContext: {} }, 'requestContext.requestId must be a text'],
  ['an identity that is no object', { ...EVENT, requestContext: { requestId: 'r', identity: 'me' } }, 'requestContext.identity must be an object, received: string'],
  ['an authorizer that is no object', { ...EVENT, requestContext: { requestId: 'r', authorizer: 'x' } }, 'requestContext.authorizer must be an object, received: string'],
  ['a signer that is no text', { ...EVENT, requestContext: { requestId: 'r', identity: { userArn: 7 } } }, 'requestContext.identity.userArn must be a text, received: number'],
  ['no path', { ...EVENT, path: undefined }, 'path must be a text'],
  ['a body that is no text', { ...EVENT, body: { a: 1 } }, 'body must be a text'],
  ['a body that is not base64', { ...EVENT, isBase64Encoded: true }, 'body must be base64 when isBase64Encoded is true'],
  ['base64 that is cut off', { ...EVENT, body: 'YWJjZ', isBase64Encoded: true }, 'body must be base64'],
  ['a header that is no text', { ...EVENT, multiValueHeaders: null, headers: { a: 1 } }, 'headers.a must be a text, received: number'],
  ['a header list that is no list', { ...EVENT, multiValueHeaders: { a: 'b' } }, 'multiValueHeaders.a must be a list'],
  ['a header value that is no text', { ...EVENT, multiValueHeaders: { a: [null] } }, 'multiValueHeaders.a must be a text, received: null'],
])('%s is refused', (_, event, message) => {
  expect(() => readEvent(event, CONTEXT)).toThrow(TypeError);
  expect(() => readEvent(event, CONTEXT)).toThrow(message);
});
