import * as fc from 'fast-check';
import { httpRequest, json, refusalOf } from './support';
import { findSurface, SURFACES } from '../../../lambda/surfaces/surfaces';

test.each([
  ['/model/claude/converse', 'bedrock'], ['/model', 'bedrock'], ['/model/../v1', 'bedrock'],
  ['/v1/chat/completions', 'openai'], ['/v1/nothing', 'openai'], ['/v1', 'openai'],
  ['/health', 'health'],
  ['/', 'none'], ['', 'none'], ['/models', 'none'], ['/v1x', 'none'], ['/healthy', 'none'], ['/health/', 'none'], ['//v1', 'none'],
])('%p belongs to the surface %p', (path, name) => {
  expect(findSurface({ path, headers: {} }).name).toBe(name);
});

test('no path has two owners', () => {
  const pieces = fc.constantFrom('model', 'v1', 'health', '..', '', 'chat', 'a%2Fb');
  fc.assert(fc.property(fc.array(pieces, { maxLength: 5 }), (segments) => {
    const path = `/${segments.join('/')}`;
    expect(SURFACES.filter((surface) => surface.owns({ path, headers: {} })).length).toBeLessThanOrEqual(1);
  }));
});

test('a path that nobody owns is answered 404 in plain JSON', () => {
  const surface = findSurface({ path: '/favicon.ico', headers: {} });
  const answer = surface.error(refusalOf(() => surface.operation(httpRequest('GET', '/favicon.ico'))), 'request-1');
  expect(answer.status).toBe(404);
  expect(answer.headers).toEqual({ 'content-type': 'application/json', 'x-request-id': 'request-1' });
  expect(json(answer)).toEqual({ message: 'nothing is served at this path: expected a path under /model, /v1 or /health' });
});

test('a path that nobody owns carries no credential', () => {
  expect(findSurface({ path: '/favicon.ico', headers: {} }).credential({ authorization: 'Bearer key' })).toBeUndefined();
});
