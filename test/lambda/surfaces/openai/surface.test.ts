import { GatewayError } from '../../../../lambda/core/gateway-error';
import { openAiSurface } from '../../../../lambda/surfaces/openai/surface';
import { HttpAnswer } from '../../../../lambda/surfaces/surface';
import { converseAnswer, converseEvent, dataOf, httpRequest, json, parsedCall, refusalOf, SERVED, streamed } from '../support';
import { chatRequest } from './chat-support';

function listed(path: string): HttpAnswer {
  const operation = openAiSurface.operation(httpRequest('GET', path));
  if (operation.kind !== 'list') throw new Error(`expected a listing, got ${operation.kind}`);
  return operation.answer({ routes: ['claude-sonnet', 'nova:0'] });
}

test('a chat completion is an inference call', () => {
  const { request } = parsedCall(openAiSurface, httpRequest('POST', '/v1/chat/completions', chatRequest({ stream: true })));
  expect(request.route).toBe('claude-sonnet');
  expect(request.streamed).toBe(true);
});

test('a call answers in the shape that was asked for', () => {
  const call = parsedCall(openAiSurface, httpRequest('POST', '/v1/chat/completions', chatRequest()));
  expect(json(call.answer(converseAnswer([{ text: 'Hi' }]), SERVED))).toMatchObject({ object: 'chat.completion' });
  expect(dataOf(streamed(call.stream(SERVED), [converseEvent('messageStart', { role: 'assistant' })])).at(-1)).toBe('[DONE]');
});

test('the models are the routes', () => {
  expect(json(listed('/v1/models'))).toEqual({
    object: 'list',
    data: [
      { id: 'claude-sonnet', object: 'model', created: 0, owned_by: 'cdk-resilient-inference' },
      { id: 'nova:0', object: 'model', created: 0, owned_by: 'cdk-resilient-inference' },
    ],
  });
});

test.each([['/v1/models/nova:0'], ['/v1/models/nova%3A0']])('%s describes one model', (path) => {
  expect(json(listed(path))).toEqual({ id: 'nova:0', object: 'model', created: 0, owned_by: 'cdk-resilient-inference' });
});

test.each([['unknown'], ['a%2Fb'], ['..'], [''], ['nova/0'], ['x'.repeat(500)]])('model %p does not exist', (segment) => {
  const refusal = refusalOf(() => listed(`/v1/models/${segment}`));
  expect(refusal.reason).toBe('unknownRoute');
  expect(refusal.message.length).toBeLessThan(200);
});

test.each([
  ['/v1'], ['/v1/'], ['/v1/chat'], ['/v1/chat/completions/'], ['/v1/completions'], ['/v1/embeddings/'], ['/v1/response'], ['/v1/../health'],
])('path %p is answered 404 and names what is served', (path) => {
  const answer = openAiSurface.error(refusalOf(() => openAiSurface.operation(httpRequest('POST', path))), 'request-1');
  expect(answer.status).toBe(404);
  expect(json(answer)).toEqual({
    error: { message: expect.stringContaining('expected POST /v1/chat/completions'), type: 'invalid_request_error', param: null, code: 'unknown_url' },
  });
});

test.each([
  ['GET', '/v1/chat/completions', 'POST'], ['DELETE', '/v1/chat/completions', 'POST'],
  ['GET', '/v1/responses', 'POST'], ['POST', '/v1/models', 'GET'], ['DELETE', '/v1/models/nova:0', 'GET'],
])('%s %s is answered 405 with Allow: %s', (method, path, allowed) => {
  const answer = openAiSurface.error(refusalOf(() => openAiSurface.operation(httpRequest(method, path))), 'request-1');
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe(allowed);
});

test.each([
  ['GET', '/v1/responses/resp_1'], ['DELETE', '/v1/responses/resp_1'], ['POST', '/v1/responses/resp_1/cancel'], ['GET', '/v1/responses/resp_1/input_items'],
])('%s %s is answered 404 and says that nothing is stored', (method, path) => {
  const answer = openAiSurface.error(refusalOf(() => openAiSurface.operation(httpRequest(method, path))), 'request-1');
  expect(answer.status).toBe(404);
  expect(json(answer)).toEqual({
    error: { message: expect.stringContaining('responses are not stored here'), type: 'invalid_request_error', param: null, code: 'unknown_url' },
  });
});

test('a response is an inference call that answers in the shape that was asked for', () => {
  const call = parsedCall(openAiSurface, httpRequest('POST', '/v1/responses', { model: 'claude-sonnet', input: 'Hello', stream: true }));
  expect(call.request).toMatchObject({ kind: 'converse', route: 'claude-sonnet', streamed: true, body: { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] } });
  expect(json(call.answer(converseAnswer([{ text: 'Hi' }]), SERVED))).toMatchObject({ object: 'response', status: 'completed' });
  expect(streamed(call.stream(SERVED), [converseEvent('messageStop', { stopReason: 'end_turn' })])).toContain('event: response.completed\n');
});

test('the operation is decided without a look at the body', () => {
  const operation = openAiSurface.operation(httpRequest('POST', '/v1/chat/completions', new Uint8Array([0xff])));
  if (operation.kind !== 'inference') throw new Error(`expected an inference operation, got ${operation.kind}`);
  expect(refusalOf(() => operation.parse()).message).toContain('is not valid UTF-8');
});

test('the credential is a bearer token', () => {
  expect(openAiSurface.credential({ authorization: 'Bearer key-1' })).toBe('key-1');
  expect(openAiSurface.credential({ 'api-key': 'key-1' })).toBeUndefined();
});

test('a refused field is the param of the error', () => {
  const refusal = refusalOf(() => parsedCall(openAiSurface, httpRequest('POST', '/v1/chat/completions', chatRequest({ seed: 1 }))));
  expect(json(openAiSurface.error(refusal, 'request-1'))).toEqual({
    error: { message: 'seed: sampling on Amazon Bedrock cannot be seeded; leave it out', type: 'invalid_request_error', param: 'seed', code: null },
  });
});

test('a quota error says when to come back, in seconds and in milliseconds', () => {
  const { headers } = openAiSurface.error(new GatewayError('quotaExceeded', 'x', { retryAfterMs: 1500 }), 'request-1');
  expect(headers).toEqual({ 'content-type': 'application/json', 'x-request-id': 'request-1', 'retry-after': '2', 'retry-after-ms': '1500' });
});

test('an error that repetition does not cure says nothing of when', () => {
  expect(Object.keys(openAiSurface.error(new GatewayError('forbidden', 'x'), 'request-1').headers)).toEqual(['content-type', 'x-request-id']);
});
