import { once } from 'node:events';
import { connect as http2Connect } from 'node:http2';
import { connect as tcpConnect } from 'node:net';
import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ACCOUNT, clientConfiguration, REGION, role, ROLE_ARN, startCloud, type Cloud } from './cloud';
import { echoService, json } from './echo-service';
import { send, sign } from './signed-fetch';
import { MAX_REQUEST_BYTES } from '../../../local/aws/body';
import { startAwsEndpoint } from '../../../local/aws/endpoint';
import { AwsError, type AwsRequest, type AwsResponse } from '../../../local/aws/service';
import { systemClock } from '../../../local/clock';

const INFERENCE_PROFILE = `arn:aws:bedrock:${REGION}:${ACCOUNT}:application-inference-profile/abc123`;
const CONVERSE_ANSWER = { output: { message: { role: 'assistant', content: [{ text: 'hello' }] } }, stopReason: 'end_turn', usage: {}, metrics: {} };

// A machine that is busy with other things needs several times the usual second.
jest.setTimeout(30_000);

let behaviour: (request: AwsRequest) => Promise<AwsResponse>;
let cloud: Cloud;
const echo = echoService((request) => behaviour(request));

beforeEach(async () => {
  behaviour = async () => json(CONVERSE_ANSWER);
  echo.requests.length = 0;
  const roles = [role(ROLE_ARN, [{ Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: INFERENCE_PROFILE }])];
  cloud = await startCloud({ services: () => [echo.service], roles });
});
afterEach(() => cloud.endpoint.close());

const post = (changes: Parameters<typeof sign>[2] = {}) => send(cloud.endpoint.url, sign(cloud.endpoint.url, cloud.session, changes));

describe.each([
  ['HTTP/2, the default of the Bedrock client', undefined],
  ['HTTP/1.1, with the handler of another client', () => new DynamoDBClient({ region: REGION }).config.requestHandler],
])('the unmodified Bedrock client over %s', (_name, handler) => {
  test.each([
    ['a plain model id', 'amazon.nova-pro'],
    ['a model id with a colon', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['an ARN with slashes', INFERENCE_PROFILE],
  ])('is understood with %s', async (_kind, modelId) => {
    const client = new BedrockRuntimeClient({ ...clientConfiguration(cloud), ...(handler ? { requestHandler: handler() } : {}) });
    const answer = await client.send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text: 'hi' }] }] }));
    client.destroy();
    expect(answer.output?.message?.content?.[0]?.text).toBe('hello');
    expect(decodeURIComponent(echo.requests[0]!.path)).toBe(`/model/${modelId}/converse`);
    expect(echo.requests[0]).toMatchObject({ region: REGION, caller: { roleArn: ROLE_ARN, accountId: ACCOUNT } });
    expect(':authority' in echo.requests[0]!.headers).toBe(handler === undefined);
  });

  test('sends a body of five megabytes', async () => {
    behaviour = async (request) => json({ length: request.body.length });
    const client = new BedrockRuntimeClient({ ...clientConfiguration(cloud), ...(handler ? { requestHandler: handler() } : {}) });
    const answer = await client.send(new InvokeModelCommand({ modelId: 'm', body: Buffer.alloc(5_000_000, 32) }));
    client.destroy();
    expect(JSON.parse(answer.body.transformToString())).toEqual({ length: 5_000_000 });
  });
});

test('a client that is given nothing but the environment variable finds the endpoint', async () => {
  process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME = cloud.endpoint.url;
  const { credentials, region } = clientConfiguration(cloud);
  const client = new BedrockRuntimeClient({ credentials, region });
  try {
    await client.send(new ConverseCommand({ modelId: 'm', messages: [] }));
  } finally {
    delete process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME;
    client.destroy();
  }
  expect(cloud.calls).toEqual([expect.objectContaining({ operation: 'Converse', status: 200 })]);
});

describe('a call', () => {
  test('is authorized with the caller, the Region and the service in the context', async () => {
    behaviour = async (request) => {
      request.authorize('bedrock:InvokeModel', 'arn:aws:bedrock:::foundation-model/x', { 'bedrock:InferenceProfileArn': INFERENCE_PROFILE });
      return json({});
    };
    const answer = await post();
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, 'AccessDeniedException']);
    expect(cloud.authorizer.denials[0]).toMatchObject({
      action: 'bedrock:InvokeModel',
      context: { 'aws:RequestedRegion': REGION, 'aws:PrincipalArn': ROLE_ARN, 'bedrock:InferenceProfileArn': INFERENCE_PROFILE },
    });
  });

  test('is observed with operation, caller, Region and status', async () => {
    await post({ path: '/model/m/converse-stream' });
    expect(cloud.calls).toEqual([expect.objectContaining({
      service: 'bedrock',
      operation: 'ConverseStream',
      region: REGION,
      status: 200,
      caller: `arn:aws:sts::${ACCOUNT}:assumed-role/Gateway/gateway-function`,
    })]);
    expect(cloud.calls[0]!.errorCode).toBeUndefined();
  });

  test('that is refused is observed with the error and without a caller', async () => {
    await send(cloud.endpoint.url, { method: 'POST', path: '/', body: '', headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
    expect(cloud.calls[0]).toMatchObject({ service: 'dynamodb', operation: 'GetItem', status: 403, errorCode: 'MissingAuthenticationToken', caller: undefined });
  });

  test('that a service refuses is rendered by the service', async () => {
    behaviour = async () => {
      throw new AwsError('ThrottlingException', 429, 'slow down');
    };
    const answer = await post();
    expect([answer.status, answer.headers['x-amzn-errortype'], answer.body]).toEqual([429, 'ThrottlingException', '{"message":"slow down"}']);
  });

  test('that breaks the service is an InternalServerError and is reported', async () => {
    const defect = new TypeError('no such thing');
    behaviour = async () => {
      throw defect;
    };
    const answer = await post();
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([500, 'InternalServerError']);
    expect(cloud.errors).toEqual([defect]);
  });

  test('of more than the limit is refused with 413', async () => {
    const message = sign(cloud.endpoint.url, cloud.session);
    const answer = await send(cloud.endpoint.url, { ...message, body: Buffer.alloc(MAX_REQUEST_BYTES + 1) });
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([413, 'RequestEntityTooLargeException']);
    expect(echo.requests).toEqual([]);
  });
});

describe('the port', () => {
  test('takes a method that arrives byte by byte', async () => {
    const { method, path, headers, body } = sign(cloud.endpoint.url, cloud.session);
    const text = `${method} ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}`
      + `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
    const socket = tcpConnect(Number(new URL(cloud.endpoint.url).port), '127.0.0.1');
    socket.setNoDelay(true);
    for (const piece of [text.slice(0, 1), text.slice(1, 2), text.slice(2)]) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test('answers bytes that are no HTTP by closing the connection', async () => {
    const socket = tcpConnect(Number(new URL(cloud.endpoint.url).port), '127.0.0.1');
    socket.write('\u0000\u0001 nonsense\r\n\r\n');
    expect(await socket.toArray()).toEqual([]);
  });

  test('is free again after close, with every connection gone', async () => {
    const idle = tcpConnect(Number(new URL(cloud.endpoint.url).port), '127.0.0.1');
    await once(idle, 'connect');
    const session = http2Connect(cloud.endpoint.url);
    session.on('error', () => undefined);
    await once(session, 'connect');
    await cloud.endpoint.close();
    idle.on('error', () => undefined);
    if (!idle.destroyed) await once(idle, 'close');
    if (!session.destroyed) await once(session, 'close');
    expect([idle.destroyed, session.destroyed]).toEqual([true, true]);
    await expect(post()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('that is taken is refused with the system\'s error', async () => {
    const port = Number(new URL(cloud.endpoint.url).port);
    const { identities, authorizer } = cloud;
    await expect(startAwsEndpoint({ services: [], identities, authorizer, clock: systemClock, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
