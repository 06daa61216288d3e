import { bedrockSurface } from '../../../../lambda/surfaces/bedrock/surface';
import { converseAnswer, httpRequest, json, parsedCall, refusalOf, SERVED } from '../support';

const BODY = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };

test.each([['converse', false], ['converse-stream', true]])('%s is an inference call', (operation, streamed) => {
  const { request } = parsedCall(bedrockSurface, httpRequest('POST', `/model/claude-sonnet/${operation}`, BODY));
  expect(request).toEqual({ kind: 'converse', route: 'claude-sonnet', streamed, body: BODY });
});

test.each([['claude%3A0'], ['claude:0']])('the route in %p is read', (segment) => {
  expect(parsedCall(bedrockSurface, httpRequest('POST', `/model/${segment}/converse`, BODY)).request.route).toBe('claude:0');
});

test.each([
  [''], ['..'], ['.'], ['%2e%2e'], ['a/../b'], ['a%2Fb'], ['arn:aws:bedrock:us-east-1::foundation-model/x'], ['a%00'], ['a%'],
  ['x'.repeat(129)], ['%252e%252e'], ['a b'],
])('model id %p is refused as Bedrock refuses it', (segment) => {
  const refusal = refusalOf(() => bedrockSurface.operation(httpRequest('POST', `/model/${segment}/converse`, BODY)));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.message).toBe('The provided model identifier is invalid.');
});

test.each([
  ['/model'], ['/model/'], ['/model/claude'], ['/model/converse'], ['/model/claude/invoke-with-bidirectional-stream'], ['/model/claude/apply'],
  ['/model/claude/Converse'], ['/model/claude/converse/'], ['/model/claude/constructor'],
])('path %p names what is served instead', (path) => {
  const refusal = refusalOf(() => bedrockSurface.operation(httpRequest('POST', path, BODY)));
  expect(refusal.reason).toBe('notFound');
  expect(refusal.message).toContain('expected POST /model/{route}/ with one of converse, converse-stream, invoke, invoke-with-response-stream');
  expect(bedrockSurface.error(refusal, 'request-1').headers['x-amzn-errortype']).toBe('UnknownOperationException');
});

test.each([['GET'], ['PUT'], ['post']])('method %p is answered 405', (method) => {
  const answer = bedrockSurface.error(refusalOf(() => bedrockSurface.operation(httpRequest(method, '/model/claude/converse'))), 'request-1');
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('POST');
});

test('the operation is decided without a look at the body', () => {
  const operation = bedrockSurface.operation(httpRequest('POST', '/model/claude/converse', new Uint8Array([0xff])));
  if (operation.kind !== 'inference') throw new Error(`expected an inference operation, got ${operation.kind}`);
  expect(refusalOf(() => operation.parse()).message).toContain('is not valid UTF-8');
});

test('the answer is passed on as it came', () => {
  const complete = converseAnswer([{ text: 'Grüße 🌍' }]);
  const answer = parsedCall(bedrockSurface, httpRequest('POST', '/model/claude/converse', BODY)).answer(complete, SERVED);
  expect(answer.status).toBe(200);
  expect(answer.body).toBe(complete.body);
  expect(answer.headers).toEqual({ 'content-type': 'application/json', 'x-amzn-requestid': 'request-1' });
});

test('the credential is a bearer token', () => {
  expect(bedrockSurface.credential({ authorization: 'Bearer key-1' })).toBe('key-1');
  expect(bedrockSurface.credential({ authorization: 'AWS4-HMAC-SHA256 Credential=x' })).toBeUndefined();
});

test('a refused field is named in the error', () => {
  const refusal = refusalOf(() => parsedCall(bedrockSurface, httpRequest('POST', '/model/claude/converse', {
    messages: [{ role: 'banana', content: [{ text: 'Hello' }] }],
  })));
  expect(json(bedrockSurface.error(refusal, 'request-1'))).toEqual({
    message: 'messages[0].role: expected \'user\' or \'assistant\', received "banana"',
  });
});
