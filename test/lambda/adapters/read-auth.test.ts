import { parseAuth } from '../../../lambda/adapters/read-auth';

const read = (auth: unknown, environment = {}) => parseAuth({ tenants: { a: {}, b: {} }, auth }, environment);
const iam = (principals: unknown, environment = {}) => read({ kind: 'iam', principals }, environment);
const JWT = { kind: 'jwt', issuer: 'https://login.example.com', audiences: ['app'], tenantClaim: 'team' };
const ROLE = 'arn:aws:iam::111111111111:role/x/app';

test('principals are known by partition, account and name', () => {
  expect(iam({ a: [ROLE, { env: 'GATEWAY_VALUE_1' }] }, { GATEWAY_VALUE_1: 'arn:aws:iam::222222222222:user/ci' })).toEqual({
    kind: 'iam', tenantOfPrincipal: new Map([['aws:111111111111:role/app', 'a'], ['aws:222222222222:user/ci', 'a']]),
  });
});

test.each([
  ['no auth', undefined, 'auth must be an object and is absent'],
  ['an unknown kind', { kind: 'open' }, 'auth.kind must be "credentials"'],
  ['nothing that is accepted', { kind: 'credentials', accepts: [] }, 'auth.accepts must be a list with at least one entry'],
  ['an unknown credential', { kind: 'credentials', accepts: [{ kind: 'password' }] }, 'auth.accepts[0].kind must be'],
  ['principals of a tenant that does not exist', { kind: 'iam', principals: { c: [ROLE] } }, 'auth.principals["c"] must be of one of the tenants'],
  ['a tenant without a principal', { kind: 'iam', principals: { a: [] } }, 'auth.principals["a"] must be a list with at least one entry'],
  ['an account', { kind: 'iam', principals: { a: ['arn:aws:iam::111111111111:root'] } }, 'auth.principals["a"][0] must be the ARN of an IAM role or user'],
  ['an authorizer that says it nowhere', { kind: 'authorizer', place: 'headers', name: 'x' }, 'auth.place must be "context" or "claims"'],
  ['an authorizer without a name', { kind: 'authorizer', place: 'context' }, 'auth.name must be a text'],
  ['a value for a tenant that does not exist', { kind: 'authorizer', place: 'claims', name: 'x', tenants: { v: 'c' } }, 'auth.tenants["v"] must be one of the tenants'],
  ['tokens without an audience', { kind: 'credentials', accepts: [{ ...JWT, audiences: [] }] }, 'auth.accepts[0].audiences must be a list with at least one'],
  ['tokens without a tenant', { kind: 'credentials', accepts: [{ ...JWT, tenantClaim: '' }] }, 'auth.accepts[0].tenantClaim must be a text'],
  ['tokens of an issuer that was not deployed', { kind: 'credentials', accepts: [{ ...JWT, issuer: { env: 'GATEWAY_VALUE_8' } }] }, 'GATEWAY_VALUE_8, which is not set'],
  ['a claim without a value', { kind: 'credentials', accepts: [{ ...JWT, requiredClaims: { use: [] } }] }, 'auth.accepts[0].requiredClaims["use"] must be a list'],
  ['a tolerance of less than nothing', { kind: 'credentials', accepts: [{ ...JWT, clockToleranceSeconds: -1 }] }, 'auth.accepts[0].clockToleranceSeconds must be'],
  ['a value that was not deployed', { kind: 'iam', principals: { a: [{ env: 'GATEWAY_VALUE_9' }] } }, 'GATEWAY_VALUE_9, which is not set'],
])('%s stops the gateway', (_, auth, message) => {
  expect(() => read(auth)).toThrow(message);
});

test('a principal of two tenants stops the gateway, also when only the deployment shows it', () => {
  const both = /role\/y\/app would act for two tenants, "a" and "b"/;
  expect(() => iam({ a: [ROLE], b: ['arn:aws:iam::111111111111:role/y/app'] })).toThrow(both);
  expect(() => iam({ a: [ROLE], b: [{ env: 'GATEWAY_VALUE_1' }] }, { GATEWAY_VALUE_1: 'arn:aws:iam::111111111111:role/y/app' })).toThrow(both);
});
