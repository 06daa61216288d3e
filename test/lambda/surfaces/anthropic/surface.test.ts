import { GatewayError } from '../../../../lambda/core/gateway-error';
import { LimitState } from '../../../../lambda/core/quotas/limit-state';
import { betasOf, WITHOUT_EFFECT } from '../../../../lambda/surfaces/anthropic/betas';
import { limitHeaders } from '../../../../lambda/surfaces/anthropic/limit-headers';
import { anthropicSurface } from '../../../../lambda/surfaces/anthropic/surface';
import { HttpAnswer } from '../../../../lambda/surfaces/surface';
import { converseAnswer, converseBodyOf, httpRequest, json, parsedCall, refusalOf, SERVED } from '../support';
import { messagesRequest, VERSION_HEADER } from './messages-support';

const MODEL = { type: 'model', display_name: expect.any(String) as string, created_at: '1970-01-01T00:00:00Z' };

function listed(path: string, routes = ['claude-sonnet', 'nova:0']): HttpAnswer {
  const operation = anthropicSurface.operation(httpRequest('GET', path));
  if (operation.kind !== 'list') throw new Error(`expected a listing, got ${operation.kind}`);
  return operation.answer({ routes });
}

const post = (body: unknown, headers: Record<string, string> = VERSION_HEADER) => httpRequest('POST', '/v1/messages', body, headers);

test('a message is an inference call', () => {
  const { request } = parsedCall(anthropicSurface, post(messagesRequest({ stream: true })));
  expect([request.route, request.streamed]).toEqual(['claude-sonnet', true]);
});

test('a call answers in the shape that was asked for', () => {
  const call = parsedCall(anthropicSurface, post(messagesRequest()));
  expect(json(call.answer(converseAnswer([{ text: 'Hi' }]), SERVED))).toMatchObject({ type: 'message', model: 'claude-sonnet' });
  expect(call.stream(SERVED).headers['content-type']).toBe('text/event-stream; charset=utf-8');
});

test.each([
  [{}, 'received no such header'], [{ 'anthropic-version': '2022-01-01' }, 'received "2022-01-01"'], [{ 'anthropic-version': '' }, 'received ""'],
])('the headers %j lack the version', (headers: Record<string, string>, received) => {
  const refusal = refusalOf(() => parsedCall(anthropicSurface, post(messagesRequest(), headers)));
  expect(refusal).toMatchObject({ reason: 'invalidRequest', details: { field: 'anthropic-version' } });
  expect(refusal.message).toContain('expected "2023-06-01" or "2026-10-21"');
  expect(refusal.message.endsWith(received) || received === 'received ""').toBe(true);
});

test.each(['temperature', 'top_p', 'top_k'])('%s is a field of the older version only', (field) => {
  const body = messagesRequest({ [field]: 1 });
  expect(parsedCall(anthropicSurface, post(body)).request.route).toBe('claude-sonnet');
  const refusal = refusalOf(() => parsedCall(anthropicSurface, post(body, { 'anthropic-version': '2026-10-21' })));
  expect(refusal.details.field).toBe(field);
  expect(refusal.message).toContain('2026-10-21');
  expect(parsedCall(anthropicSurface, post({ ...body, [field]: null }, { 'anthropic-version': '2026-10-21' })).request.route).toBe('claude-sonnet');
});

test('the models are the routes, on one page', () => {
  expect(json(listed('/v1/models'))).toEqual({
    data: [{ ...MODEL, id: 'claude-sonnet' }, { ...MODEL, id: 'nova:0' }], has_more: false, first_id: 'claude-sonnet', last_id: 'nova:0',
  });
  expect(json(listed('/v1/models', []))).toEqual({ data: [], has_more: false, first_id: null, last_id: null });
});

test.each([['/v1/models/nova:0'], ['/v1/models/nova%3A0']])('%s describes one model', (path) => {
  expect(json(listed(path))).toEqual({ ...MODEL, id: 'nova:0' });
});

test.each([['unknown'], ['a%2Fb'], ['..'], [''], ['nova/0'], ['x'.repeat(500)]])('model %p does not exist', (segment) => {
  const refusal = refusalOf(() => listed(`/v1/models/${segment}`));
  expect(refusal.reason).toBe('unknownRoute');
  expect(refusal.message.length).toBeLessThan(200);
});

test.each([
  ['POST', '/v1/messages/batches'], ['GET', '/v1/messages/batches'], ['POST', '/v1/messages/'],
])('%s %s is answered 404 and names what is served', (method, path) => {
  const answer = anthropicSurface.error(refusalOf(() => anthropicSurface.operation(httpRequest(method, path))), 'request-1');
  expect(answer.status).toBe(404);
  expect(json(answer)).toEqual({
    type: 'error', error: { type: 'not_found_error', message: expect.stringContaining('expected POST /v1/messages') as string }, request_id: 'request-1',
  });
});

test.each([['GET', '/v1/messages', 'POST'], ['GET', '/v1/messages/count_tokens', 'POST'], ['POST', '/v1/models', 'GET'], ['DELETE', '/v1/models/a', 'GET']])('%s %s is answered 405', (method, path, allowed) => {
  const answer = anthropicSurface.error(refusalOf(() => anthropicSurface.operation(httpRequest(method, path))), 'request-1');
  expect([answer.status, answer.headers.allow]).toEqual([405, allowed]);
});

test('the operation is decided without a look at the body or the version', () => {
  const operation = anthropicSurface.operation(httpRequest('POST', '/v1/messages', new Uint8Array([0xff])));
  expect(operation.kind).toBe('inference');
});

test.each([
  [{ 'x-api-key': 'key-1' }, 'key-1'], [{ authorization: 'Bearer key-1' }, 'key-1'], [{ 'x-api-key': 'key-1', 'authorization': 'Bearer key-2' }, 'key-1'],
  [{}, undefined], [{ 'x-api-key': '' }, undefined], [{ 'x-api-key': 'a b' }, undefined], [{ 'x-api-key': 'é', 'authorization': 'Bearer key-2' }, undefined],
  [{ 'x-api-key': 'k'.repeat(4097) }, undefined], [{ authorization: 'Basic a' }, undefined],
])('the headers %j carry the credential %p', (headers: Record<string, string>, credential) => {
  expect(anthropicSurface.credential(headers)).toBe(credential);
});

test('an error says when to come back, in seconds and in milliseconds', () => {
  const { headers } = anthropicSurface.error(new GatewayError('quotaExceeded', 'x', { retryAfterMs: 1500 }), 'request-1');
  expect(headers).toEqual({ 'content-type': 'application/json', 'request-id': 'request-1', 'retry-after': '2', 'retry-after-ms': '1500' });
});

test('an error that an operator has decided on is not to be repeated', () => {
  const { headers } = anthropicSurface.error(new GatewayError('unavailable', 'x', { deliberate: true }), 'request-1');
  expect(headers).toEqual({ 'content-type': 'application/json', 'request-id': 'request-1', 'x-should-retry': 'false' });
});

describe('limits', () => {
  const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const state = (dimension: LimitState['dimension'], remaining: number): LimitState => ({ dimension, limit: 60, used: 60 - remaining, remaining, resetsInMs: 6_100 });

  test('of a minute are told in the way of Anthropic', () => {
    expect(limitHeaders([state('requests', 59), state('tokens~k3f9', 3), state('tokens', 7), state('concurrent', 1)], NOW)).toEqual({
      'anthropic-ratelimit-requests-limit': '60',
      'anthropic-ratelimit-requests-remaining': '59',
      'anthropic-ratelimit-requests-reset': '2026-01-02T03:04:12Z',
      'anthropic-ratelimit-tokens-limit': '60',
      'anthropic-ratelimit-tokens-remaining': '3',
      'anthropic-ratelimit-tokens-reset': '2026-01-02T03:04:12Z',
    });
  });

  test('that nobody has are not told', () => {
    expect(limitHeaders(undefined, NOW)).toEqual({});
    expect(limitHeaders([state('tokensPerDay', 3)], NOW)).toEqual({});
  });
});

describe('betas', () => {
  const of = (header: string) => betasOf({ 'anthropic-beta': header });

  test('are names, each of them once', () => {
    expect(of('interleaved-thinking-2025-05-14, context-1m-2025-08-07,interleaved-thinking-2025-05-14,,')).toEqual(['interleaved-thinking-2025-05-14', 'context-1m-2025-08-07']);
    expect(betasOf({})).toEqual([]);
  });

  test('that nothing follows from are not passed on', () => {
    expect(of([...WITHOUT_EFFECT, 'something-newer-2027-01-01'].join(','))).toEqual(['something-newer-2027-01-01']);
  });

  test.each(['A', 'a b', 'a"b', 'a\nb', 'é', 'x'.repeat(101), Array.from({ length: 65 }, (_, index) => `b-${index}`).join()])('%p are refused', (header) => {
    const refusal = refusalOf(() => of(header));
    expect(refusal.details.field).toBe('anthropic-beta');
    expect(refusal.message).not.toContain(header);
  });

  test('reach Bedrock as a field of the model', () => {
    const { request } = parsedCall(anthropicSurface, post(messagesRequest(), { ...VERSION_HEADER, 'anthropic-beta': 'interleaved-thinking-2025-05-14,claude-code-20250219' }));
    expect(converseBodyOf(request).additionalModelRequestFields).toEqual({ anthropic_beta: ['interleaved-thinking-2025-05-14'] });
  });
});
