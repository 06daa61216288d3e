import { writeFileSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { fetchAnswer, nextChunk, open, readAnswer } from './support/http';
import { RunningRestApi, startRestApi } from '../../../local/api-gateway/rest-api-server';
import { readAssembly } from '../../../local/assembly/read-assembly';
import { systemClock } from '../../../local/clock';
import { createLambda, LambdaFunction } from '../../../local/lambda/lambda-function';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { LogLine } from '../../../local/sinks/sinks';
import { createAppBench } from '../assembly/support/apps';
import { createWorkbench, credentials } from '../lambda/support/functions';

/** One handler with the behaviours that a gateway needs from Lambda and API Gateway. */
const streamingHandler = `
const { readFileSync, existsSync } = require('node:fs');
const waitFor = async (file) => { while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5)); };
const behaviours = {
  async increments({ file }, stream) {
    stream.write('first');
    await waitFor(file);
    stream.end('second');
  },
  async echo(event, stream, context, whole) { stream.write(''); stream.end(JSON.stringify(whole)); },
  async trap(event, stream) { stream.end('no metadata'); },
  async failEarly() { throw new Error('early'); },
  async failLate(event, stream) { stream.write('half'); throw new Error('late'); },
  async exitLate(event, stream) { stream.write('half'); await waitFor(event.file); process.exit(3); },
  async flood(event, stream) {
    const chunk = Buffer.alloc(65536, 'z');
    for (let index = 0; index < 256; index++) {
      if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
    }
    stream.end();
  },
  async watchReader(event, stream) {
    stream.on('error', (error) => console.log('reader left: ' + error.code));
    while (!stream.destroyed) {
      stream.write('tick');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
};
exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  const body = JSON.parse(event.body ?? '{}');
  const http = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'text/event-stream', 'x-table': process.env.TABLE } });
  await behaviours[event.pathParameters.behaviour](body, http, context, event);
});
exports.buffered = async (event) => ({ statusCode: 200, body: 'buffered ' + event.path });
`;

const bench = createAppBench();
const workbench = createWorkbench();
let api: RunningRestApi;
let functions: Map<string, LambdaFunction>;
let onLog: ((line: LogLine) => void) | undefined;
const sinks = createMemorySinks({ onLog: (line) => onLog?.(line) });

beforeAll(async () => {
  const assembly = readAssembly(bench.synthesize((app) => {
    const stack = new Stack(app, 'Main');
    const code = lambda.Code.fromAsset(bench.code(streamingHandler));
    const common = { runtime: lambda.Runtime.NODEJS_22_X, code, environment: { TABLE: 'ledger' }, timeout: Duration.minutes(1) };
    const streaming = new lambda.Function(stack, 'Streaming', { ...common, handler: 'index.handler' });
    const buffered = new lambda.Function(stack, 'Buffered', { ...common, handler: 'index.buffered' });
    const rest = new apigateway.RestApi(stack, 'Api', { endpointTypes: [apigateway.EndpointType.REGIONAL] });
    rest.root.addResource('stream').addResource('{behaviour}').addMethod('POST', new apigateway.LambdaIntegration(streaming, {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM, timeout: Duration.minutes(1),
    }));
    rest.root.addResource('plain').addMethod('GET', new apigateway.LambdaIntegration(buffered));
    rest.root.addResource('mismatch').addMethod('GET', new apigateway.LambdaIntegration(buffered, { responseTransferMode: apigateway.ResponseTransferMode.STREAM }));
  }));
  functions = new Map(assembly.functions.map((model) => [
    model.arn, createLambda({ function: model, credentials, workerFile: workbench.workerFile, clock: systemClock, sinks }),
  ]));
  api = await startRestApi({
    api: assembly.restApis[0],
    port: 0,
    accountId: '111111111111',
    clock: systemClock,
    sinks,
    invoke: (arn, event, options) => functions.get(arn)!.invoke(event, options),
  });
});

afterAll(async () => {
  await api.close();
  await Promise.all([...functions.values()].map((fn) => fn.close()));
  await workbench.clear();
  bench.clear();
});

const post = (behaviour: string, body: object = {}) => open(`${api.url}/stream/${behaviour}`, { method: 'POST', body: JSON.stringify(body) });
const answerOf = async (behaviour: string, body?: object) => readAnswer(await post(behaviour, body));

/** A file whose appearance lets a handler go on. */
function gate(): { file: string; open: () => void } {
  const directory = workbench.directory({});
  return { file: `${directory}/open`, open: () => { writeFileSync(`${directory}/open`, ''); } };
}

describe('a synthesized app served on this machine', () => {
  it('streams: the first chunk arrives before the second is written', async () => {
    const { file, open: letGo } = gate();
    const response = await post('increments', { file });
    expect(response).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/event-stream', 'x-table': 'ledger' } });
    expect(await nextChunk(response)).toBe('first');
    letGo();
    expect(await readAnswer(response)).toMatchObject({ body: 'second', complete: true });
  });

  it('gives the handler the event of its resource', async () => {
    const { body } = await answerOf('echo', { question: 1 });
    expect(JSON.parse(body)).toMatchObject({ resource: '/stream/{behaviour}', path: '/stream/echo', pathParameters: { behaviour: 'echo' }, body: '{"question":1}' });
  });

  it('answers buffered methods from a buffered function', async () => {
    expect(await fetchAnswer(`${api.url}/plain`)).toMatchObject({ status: 200, body: 'buffered /plain' });
  });

  it.each([['end() without a write, which sends no metadata', 'trap'], ['an error before the first byte', 'failEarly']])('answers 502 to %s', async (_title, behaviour) => {
    expect(await answerOf(behaviour)).toMatchObject({ status: 502, body: '{"message":"Internal server error"}' });
  });

  it('answers 502 where a buffered handler stands behind a streaming method', async () => {
    expect(await fetchAnswer(`${api.url}/mismatch`)).toMatchObject({ status: 502 });
  });

  it('cuts the connection for an error after the first byte', async () => {
    expect(await answerOf('failLate')).toMatchObject({ status: 200, body: 'half', complete: false });
  });

  it('cuts the connection for a crash after the first byte, and serves the next request', async () => {
    const { file, open: letGo } = gate();
    const response = await post('exitLate', { file });
    expect(await nextChunk(response)).toBe('half');
    letGo();
    expect(await readAnswer(response)).toMatchObject({ complete: false });
    expect(await answerOf('echo')).toMatchObject({ status: 200, complete: true });
  });

  it('delivers 16 MiB through back-pressure to a reader that starts late', async () => {
    const response = await post('flood');
    expect(response.statusCode).toBe(200);
    const { body, complete } = await readAnswer(response);
    expect([body.length, complete]).toEqual([16 * 1024 * 1024, true]);
  });

  it('lets the handler notice that the client has gone', async () => {
    const noticed = new Promise<string>((resolve) => {
      onLog = ({ message }) => { if (message.includes('reader left')) resolve(message); };
    });
    const response = await post('watchReader');
    expect(await nextChunk(response)).toContain('tick');
    response.destroy();
    expect(await noticed).toContain('reader left: EPIPE');
  });

  it('serves 30 requests at the same time, each whole', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_unused, index) => answerOf('echo', { index })));
    expect(answers.map(({ body }) => JSON.parse(JSON.parse(body).body).index)).toEqual(Array.from({ length: 30 }, (_unused, index) => index));
  });

  it('refuses an event over the 6 MB of Lambda with 413', async () => {
    const answer = await fetchAnswer(`${api.url}/stream/echo`, { method: 'POST', body: 'x'.repeat(6_291_556) });
    expect(answer).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
  });
});
