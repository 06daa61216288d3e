import {
  awsRequest, callJson, callStream, createWorld, decodeFrame, errorOf, HAIKU_3, jsonOf, NOVA, streamText, US_SONNET, userSays,
} from './support';
import { AwsRequest } from '../../../local/aws/service';

describe('Converse', () => {
  test('answers in the shape of Converse, with usage that fits the text', async () => {
    const { bedrock } = createWorld();
    const response = await bedrock.handle(awsRequest(HAIKU_3));
    expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/json', 'x-amzn-requestid': expect.stringMatching(/^request-/) } });
    const json = jsonOf(response);
    expect(json).toEqual({
      output: { message: { role: 'assistant', content: [{ text: expect.any(String) }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 24, totalTokens: 27, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 },
      metrics: { latencyMs: 0 },
    });
  });

  test('repeats the service tier and the latency mode', async () => {
    const { bedrock } = createWorld();
    const tier = { serviceTier: { type: 'priority' }, performanceConfig: { latency: 'optimized' } };
    expect(await callJson(bedrock, NOVA, { body: { ...userSays('hi'), ...tier } })).toMatchObject(tier);
  });

  test('answers a tool use with its input as JSON', async () => {
    const { bedrock } = createWorld();
    const body = {
      ...userSays('use tool weather'),
      toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } } } } } }] },
    };
    expect(await callJson(bedrock, HAIKU_3, { body })).toMatchObject({
      stopReason: 'tool_use',
      output: { message: { content: [{ toolUse: { name: 'weather', toolUseId: expect.any(String), input: { city: expect.any(String) } } }] } },
    });
    const cut = await callJson(bedrock, HAIKU_3, { body: { ...body, inferenceConfig: { maxTokens: 1 } } });
    expect(cut).toMatchObject({ stopReason: 'max_tokens', output: { message: { content: [{ toolUse: { input: {} } }] } } });
  });

  test('takes as long as its tokens', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setBehaviour({ timeToFirstTokenMs: 100, interTokenMs: 10, outputTokens: 5 });
    const pending = callJson(bedrock, HAIKU_3);
    await clock.advance(139);
    expect(bedrock.attempts).toEqual([]);
    await clock.advance(1);
    expect(await pending).toMatchObject({ metrics: { latencyMs: 140 }, usage: { outputTokens: 5 } });
    expect(bedrock.attempts).toMatchObject([{ durationMs: 140 }]);
  });

  test('counts cached input by the cache points of the prompt, and reads it for five minutes', async () => {
    const { bedrock, clock } = createWorld();
    const body = {
      system: [{ text: 'x'.repeat(4_000) }, { cachePoint: { type: 'default' } }],
      messages: [{ role: 'user', content: [{ text: 'abcdefgh' }] }],
      inferenceConfig: { maxTokens: 10 },
    };
    const usage = async (region = 'us-east-1') => (await callJson(bedrock, HAIKU_3, { body, region })).usage;
    expect(await usage()).toMatchObject({ inputTokens: 2, cacheWriteInputTokens: 1_000, cacheReadInputTokens: 0, totalTokens: 1_012 });
    expect(await usage()).toMatchObject({ inputTokens: 2, cacheWriteInputTokens: 0, cacheReadInputTokens: 1_000 });
    expect(await usage('us-west-2')).toMatchObject({ cacheWriteInputTokens: 1_000 });
    await clock.advance(5 * 60_000);
    expect(await usage()).toMatchObject({ cacheWriteInputTokens: 1_000 });
  });
});

describe('ConverseStream', () => {
  test('sends the events of ConverseStream in order, one delta per token', async () => {
    const { bedrock } = createWorld();
    const outcome = await callStream(bedrock, HAIKU_3, { body: userSays('hi', 3) });
    expect(outcome.types).toEqual([
      'messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata',
    ]);
    expect(outcome.frames[0]).toEqual({
      headers: { ':message-type': 'event', ':event-type': 'messageStart', ':content-type': 'application/json' }, payload: { role: 'assistant' },
    });
    expect(outcome.frames.at(-2)?.payload).toEqual({ stopReason: 'max_tokens' });
    expect(outcome.frames.at(-1)?.payload).toMatchObject({ usage: { inputTokens: 1, outputTokens: 3, totalTokens: 4 }, metrics: { latencyMs: 0 } });
  });

  test('says the same as Converse', async () => {
    const { bedrock } = createWorld();
    const whole = await callJson(bedrock, HAIKU_3);
    const text = streamText(await callStream(bedrock, HAIKU_3));
    expect(whole).toMatchObject({ output: { message: { content: [{ text }] } } });
  });

  test('is an event stream by its content type', async () => {
    const { bedrock } = createWorld();
    const response = await bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream' }));
    expect(response.headers).toMatchObject({ 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-requestid': expect.any(String) });
  });

  test('streams a tool use as a start and partial JSON', async () => {
    const { bedrock } = createWorld();
    const schema = { type: 'object', properties: { city: { type: 'string' } } };
    const outcome = await callStream(bedrock, HAIKU_3, {
      body: { ...userSays('use tool weather'), toolConfig: { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: schema } } }] } },
    });
    expect(outcome.frames[1]).toMatchObject({
      headers: { ':event-type': 'contentBlockStart' }, payload: { contentBlockIndex: 0, start: { toolUse: { name: 'weather' } } },
    });
    const deltas = outcome.frames.filter((frame) => frame.headers[':event-type'] === 'contentBlockDelta')
      .map((frame) => (frame.payload.delta as { toolUse: { input: string } }).toolUse.input);
    expect(deltas.length).toBeGreaterThan(1);
    expect(JSON.parse(deltas.join(''))).toEqual({ city: expect.any(String) });
  });

  test('keeps the pace of the behaviour and reports the time to the first token', async () => {
    const { bedrock, clock, sinks } = createWorld();
    bedrock.setBehaviour({ model: HAIKU_3, timeToFirstTokenMs: 200, interTokenMs: 50, outputTokens: 3 });
    const pending = callStream(bedrock, HAIKU_3);
    await clock.advance(1_000);
    const outcome = await pending;
    expect(outcome.frames.at(-1)?.payload).toMatchObject({ metrics: { latencyMs: 300 } });
    expect(sinks.valuesOf('TimeToFirstToken')).toEqual([200]);
    expect(sinks.valuesOf('InvocationLatency')).toEqual([300]);
  });

  test('generates a token only when it is asked for the next frame', async () => {
    const { bedrock } = createWorld();
    const response = await bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream' }));
    const frames = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await frames.next();
    await frames.next();
    await frames.return?.();
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 1 }]);
  });
});

describe('a caller who leaves', () => {
  async function leave(after: 'three frames' | 'nothing read') {
    const world = createWorld();
    const controller = new AbortController();
    const options = { operation: 'converse-stream', signal: controller.signal, body: userSays('hello there', 1_000) };
    const response = await world.bedrock.handle(awsRequest(US_SONNET, options));
    const frames = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    if (after === 'three frames') {
      for (let count = 0; count < 3; count += 1) expect(decodeFrame((await frames.next()).value as Uint8Array).payload).toBeDefined();
    }
    controller.abort(new Error('gone'));
    return { ...world, frames };
  }

  test('ends the stream, and is charged and logged for what was generated', async () => {
    const { bedrock, frames } = await leave('three frames');
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 2 }]);
    expect(bedrock.records).toMatchObject([{
      operation: 'ConverseStream',
      output: { outputTokenCount: 2, outputBodyJson: [{ messageStart: { role: 'assistant' } }, { contentBlockDelta: {} }, { contentBlockDelta: {} }] },
    }]);
    expect((await frames.next()).done).toBe(true);
    expect(bedrock.attempts).toHaveLength(1);
  });

  test('gives the reservation back although nobody reads the stream', async () => {
    const { bedrock } = await leave('nothing read');
    // Spent: 3 tokens of input. A call reserves 3 + 1,000.
    bedrock.setQuota({ model: US_SONNET }, { tokensPerMinute: 1_006 });
    await expect(callJson(bedrock, US_SONNET, { body: userSays('hello there', 1_000) })).resolves.toHaveProperty('usage');
  });

  test('stops a wait for the next token', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setBehaviour({ timeToFirstTokenMs: 60_000 });
    const controller = new AbortController();
    const pending = callStream(bedrock, HAIKU_3, { signal: controller.signal });
    await clock.advance(10);
    controller.abort(new Error('gone'));
    expect((await pending).types).toEqual(['messageStart']);
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 0, durationMs: 10 }]);
  });

  test('does not stop an answer that is not streamed: it is charged in full', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setBehaviour({ timeToFirstTokenMs: 60_000 });
    const controller = new AbortController();
    const pending = bedrock.handle(awsRequest(HAIKU_3, { signal: controller.signal }));
    const failure = expect(pending).rejects.toMatchObject({ name: 'ConnectionLost' });
    await clock.advance(10);
    controller.abort(new Error('gone'));
    await failure;
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 24 }]);
    expect(bedrock.records).toMatchObject([{ output: { outputTokenCount: 24 } }]);
  });

  test('before the call begins is cancelled without an answer', async () => {
    const { bedrock } = createWorld();
    const outcome = await callStream(bedrock, HAIKU_3, { signal: AbortSignal.abort(new Error('gone')) });
    expect(outcome.types).not.toContain('contentBlockDelta');
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 0 }]);
  });

  test('before the call begins is not waited for, although nobody reads the stream', async () => {
    const { bedrock } = createWorld();
    await bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream', signal: AbortSignal.abort(new Error('gone')) }));
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled' }]);
  });

  test.each(['contentBlockStop', 'messageStop'])('after %s gets no further event', async (left) => {
    const { bedrock } = createWorld();
    const controller = new AbortController();
    const response = await bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream', signal: controller.signal }));
    const types: string[] = [];
    for await (const frame of response.body as AsyncIterable<Uint8Array>) {
      types.push(decodeFrame(frame).headers[':event-type']);
      if (types.at(-1) === left) controller.abort(new Error('gone'));
    }
    expect(types.at(-1)).toBe(left);
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled', outputTokens: 24 }]);
  });

  test('after the last frame has had a complete answer', async () => {
    const { bedrock } = createWorld();
    const controller = new AbortController();
    const response = await bedrock.handle(awsRequest(HAIKU_3, { operation: 'converse-stream', signal: controller.signal, body: userSays('hi', 1) }));
    for await (const frame of response.body as AsyncIterable<Uint8Array>) {
      if (decodeFrame(frame).headers[':event-type'] === 'metadata') controller.abort(new Error('gone'));
    }
    expect(bedrock.attempts).toMatchObject([{ outcome: 'success' }]);
  });
});

describe('addresses and bodies', () => {
  test('a model id is accepted with its colon raw or encoded, and as an encoded ARN', async () => {
    const { bedrock } = createWorld();
    const arn = encodeURIComponent(`arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3}`);
    for (const segment of [HAIKU_3, encodeURIComponent(HAIKU_3), arn]) {
      await expect(callJson(bedrock, HAIKU_3, { path: `/model/${segment}/converse` })).resolves.toHaveProperty('stopReason');
    }
  });

  test.each<[string, Partial<AwsRequest>]>([
    ['another method', { method: 'GET' }],
    ['an unknown operation', { path: `/model/${HAIKU_3}/dream` }],
    ['no model', { path: '/model//converse' }],
    ['a raw ARN with its slash', { path: `/model/arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3}/converse` }],
  ])('%s is an unknown operation', async (_what, options) => {
    const { bedrock } = createWorld();
    expect(await errorOf(bedrock.handle({ ...awsRequest(HAIKU_3), ...options }))).toMatchObject({ code: 'UnknownOperationException', status: 404 });
  });

  test('a model id that is not percent-encoded text is invalid', async () => {
    const { bedrock } = createWorld();
    const error = await errorOf(bedrock.handle(awsRequest('', { path: '/model/%E0%A4%A/converse' })));
    expect(error).toMatchObject({ code: 'ValidationException', message: 'The provided model identifier is invalid.' });
  });

  test.each(['{', '[]', '"text"', ''])('a body of %j is malformed', async (body) => {
    const { bedrock } = createWorld();
    const request = { ...awsRequest(HAIKU_3), body: Buffer.from(body) };
    expect(await errorOf(bedrock.handle(request))).toMatchObject({ code: 'ValidationException', message: expect.stringMatching(/^Malformed input request/) });
  });

  test('an error goes out in the wire form of Bedrock', async () => {
    const { bedrock } = createWorld();
    const request = awsRequest(HAIKU_3, { body: {} });
    const response = bedrock.renderError(await errorOf(bedrock.handle(request)), request);
    expect(response).toMatchObject({
      status: 400,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': request.id,
        'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/',
      },
    });
    expect(jsonOf(response)).toEqual({ message: expect.stringContaining('messages') });
  });
});
