import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { fetchAnswer } from './support/http';
import { buffered, createServers, functionArn, invocation, lambdaIntegration, method, restApi } from './support/rest-api';
import { InvokeFunction } from '../../../local/api-gateway/integrate';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { createVirtualClock } from '../lambda/support/virtual-clock';

const servers = createServers();
afterEach(() => servers.closeAll());

const bufferedMethod = (overrides = {}) => method({ httpMethod: 'ANY', integration: lambdaIntegration({ responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 }), ...overrides });
/** Answers with the event it received. */
const echo: InvokeFunction = async (_arn, event) => invocation([JSON.stringify({ statusCode: 200, body: JSON.stringify(event) })]);
const eventOf = async (url: string, call = {}) => JSON.parse((await fetchAnswer(url, call)).body);

describe('the event of a proxy integration', () => {
  it('describes the request', async () => {
    const api = restApi({ '/model/{id}/converse': [bufferedMethod()] });
    const clock = createVirtualClock(Date.UTC(2026, 3, 9, 12, 34, 56));
    const { url } = await servers.start({ api, invoke: echo, clock });
    const event = await eventOf(`${url}/model/a%2Fb/converse?x=1&x=2&y=%20`, { method: 'POST', body: 'hällo', headers: { 'X-One': '1', 'X-Many': ['a', 'b'], 'User-Agent': 'test' } });
    expect(event).toMatchObject({
      resource: '/model/{id}/converse',
      path: '/model/a%2Fb/converse',
      httpMethod: 'POST',
      headers: { 'X-One': '1', 'X-Many': 'b', 'X-Forwarded-For': '127.0.0.1' },
      multiValueHeaders: { 'X-Many': ['a', 'b'] },
      queryStringParameters: { x: '2', y: ' ' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: [' '] },
      pathParameters: { id: 'a/b' },
      stageVariables: null,
      body: 'hällo',
      isBase64Encoded: false,
      requestContext: {
        accountId: '111111111111',
        apiId: 'a1b2c3d4e5',
        stage: 'v1',
        resourcePath: '/model/{id}/converse',
        httpMethod: 'POST',
        path: '/v1/model/a%2Fb/converse',
        protocol: 'HTTP/1.1',
        requestTime: '09/Apr/2026:12:34:56 +0000',
        requestTimeEpoch: Date.UTC(2026, 3, 9, 12, 34, 56),
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', userArn: null },
      },
    });
    expect(event.headers).not.toHaveProperty('Connection');
  });

  it('has null for what the request lacks', async () => {
    const { url } = await servers.start({ api: restApi({ '/': [bufferedMethod()] }), invoke: echo });
    expect(await eventOf(url)).toMatchObject({ path: '/', queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: null, body: null });
  });

  it('holds a body of a binary media type in base64', async () => {
    const { url } = await servers.start({ api: restApi({ '/': [bufferedMethod()] }, { binaryMediaTypes: ['image/*'] }), invoke: echo });
    const send = (type: string) => eventOf(url, { method: 'POST', body: Buffer.from([0xff, 0x00]), headers: { 'Content-Type': type } });
    expect(await send('image/png; q=1')).toMatchObject({ body: '/wA=', isBase64Encoded: true });
    expect(await send('text/plain')).toMatchObject({ isBase64Encoded: false });
  });

  it('has the body of a chunked request', async () => {
    const { url } = await servers.start({ api: restApi({ '/': [bufferedMethod()] }), invoke: echo });
    const event = await eventOf(url, { method: 'POST', body: 'whole', headers: { 'Transfer-Encoding': 'chunked' } });
    expect(event.body).toBe('whole');
    expect(event.headers).not.toHaveProperty('Transfer-Encoding');
  });

  it('goes to the function of the integration', async () => {
    const invoke = jest.fn(buffered({ statusCode: 200 }));
    const { url } = await servers.start({ api: restApi({ '/': [bufferedMethod()] }), invoke });
    const { headers } = await fetchAnswer(url);
    expect(invoke).toHaveBeenCalledWith(functionArn, expect.objectContaining({ requestContext: expect.objectContaining({ requestId: headers['x-amzn-requestid'] }) }), expect.anything());
  });
});

describe('a request that API Gateway refuses', () => {
  const api = restApi({ '/a': [bufferedMethod({ httpMethod: 'POST' })] });

  it.each([
    ['an unknown path', 'GET', '/v1/b', 403, 'Missing Authentication Token'],
    ['an unknown method', 'GET', '/v1/a', 403, 'Missing Authentication Token'],
    ['an unknown stage', 'POST', '/v2/a', 403, 'Forbidden'],
    ['no stage', 'GET', '/', 403, 'Forbidden'],
  ])('has %s', async (_title, httpMethod, path, status, message) => {
    const { port } = await servers.start({ api });
    const answer = await fetchAnswer(`http://127.0.0.1:${port}${path}`, { method: httpMethod });
    expect(answer).toMatchObject({ status, body: JSON.stringify({ message }), headers: { 'content-type': 'application/json' } });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is over 10 MB, whether it says so or not', async () => {
    const { url } = await servers.start({ api, invoke: buffered({ statusCode: 200 }) });
    const send = (bytes: number, headers = {}) => fetchAnswer(`${url}/a`, { method: 'POST', body: Buffer.alloc(bytes, 'x'), headers });
    expect(await send(10 * 1024 * 1024)).toMatchObject({ status: 200 });
    expect(await send(10 * 1024 * 1024 + 1)).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
    expect(await send(10 * 1024 * 1024 + 1, { 'Transfer-Encoding': 'chunked' })).toMatchObject({ status: 413 });
  });

  it('comes faster than the stage allows', async () => {
    const stages = [{ name: 'v1', variables: {}, apiKeys: [], methodSettings: [{ httpMethod: '*', resourcePath: '*', rateLimit: 2, burstLimit: 2 }] }];
    const clock = createVirtualClock();
    const { url } = await servers.start({ api: { ...api, stages }, invoke: buffered({ statusCode: 200 }), clock });
    const send = async () => (fetchAnswer(`${url}/a`, { method: 'POST' }));
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    expect(await send()).toMatchObject({ status: 429, body: '{"message":"Too Many Requests"}', headers: { 'x-amzn-errortype': 'TooManyRequestsException' } });
    await clock.advance(500);
    expect([(await send()).status, (await send()).status]).toEqual([200, 429]);
  });

  it('lacks a required API key', async () => {
    const stages = [{ name: 'v1', variables: {}, methodSettings: [], apiKeys: [{ id: 'k1', value: 'open-sesame' }] }];
    const { url } = await servers.start({ api: { ...restApi({ '/a': [bufferedMethod({ apiKeyRequired: true })] }), stages }, invoke: echo });
    expect(await fetchAnswer(`${url}/a`)).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(await fetchAnswer(`${url}/a`, { headers: { 'x-api-key': 'wrong' } })).toMatchObject({ status: 403 });
    expect(await eventOf(`${url}/a`, { headers: { 'x-api-key': 'open-sesame' } })).toMatchObject({ requestContext: { identity: { apiKey: 'open-sesame', apiKeyId: 'k1' } } });
  });
});

describe('authorization', () => {
  it('that this machine cannot check stays shut and is reported', async () => {
    const api = restApi({ '/a': [bufferedMethod({ authorizationType: 'CUSTOM' })], '/b': [bufferedMethod({ authorizationType: 'AWS_IAM' })] });
    const { url, limitations } = await servers.start({ api, invoke: echo });
    expect(await fetchAnswer(`${url}/a`)).toMatchObject({ status: 401, body: '{"message":"Unauthorized"}' });
    expect(await fetchAnswer(`${url}/b`)).toMatchObject({ status: 401 });
    expect(limitations).toEqual([
      'ANY /a answers 401: authorization type CUSTOM is not emulated',
      'ANY /b answers 401: authorization type AWS_IAM is not emulated',
    ]);
  });

  it('by IAM asks for the caller and puts it into the event', async () => {
    const authenticate = jest.fn(async () => ({ accountId: '222222222222', arn: 'arn:aws:sts::222222222222:assumed-role/App/me', accessKeyId: 'ASIA1' }));
    const api = restApi({ '/a': [bufferedMethod({ authorizationType: 'AWS_IAM' })] });
    const { url, limitations } = await servers.start({ api, invoke: echo, authenticate });
    expect(limitations).toEqual([]);
    expect(await fetchAnswer(`${url}/a`)).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
    const event = await eventOf(`${url}/a?q=1`, { method: 'POST', headers: { Authorization: 'AWS4-HMAC-SHA256 …'.replace('…', 'x') }, body: 'b' });
    expect(event.requestContext.identity).toMatchObject({ accountId: '222222222222', userArn: 'arn:aws:sts::222222222222:assumed-role/App/me', accessKey: 'ASIA1' });
    expect(authenticate).toHaveBeenCalledWith(expect.objectContaining({
      method: 'POST', path: '/v1/a', body: Buffer.from('b'), resourceArn: 'arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/v1/POST/a',
    }));
  });

  it('by IAM refuses whom the check refuses', async () => {
    const api = restApi({ '/a': [bufferedMethod({ authorizationType: 'AWS_IAM' })] });
    const { url } = await servers.start({ api, invoke: echo, authenticate: () => Promise.reject(new Error('not allowed')) });
    expect(await fetchAnswer(`${url}/a`, { headers: { Authorization: 'x' } })).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });
});

describe('gateway responses', () => {
  it('of the specific type win over the default of the class', async () => {
    const api = restApi({ '/a': [bufferedMethod()] }, {
      gatewayResponses: [
        { type: 'DEFAULT_4XX', headers: { 'access-control-allow-origin': '*' }, templates: {} },
        { type: 'MISSING_AUTHENTICATION_TOKEN', statusCode: 404, headers: { 'x-custom': 'yes' }, templates: { 'application/json': '{"error":$context.error.messageString,"id":"$context.requestId"}' } },
      ],
    });
    const { url, port } = await servers.start({ api });
    const missing = await fetchAnswer(`${url}/none`);
    expect(missing).toMatchObject({ status: 404, headers: { 'x-custom': 'yes' } });
    expect(JSON.parse(missing.body)).toEqual({ error: 'Missing Authentication Token', id: missing.headers['x-amzn-requestid'] });
    expect(await fetchAnswer(`http://127.0.0.1:${port}/other`)).toMatchObject({ status: 403, headers: { 'access-control-allow-origin': '*' } });
  });
});

describe('other integrations', () => {
  it('a mock gives its fixed answer', async () => {
    const integration = { kind: 'mock' as const, statusCode: 204, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' };
    const { url } = await servers.start({ api: restApi({ '/a': [method({ httpMethod: 'OPTIONS', integration })] }) });
    expect(await fetchAnswer(`${url}/a`, { method: 'OPTIONS' })).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } });
  });

  it('one that is not run here answers 500 and is reported', async () => {
    const { url, limitations } = await servers.start({ api: restApi({ '/a': [method({ httpMethod: 'GET', integration: { kind: 'unsupported', reason: 'HTTP_PROXY' } })] }) });
    expect(await fetchAnswer(`${url}/a`)).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' });
    expect(limitations).toEqual(['GET /a answers 500: HTTP_PROXY']);
  });
});

describe('the server', () => {
  it('names the port and the flag when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(servers.start({ api: restApi({}), port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use. Choose another one with --port`);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says what is wrong with a host that it cannot listen on', async () => {
    await expect(servers.start({ api: restApi({}), host: '203.0.113.1' })).rejects.toThrow(/^Cannot listen on 203\.0\.113\.1:0: .*--port/);
  });

  it('refuses an API without a stage', async () => {
    await expect(servers.start({ api: restApi({}, { stages: [] }) })).rejects.toThrow('REST API Gateway has no stage');
  });

  it('counts requests and errors', async () => {
    const sinks = createMemorySinks();
    const { url } = await servers.start({ api: restApi({ '/a': [bufferedMethod()] }), invoke: buffered({ statusCode: 503 }), sinks });
    await fetchAnswer(`${url}/a`);
    await fetchAnswer(`${url}/b`);
    const sum = (name: string) => sinks.sum({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: 'Gateway', Stage: 'v1' } });
    expect([sum('Count'), sum('4XXError'), sum('5XXError')]).toEqual([2, 1, 1]);
  });
});
