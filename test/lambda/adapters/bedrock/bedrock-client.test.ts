import { Readable } from 'node:stream';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import fc from 'fast-check';
import { createBedrockClient } from '../../../../lambda/adapters/bedrock/bedrock-client';
import { ConverseBody, ConverseEvent } from '../../../../lambda/core/converse';
import { CalledTarget, ModelCall, ModelClient } from '../../../../lambda/core/ports';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { VirtualClock } from '../../../support/virtual-clock';
import { answerFrames, cut, eventFrame, exceptionFrame } from '../support/frames';
import { Answer, answerJson, LocalServer, startServer } from '../support/local-server';
import { OWN_CREDENTIALS, transportTo } from '../support/test-transport';
import { settled, until } from '../support/until';
import { expectedAuthorization } from '../support/verify-signature';

const TARGET: CalledTarget = { name: 'one', modelId: 'eu.anthropic.claude-sonnet-4-6', region: 'eu-central-1', guardrail: undefined };
const BODY: ConverseBody = { messages: [{ role: 'user', content: [{ text: 'hello' }] }], futureField: { kept: true } };
const ANSWER = { output: { message: { role: 'assistant', content: [{ text: 'hi' }] } }, stopReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 1 } };

const closing: (() => unknown)[] = [];

async function serve(answer: Answer): Promise<{ server: LocalServer; client: ModelClient }> {
  const server = await startServer(answer);
  const transport = transportTo(server.url);
  closing.push(() => transport.close(), () => server.close());
  return { server, client: createBedrockClient(transport, new VirtualClock()) };
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function callOf(change: Partial<ModelCall> = {}): ModelCall {
  return { target: TARGET, request: { kind: 'converse', body: BODY }, signal: new AbortController().signal, ...change };
}

function failure(promise: Promise<unknown>): Promise<UpstreamError> {
  return promise.then(() => { throw new Error('it did not fail'); }, (error: UpstreamError) => error);
}

async function collect(events: AsyncIterable<ConverseEvent>): Promise<ConverseEvent[]> {
  const all: ConverseEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function streamOf(...frames: readonly Uint8Array[]): Answer {
  return (_, response) => { response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).end(Buffer.concat(frames)); };
}

describe('converse', () => {
  test('sends the body as it is and gives back the bytes of the answer', async () => {
    const { server, client } = await serve((_, response) => answerJson(response, 200, { ...ANSWER, newMember: [1] }));
    const answer = await client.complete(callOf());
    expect(Buffer.from(answer.body).toString()).toBe(JSON.stringify({ ...ANSWER, newMember: [1] }));
    expect(answer).toMatchObject({ stopReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 1, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 } });
    expect(server.received[0]).toMatchObject({ path: '/model/eu.anthropic.claude-sonnet-4-6/converse', body: JSON.stringify(BODY) });
    expect(server.received[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'accept': 'application/json' });
  });

  test.each([
    ['a:0/b', '/model/a%3A0%2Fb/converse'],
    ['arn:aws:bedrock:us-east-1:1:application-inference-profile/x(1)*', '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fx%281%29%2A/converse'],
  ])('puts the model id %p into one segment of the path, correctly signed', async (modelId, path) => {
    const { server, client } = await serve((_, response) => answerJson(response, 200, ANSWER));
    await client.complete(callOf({ target: { ...TARGET, modelId } }));
    expect(server.received[0]!.path).toBe(path);
    expect(server.received[0]!.headers.authorization).toBe(expectedAuthorization(server.received[0]!, OWN_CREDENTIALS.secretAccessKey));
  });

  test('serialises a body once for all attempts', async () => {
    const { server, client } = await serve((_, response) => answerJson(response, 200, ANSWER));
    let serialised = 0;
    const body = { ...BODY, toJSON: () => { serialised++; return BODY; } };
    await client.complete(callOf({ request: { kind: 'converse', body } }));
    await client.complete(callOf({ request: { kind: 'converse', body }, target: { ...TARGET, region: 'eu-west-1' } }));
    expect(serialised).toBe(1);
    expect(server.received.map((request) => request.body)).toEqual([JSON.stringify(BODY), JSON.stringify(BODY)]);
  });

  test('turns a refusal into an error with everything that the wire says', async () => {
    const { server, client } = await serve((_, response) => answerJson(response, 429, { message: 'Too many tokens' }, {
      'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/', 'retry-after': '2', 'x-amzn-requestid': 'r-1',
    }));
    const error = await failure(client.complete(callOf()));
    expect(error).toMatchObject({
      name: 'UpstreamError', code: 'ThrottlingException', status: 429, message: 'Too many tokens', details: { retryAfterMs: 2_000, requestId: 'r-1' },
    });
    expect(server.received).toHaveLength(1);
  });

  test.each([
    ['not JSON', '<html>'],
    ['an empty body', ''],
    ['not an object', '"hello"'],
    ['no output', JSON.stringify({ ...ANSWER, output: undefined })],
    ['null as its output', JSON.stringify({ ...ANSWER, output: null })],
    ['no message', JSON.stringify({ ...ANSWER, output: {} })],
    ['a message without content', JSON.stringify({ ...ANSWER, output: { message: { role: 'assistant' } } })],
    ['content that is not a list', JSON.stringify({ ...ANSWER, output: { message: { role: 'assistant', content: 'hi' } } })],
    ['no usage', JSON.stringify({ ...ANSWER, usage: undefined })],
    ['no stop reason', JSON.stringify({ ...ANSWER, stopReason: undefined })],
    ['a usage that is not a number', JSON.stringify({ ...ANSWER, usage: { inputTokens: 'many', outputTokens: 1 } })],
  ])('refuses a success with %s', async (_, body) => {
    const { client } = await serve((_request, response) => { response.writeHead(200, { 'x-amzn-requestid': 'r-2' }).end(body); });
    expect(await failure(client.complete(callOf()))).toMatchObject({ name: 'UpstreamError', code: 'MalformedAnswer', details: { requestId: 'r-2' } });
  });

  test('ends with the reason of its signal', async () => {
    const { server, client } = await serve(() => undefined);
    const controller = new AbortController();
    const failed = failure(client.complete(callOf({ signal: controller.signal })));
    await until(() => server.received.length === 1);
    const reason = new UpstreamError('DeadlineExceeded', undefined, 'late');
    controller.abort(reason);
    expect(await failed).toBe(reason);
    await until(() => server.open.size === 0);
  });
});

describe('converseStream', () => {
  test('sends the body to the streaming operation', async () => {
    const { server, client } = await serve(streamOf(...answerFrames(['a'])));
    await collect(await client.stream(callOf()));
    expect(server.received[0]).toMatchObject({ path: '/model/eu.anthropic.claude-sonnet-4-6/converse-stream', body: JSON.stringify(BODY) });
    expect(server.received[0]!.headers.accept).toBe('application/vnd.amazon.eventstream');
  });

  test('gives every event with its bytes, however they arrive', async () => {
    const frames = answerFrames(['first', ' second', ' ünd']);
    let places: number[] = [];
    const { server, client } = await serve(async (_, response) => {
      response.writeHead(200);
      for (const piece of cut(Buffer.concat(frames), places)) {
        response.write(piece);
        await settled();
      }
      response.end();
    });
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { maxLength: 10 }), async (cuts) => {
      places = cuts;
      const events = await collect(await client.stream(callOf()));
      expect(events.map(({ frame }) => Buffer.from(frame))).toEqual(frames.map((frame) => Buffer.from(frame)));
      expect(events.map(({ kind }) => kind)).toEqual(['control', 'content', 'content', 'content', 'control', 'messageStop', 'metadata']);
      expect(events.at(-1)!.usage).toEqual({ inputTokens: 11, outputTokens: 5, cacheReadInputTokens: 3, cacheWriteInputTokens: 0 });
    }), { numRuns: 30 });
    expect(server.connections).toBe(1);
  });

  test('reads what the AWS SDK reads', async () => {
    const frames = [...answerFrames(['one', 'two']), eventFrame('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't', name: 'n' } } })];
    const handle = async () => ({
      response: { statusCode: 200, headers: { 'content-type': 'application/vnd.amazon.eventstream' }, body: Readable.from([Buffer.concat(frames)]) },
    });
    const sdk = new BedrockRuntimeClient({ region: 'eu-central-1', credentials: OWN_CREDENTIALS, requestHandler: { handle } as never });
    const expected: unknown[] = [];
    for await (const event of (await sdk.send(new ConverseStreamCommand({ modelId: 'm', messages: [] }))).stream!) expected.push(event);

    const { client } = await serve(streamOf(...frames));
    const events = await collect(await client.stream(callOf()));
    expect(events.map(({ type, payload }) => ({ [type]: JSON.parse(Buffer.from(payload).toString()) }))).toEqual(expected);
  });

  test('resolves with the headers, before the first event', async () => {
    const { client } = await serve((_, response) => { response.writeHead(200).flushHeaders(); });
    const controller = new AbortController();
    expect(await client.stream(callOf({ signal: controller.signal }))).toHaveProperty([Symbol.asyncIterator]);
    controller.abort();
  });

  test('is refused with the error of the answer', async () => {
    const { client } = await serve((_, response) => answerJson(response, 503, { message: 'no capacity' }, { 'x-amzn-errortype': 'ServiceUnavailableException' }));
    expect(await failure(client.stream(callOf()))).toMatchObject({ code: 'ServiceUnavailableException', status: 503, message: 'no capacity' });
  });

  test('throws an exception inside the stream after the events before it, and closes the connection', async () => {
    const { server, client } = await serve((_, response) => {
      response.writeHead(200).write(Buffer.concat([...answerFrames(['a']).slice(0, 2), exceptionFrame('throttlingException', { message: 'slow down' })]));
    });
    const events: ConverseEvent[] = [];
    const failed = failure((async () => {
      for await (const event of await client.stream(callOf())) events.push(event);
    })());
    expect(await failed).toMatchObject({ code: 'ThrottlingException', status: undefined, message: 'slow down' });
    expect(events.map(({ type }) => type)).toEqual(['messageStart', 'contentBlockDelta']);
    await until(() => server.open.size === 0);
  });

  test('throws MalformedFrame for bytes that are no frames', async () => {
    const { client } = await serve((_, response) => { response.writeHead(200).end('{"message": "this is not an event stream"}'); });
    expect(await failure(collect(await client.stream(callOf())))).toMatchObject({ code: 'MalformedFrame' });
  });

  test('ends without an error when the answer ends, complete or not', async () => {
    const { client } = await serve(streamOf(...answerFrames(['a']).slice(0, 2)));
    expect(await collect(await client.stream(callOf()))).toHaveLength(2);
  });

  test('throws ConnectionError when the answer ends inside a frame', async () => {
    const { client } = await serve(streamOf(answerFrames([])[0]!.subarray(0, 20)));
    expect(await failure(collect(await client.stream(callOf())))).toMatchObject({ code: 'ConnectionError' });
  });

  test('throws ConnectionError when the connection breaks', async () => {
    const { client } = await serve((request, response) => {
      response.writeHead(200, { 'x-amzn-requestid': 'r-3' }).write(answerFrames([])[0], () => request.socket.destroy());
    });
    expect(await failure(collect(await client.stream(callOf())))).toMatchObject({ code: 'ConnectionError', details: { requestId: 'r-3' } });
  });

  const endless: Answer = (_, response) => { response.writeHead(200).write(Buffer.concat(answerFrames(['a', 'b']))); };

  test('closes the connection when its reader leaves the loop', async () => {
    const { server, client } = await serve(endless);
    for await (const event of await client.stream(callOf())) {
      if (event.kind === 'content') break;
    }
    await until(() => server.open.size === 0);
  });

  test('closes the connection when its reader leaves without having read anything', async () => {
    const { server, client } = await serve(endless);
    const events = (await client.stream(callOf()))[Symbol.asyncIterator]();
    await until(() => server.open.size === 1);
    await events.return!();
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await until(() => server.open.size === 0);
  });

  test('throws the reason of its signal and closes the connection', async () => {
    const { server, client } = await serve(endless);
    const controller = new AbortController();
    const reason = new Error('the caller left');
    const failed = failure((async () => {
      for await (const event of await client.stream(callOf({ signal: controller.signal }))) {
        if (event.kind === 'metadata') controller.abort(reason);
      }
    })());
    expect(await failed).toBe(reason);
    await until(() => server.open.size === 0);
  });

  test('reads no more than is asked for', async () => {
    const large = eventFrame('contentBlockDelta', { delta: { text: 'x'.repeat(60_000) } });
    let accepted = 0;
    let blocked = false;
    const { client } = await serve(async (_, response) => {
      response.on('error', () => undefined);
      response.writeHead(200);
      while (!blocked && accepted < 2_000) {
        blocked = !response.write(large);
        accepted++;
        // What the kernel takes is not what the gateway has read: give the reader time to take more if it wants to.
        for (let turn = 0; blocked && turn < 50; turn++) {
          await settled();
          blocked = response.writableNeedDrain;
        }
      }
    });
    const controller = new AbortController();
    const events = (await client.stream(callOf({ signal: controller.signal })))[Symbol.asyncIterator]();
    await events.next();
    await until(() => blocked);
    expect(accepted).toBeLessThan(2_000);
    controller.abort();
  });
});
