import { buffered, createServers, lambdaIntegration, method, restApi } from './support/rest-api';
import { createIamAuthentication } from '../../../local/api-gateway/iam-authentication';
import { systemClock } from '../../../local/clock';
import { createAuthorizer } from '../../../local/iam/authorizer';
import { createIdentities } from '../../../local/iam/identities';
import { send, sign, SigningChanges } from '../aws/signed-fetch';

const servers = createServers();
afterEach(() => servers.closeAll());

const OTHER = 'arn:aws:iam::222222222222:role/apps/caller';
const identities = createIdentities({ clock: systemClock });
const METHOD = method({ httpMethod: 'ANY', authorizationType: 'AWS_IAM', integration: lambdaIntegration({ responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 }) });

async function call(changes: SigningChanges = {}, { session = identities.issue({ roleArn: OTHER, sessionName: 's' }), resource = 'execute-api:/v1/POST/a/*' } = {}) {
  const api = restApi({ '/a/{id}': [METHOD] }, {
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource, Principal: { AWS: OTHER } }] },
  });
  const authorizer = createAuthorizer({ rolesByArn: new Map() });
  const authenticate = createIamAuthentication(api, { identities, authorizer, clock: systemClock });
  const { url } = await servers.start({ api, invoke: buffered({ statusCode: 200 }), authenticate });
  return send(url, sign(url, session, { service: 'execute-api', region: 'us-east-1', path: '/v1/a/b', ...changes }));
}

test('who has signed and is named by the API may call', async () => {
  expect(await call()).toMatchObject({ status: 200 });
  expect(await call({ path: '/v1/a/b%2Fc%20d?x=1&y=%20' })).toMatchObject({ status: 200 });
});

test.each([
  ['another service', { service: 'bedrock' }, 'InvalidSignatureException', "Credential should be scoped to correct service: 'execute-api'"],
  ['another Region', { region: 'eu-west-1' }, 'InvalidSignatureException', "not 'eu-west-1'"],
  ['a long time ago', { date: new Date(Date.now() - 600_000) }, 'InvalidSignatureException', 'Signature expired'],
])('a signature for %s is refused in the words of API Gateway', async (_, changes, type, message) => {
  const answer = await call(changes);
  expect(answer).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': type } });
  expect(JSON.parse(answer.body).message).toContain(message);
});

test('an access key that nobody was given is refused', async () => {
  const session = { ...identities.issue({ roleArn: OTHER, sessionName: 's' }), accessKeyId: 'ASIAUNKNOWN' };
  expect(await call({}, { session })).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'UnrecognizedClientException' } });
});

test('the policy of the API decides about method and path', async () => {
  expect(await call({}, { resource: 'execute-api:/v1/GET/a/*' })).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
  expect(await call({}, { resource: 'arn:aws:execute-api:us-east-1:111111111111:other/*' })).toMatchObject({ status: 403 });
  expect(await call({}, { resource: 'arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/*' })).toMatchObject({ status: 200 });
});

test('somebody else is refused', async () => {
  const session = identities.issue({ roleArn: 'arn:aws:iam::222222222222:role/other', sessionName: 's' });
  expect(await call({}, { session })).toMatchObject({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
});
