import { describeCallers } from '../../../cli/local/describe-callers';
import { CredentialPlan } from '../../../src/contract/plan';

const JWT: CredentialPlan = { kind: 'jwt', issuer: 'https://login.example.com', audiences: ['a'], tenantClaim: 't' };
const callers = (auth: Parameters<typeof describeCallers>[0]) => describeCallers(auth, ['a', 'b'], 'http://localhost:3900')?.join('\n');

test('API keys are made for the run, also beside tokens', () => {
  expect(callers({ kind: 'credentials', accepts: [{ kind: 'apiKey' }] })).toBeUndefined();
  expect(callers({ kind: 'credentials', accepts: [JWT, { kind: 'apiKey' }] })).toBeUndefined();
});

test('other callers are told how to get in', () => {
  expect(callers({ kind: 'iam', principals: {} })).toMatch(/iamPrincipals of a, b[^]*execute-api[^]*http:\/\/localhost:3900\/credentials/);
  expect(callers({ kind: 'authorizer', place: 'context', name: 'tenant' })).toContain('authorizer of the API lets in, for a, b');
  expect(callers({ kind: 'credentials', accepts: [JWT] })).toContain('holders of a token, for a, b');
});
