import { GatewayError } from '../../../../lambda/core/gateway-error';
import { healthSurface } from '../../../../lambda/surfaces/health/surface';
import { httpRequest, json, refusalOf } from '../support';

test('health is told to anybody', () => {
  const operation = healthSurface.operation(httpRequest('GET', '/health'));
  if (operation.kind !== 'open') throw new Error(`expected an open operation, got ${operation.kind}`);
  const answer = operation.answer();
  expect(answer.status).toBe(200);
  expect(json(answer)).toEqual({ status: 'ok' });
  expect(answer.headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

test('health reads no credential', () => {
  expect(healthSurface.credential({ authorization: 'Bearer key' })).toBeUndefined();
});

test.each([['POST'], ['HEAD'], ['DELETE'], ['get']])('method %p is answered 405 with the one that is allowed', (method) => {
  const answer = healthSurface.error(refusalOf(() => healthSurface.operation(httpRequest(method, '/health'))), 'request-1');
  expect(answer.status).toBe(405);
  expect(answer.headers.allow).toBe('GET');
});

test('an error that is worth repeating says when', () => {
  expect(healthSurface.error(new GatewayError('unavailable', 'busy', { retryAfterMs: 2500 }), 'request-1').headers['retry-after']).toBe('3');
});
