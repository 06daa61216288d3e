import * as fc from 'fast-check';
import { method, resourceTree } from './support/rest-api';
import { matchMethod, matchPath } from '../../../local/api-gateway/router';

const root = resourceTree({
  '/': [method()],
  '/model/{id}/converse': [method()],
  '/model/list': [method({ httpMethod: 'GET' })],
  '/model/list/{page}': [method()],
  '/files/{path+}': [method({ httpMethod: 'ANY' }), method({ httpMethod: 'GET' })],
  '/{proxy+}': [method({ httpMethod: 'ANY' })],
});
const find = (path: string) => {
  const match = matchPath(root, path);
  return match && [match.resource.path, match.pathParameters];
};

describe('a path', () => {
  it('of the root', () => expect(find('/')).toEqual(['/', {}]));
  it('with a parameter', () => expect(find('/model/abc/converse')).toEqual(['/model/{id}/converse', { id: 'abc' }]));
  it('prefers the literal segment', () => expect(find('/model/list')).toEqual(['/model/list', {}]));
  it('falls back from a literal that leads nowhere', () => expect(find('/model/list/converse')).toEqual(['/model/list/{page}', { page: 'converse' }]));
  it('may end in a slash', () => expect(find('/model/list/')).toEqual(['/model/list', {}]));
  it('with a greedy parameter takes the rest', () => expect(find('/files/a/b%20c')).toEqual(['/files/{path+}', { path: 'a/b c' }]));
  it('that matches nothing else goes to the proxy', () => expect(find('/model/abc/other')).toEqual(['/{proxy+}', { proxy: 'model/abc/other' }]));
  it('keeps an encoded slash inside its parameter', () =>
    expect(find('/model/arn%3Aaws%3Abedrock%2Fprofile/converse')).toEqual(['/model/{id}/converse', { id: 'arn:aws:bedrock/profile' }]));
  it('accepts a raw colon', () => expect(find('/model/claude-v1:0/converse')).toEqual(['/model/{id}/converse', { id: 'claude-v1:0' }]));
  it('with broken percent-encoding is taken as it is', () => expect(find('/model/%zz/converse')).toEqual(['/model/{id}/converse', { id: '%zz' }]));
});

it('an unknown path has no match', () => {
  expect(matchPath(resourceTree({ '/a': [method()] }), '/b')).toBeUndefined();
  expect(matchPath(resourceTree({ '/a/b': [method()] }), '/a')).toBeUndefined();
  expect(matchPath(resourceTree({ '/a/{id}': [method()] }), '/a//')).toBeUndefined();
});

it('a method is matched exactly, then by ANY', () => {
  const files = matchPath(root, '/files/x')!.resource;
  expect(matchMethod(files, 'GET')!.httpMethod).toBe('GET');
  expect(matchMethod(files, 'PUT')!.httpMethod).toBe('ANY');
  expect(matchMethod(matchPath(root, '/model/list')!.resource, 'POST')).toBeUndefined();
});

it('any text survives as a path parameter', () => {
  fc.assert(fc.property(fc.string({ minLength: 1 }), (id) => {
    expect(find(`/model/${encodeURIComponent(id)}/converse`)).toEqual(['/model/{id}/converse', { id }]);
  }));
});
