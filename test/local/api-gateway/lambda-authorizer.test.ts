import { fetchAnswer } from './support/http';
import { createServers, invocation, lambdaIntegration, method, restApi } from './support/rest-api';
import { InvokeFunction } from '../../../local/api-gateway/integrate';
import { LambdaAuthorizer } from '../../../local/assembly/rest-api-model';
import { LambdaFunctionError } from '../../../local/lambda/invocation';
import { createVirtualClock } from '../lambda/support/virtual-clock';

const servers = createServers();
afterEach(() => servers.closeAll());

const CHECK = 'arn:aws:lambda:us-east-1:111111111111:function:check';
const ARN = 'arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/v1';
const token = (more: Partial<LambdaAuthorizer> = {}): LambdaAuthorizer => ({
  id: 'auth1', type: 'TOKEN', functionArn: CHECK, identitySources: ['method.request.header.Authorization'], cacheSeconds: 300, ...more,
});
const answerOf = (resource: string | readonly string[] = '*', effect = 'Allow', more: object = {}) => ({
  principalId: 'p', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: effect, Action: 'execute-api:Invoke', Resource: resource }] }, ...more,
});

/** The integration answers with its event; the authorizer as it is told to. */
async function start(authorizer: LambdaAuthorizer, answer: unknown | ((event: Record<string, unknown>) => unknown)) {
  const events: Record<string, unknown>[] = [];
  const invoke: InvokeFunction = async (arn, event) => {
    if (arn !== CHECK) return invocation([JSON.stringify({ statusCode: 200, body: JSON.stringify(event) })]);
    events.push(event as Record<string, unknown>);
    const said = typeof answer === 'function' ? answer(event as Record<string, unknown>) as unknown : answer;
    if (said instanceof Error) throw said;
    return invocation([JSON.stringify(said) ?? 'null']);
  };
  const clock = createVirtualClock();
  const guarded = method({
    httpMethod: 'ANY', authorizationType: 'CUSTOM', authorizer, integration: lambdaIntegration({ responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 }),
  });
  const { url, limitations } = await servers.start({ api: restApi({ '/a': [guarded], '/b': [guarded] }), invoke, clock });
  const ask = (path: string, headers: Record<string, string> = { Authorization: 'Bearer t' }, httpMethod = 'GET') => fetchAnswer(`${url}${path}`, { headers, method: httpMethod });
  return { ask, events, clock, limitations };
}

test('a TOKEN authorizer is given the header and the method', async () => {
  const { ask, events, limitations } = await start(token(), answerOf());
  expect((await ask('/a?x=1', undefined, 'POST')).status).toBe(200);
  expect(events).toEqual([{ type: 'TOKEN', authorizationToken: 'Bearer t', methodArn: `${ARN}/POST/a` }]);
  expect(limitations).toEqual([]);
});

test('a REQUEST authorizer is given the request without its body', async () => {
  const { ask, events } = await start(token({ type: 'REQUEST', identitySources: ['method.request.querystring.key', 'context.httpMethod'] }), answerOf());
  expect((await ask('/a?key=k', { 'X-One': '1' })).status).toBe(200);
  expect(events[0]).toMatchObject({ type: 'REQUEST', methodArn: `${ARN}/GET/a`, path: '/a', httpMethod: 'GET', queryStringParameters: { key: 'k' }, requestContext: { stage: 'v1' } });
  expect(events[0]!.headers).toMatchObject({ 'X-One': '1' });
  expect(events[0]).not.toHaveProperty('body');
});

test('the integration sees the context, as texts', async () => {
  const { ask } = await start(token(), answerOf('*', 'Allow', { context: { tenant: 'a', level: 7, admin: false, principalId: 'somebody else' } }));
  const { requestContext } = JSON.parse((await ask('/a')).body);
  expect(requestContext.authorizer).toEqual({ principalId: 'p', tenant: 'a', level: '7', admin: 'false', integrationLatency: expect.any(Number) });
});

test('an answer counts for its token until it is too old, on every method that its policy names', async () => {
  const { ask, events, clock } = await start(token(), answerOf(`${ARN}/GET/a`));
  expect((await ask('/a')).status).toBe(200);
  expect((await ask('/b')).status).toBe(403);
  expect(events).toHaveLength(1);
  await ask('/a', { Authorization: 'Bearer other' });
  expect(events).toHaveLength(2);
  await clock.advance(300_000);
  await ask('/a');
  expect(events).toHaveLength(3);
});

test('an answer does not count longer than it may', async () => {
  const { ask, events } = await start(token({ cacheSeconds: 0 }), answerOf());
  await ask('/a');
  await ask('/a');
  expect(events).toHaveLength(2);
});

test.each([
  ['without the header', token(), {}],
  ['with an empty one', token(), { Authorization: '' }],
  ['with a token of another form', token({ validation: 'Bearer [a-z]' }), { Authorization: 'Bearer t!' }],
])('%s nobody is asked', async (_, authorizer, headers: Record<string, string>) => {
  const { ask, events } = await start(authorizer, answerOf());
  expect(await ask('/a', headers)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
  expect(events).toEqual([]);
});

test.each([
  ['the function does not know the caller', new LambdaFunctionError('Error', 'Unauthorized'), 401, 'UnauthorizedException'],
  ['the function fails', new LambdaFunctionError('Error', 'the directory is down'), 500, 'AuthorizerConfigurationException'],
  ['the policy allows something else', answerOf(`${ARN}/GET/b`), 403, 'AccessDeniedException'],
  ['the policy denies', answerOf('*', 'Deny'), 403, 'AccessDeniedException'],
  ['there is no principal', { ...answerOf(), principalId: '' }, 500, 'AuthorizerConfigurationException'],
  ['there is no policy', { principalId: 'p' }, 500, 'AuthorizerConfigurationException'],
  ['the answer is no object', 'yes', 500, 'AuthorizerConfigurationException'],
  ['the context holds a list', answerOf('*', 'Allow', { context: { tenants: ['a'] } }), 500, 'AuthorizerConfigurationException'],
])('a request is refused when %s', async (_, answer, status, type) => {
  const { ask } = await start(token(), answer);
  expect(await ask('/a')).toMatchObject({ status, headers: { 'x-amzn-errortype': type } });
});

test('the reason of a failure is for the log and not for the caller', async () => {
  const { ask } = await start(token(), new LambdaFunctionError('Error', 'the directory is down'));
  expect((await ask('/a')).body).not.toContain('directory');
});
