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

test.each([
  ['/v1/messages', {}, 'anthropic'], ['/v1/messages/count_tokens', {}, 'anthropic'], ['/v1/messagesx', {}, 'openai'],
  ['/v1/models', { 'anthropic-version': '2023-06-01' }, 'anthropic'], ['/v1/models/a', { 'anthropic-version': 'x' }, 'anthropic'],
  ['/v1/models', { 'x-api-key': 'k' }, 'openai'], ['/v1/chat/completions', { 'anthropic-version': '2023-06-01' }, 'openai'],
  ['/v1/usage', { 'anthropic-version': '2023-06-01' }, 'openai'], ['/model/a/converse', { 'anthropic-version': '2023-06-01' }, 'bedrock'],
])('%p with the headers %j belongs to the surface %p', (path, headers, name) => {
  expect(findSurface({ path, headers }).name).toBe(name);
});

test('no path has two owners, but for what Anthropic takes out of /v1', () => {
  const pieces = fc.constantFrom('model', 'v1', 'health', '..', '', 'chat', 'messages', 'models', 'a%2Fb');
  const headers = fc.constantFrom<Record<string, string>>({}, { 'anthropic-version': '2023-06-01' });
  fc.assert(fc.property(fc.array(pieces, { maxLength: 5 }), headers, (segments, sent) => {
    const path = `/${segments.join('/')}`;
    const owners = SURFACES.filter((surface) => surface.owns({ path, headers: sent })).map(({ name }) => name);
    expect([[], ['bedrock'], ['openai'], ['health'], ['anthropic', 'openai']]).toContainEqual(owners);
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
