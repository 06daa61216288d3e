import { fetchAnswer } from './support/http';
import { buffered, createServers, lambdaIntegration, method, restApi } from './support/rest-api';
import { accessLogLine } from '../../../local/api-gateway/access-log';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { createVirtualClock } from '../lambda/support/virtual-clock';

describe('a line', () => {
  const context = { requestId: 'r-1', status: 200, identity: { sourceIp: '10.0.0.1', user: null } };

  test('has the variables of its format replaced, and the rest as it is', () => {
    expect(accessLogLine('{"id":"$context.requestId","ip":"$context.identity.sourceIp","status":$context.status} $5', context))
      .toBe('{"id":"r-1","ip":"10.0.0.1","status":200} $5');
  });

  test('has a dash for what is not known, or is no text or number', () => {
    expect(accessLogLine('$context.identity.user $context.identity $context.authorizer.claims.sub $context.constructor.name', context)).toBe('- - - -');
  });

  test('takes values as they are', () => {
    expect(accessLogLine('$context.path', { path: '/v1/$&/$context.status' })).toBe('/v1/$&/$context.status');
  });
});

describe('the access log of a stage', () => {
  const servers = createServers();
  afterEach(() => servers.closeAll());

  const format = '$context.status $context.error.responseType $context.httpMethod $context.path $context.resourcePath $context.responseLatency $context.requestTime';
  const start = (accessLog?: { logGroup: string; format: string }) => {
    const sinks = createMemorySinks();
    const integration = lambdaIntegration({ responseTransferMode: 'BUFFERED' });
    const api = restApi({ '/a/{id}': [method({ integration })] }, { stages: [{ name: 'v1', variables: {}, methodSettings: [], apiKeys: [], accessLog }] });
    const clock = createVirtualClock(Date.UTC(2026, 3, 9, 12, 34, 56));
    return servers.start({ api, invoke: buffered({ statusCode: 201, body: '' }), clock, sinks }).then(({ url }) => ({ url, sinks }));
  };
  /** A line is written when the server has seen the end, which may be after the client has. */
  const linesOf = async ({ sinks }: Awaited<ReturnType<typeof start>>, count: number) => {
    while (sinks.metrics({ namespace: 'AWS/ApiGateway', name: 'Count' }).length < count) await new Promise((again) => setTimeout(again, 2));
    return sinks.lines({ logGroup: 'access' });
  };

  test('has a line for an answer of the function and for one of API Gateway itself', async () => {
    const api = await start({ logGroup: 'access', format });
    await fetchAnswer(`${api.url}/a/x%20y?q=1`, { method: 'POST' });
    await fetchAnswer(`${api.url}/b`, { method: 'POST' });
    expect((await linesOf(api, 2)).map(({ message }) => message)).toEqual([
      '201 - POST /v1/a/x%20y /a/{id} 0 09/Apr/2026:12:34:56 +0000',
      '403 MISSING_AUTHENTICATION_TOKEN POST /v1/b - 0 09/Apr/2026:12:34:56 +0000',
    ]);
  });

  test('is written only where one is set up', async () => {
    const api = await start();
    await fetchAnswer(`${api.url}/a/1`, { method: 'POST' });
    expect(await linesOf(api, 1)).toEqual([]);
  });
});
