import { createAuthorizerAuthenticator } from '../../../../lambda/adapters/identity/authorizer-authenticator';
import { Front } from '../../../../lambda/core/ports';

const tenants = new Map([['a', 'a'], ['b', 'b']]);
const context = createAuthorizerAuthenticator({ kind: 'authorizer', place: 'context', name: 'tenant', tenants });
const claims = createAuthorizerAuthenticator({ kind: 'authorizer', place: 'claims', name: 'custom:tenant', tenants });
const said = (authorizer: Front['authorizer']) => ({ credential: 'cri_of_b', front: { authorizer, userArn: 'arn:aws:iam::111111111111:user/x' } });

test('the tenant is what the authorizer said, and nothing that says who the person is goes into logs', async () => {
  expect(await context.identify(said({ principalId: 'ada@example.com', tenant: 'a' }))).toEqual({ tenant: 'a', keyId: 'authorizer' });
  expect(await claims.identify(said({ claims: { 'sub': 'ada', 'custom:tenant': 'b' } }))).toEqual({ tenant: 'b', keyId: 'authorizer' });
});

test.each([
  ['no tenant', { principalId: 'p' }, /gave no "tenant"/],
  ['an empty one', { tenant: '' }, /gave no "tenant"/],
  ['a tenant that does not exist', { tenant: 'c' }, /stands for no tenant/],
  ['several at once', { tenant: 'a,b' }, /stands for no tenant/],
  ['another case', { tenant: 'A' }, /stands for no tenant/],
  ['something else than a text', { tenant: ['a'] }, /gave no "tenant"/],
  ['a claim, where the context is asked', { claims: { tenant: 'a' } }, /gave no "tenant"/],
  ['what it has inherited', Object.create({ tenant: 'a' }) as Record<string, unknown>, /gave no "tenant"/],
])('a context with %s is refused', async (_, authorizer, message) => {
  await expect(context.identify(said(authorizer))).rejects.toMatchObject({ reason: 'forbidden', message: expect.stringMatching(message) });
});

test.each([
  ['a context, where claims are asked', { 'custom:tenant': 'a' }],
  ['claims that are no object', { claims: '{"custom:tenant":"a"}' }],
  ['no claims', { claims: null }],
])('%s is refused', async (_, authorizer) => {
  await expect(claims.identify(said(authorizer))).rejects.toMatchObject({ reason: 'forbidden' });
});

test('a request that no authorizer has seen is nobody’s, whatever else it carries', async () => {
  await expect(context.identify(said(undefined))).rejects.toMatchObject({ reason: 'unauthenticated' });
});
