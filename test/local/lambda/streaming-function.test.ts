import { createWorkbench, readAll } from './support/functions';

const workbench = createWorkbench();
afterAll(() => workbench.clear());

const streaming = (body: string, options = '') => `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} }${options});`;
const withMetadata = (body: string) => streaming(`stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); ${body}`);
const prelude = '{"statusCode":201}' + '\0'.repeat(8);

describe('HttpResponseStream.from', () => {
  it('sends the metadata and 8 NUL bytes before the first write', async () => {
    const { lambda } = workbench.lambda(withMetadata('stream.write("a"); stream.write("b"); stream.end("c");'));
    const { body, finished } = await lambda.invoke({});
    expect((await readAll(body)).toString()).toBe(`${prelude}abc`);
    expect(await finished).toMatchObject({ contentType: 'application/vnd.awslambda.http-integration-response', streaming: true });
  });

  it('sends the metadata for an empty first write as well', async () => {
    const { lambda } = workbench.lambda(withMetadata('stream.write(""); stream.end("body");'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe(`${prelude}body`);
  });

  it('sends no metadata for end(body) without a write, which is the documented trap', async () => {
    const { lambda } = workbench.lambda(withMetadata('stream.end("body");'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe('body');
  });

  it('works as the target of a pipeline', async () => {
    const { lambda } = workbench.lambda(withMetadata('await require("node:stream/promises").pipeline(["x", "y"], stream);'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe(`${prelude}xy`);
  });
});

describe('a streaming handler', () => {
  it('delivers the first chunk before it writes the last', async () => {
    const { lambda } = workbench.lambda(streaming(`
      stream.write('first');
      await new Promise((resolve) => globalThis.release = resolve);
      stream.end('last');`));
    const { body } = await lambda.invoke({});
    const iterator = body[Symbol.asyncIterator]();
    expect(Buffer.from((await iterator.next()).value).toString()).toBe('first');
    expect(lambda.environments()[0].state).toBe('busy');
    await iterator.return?.();
  });

  it('has its own content type when it sets one', async () => {
    const { lambda } = workbench.lambda(streaming('stream.setContentType("text/plain"); stream.end("x");'));
    const { body, finished } = await lambda.invoke({});
    await readAll(body);
    expect(await finished).toMatchObject({ contentType: 'text/plain' });
  });

  it('cannot set the content type after the first byte', async () => {
    const { lambda } = workbench.lambda(streaming('stream.write("x"); stream.setContentType("text/plain");'));
    await expect(readAll((await lambda.invoke({})).body)).rejects.toMatchObject({ errorType: 'InvalidStreamingOperation' });
  });

  it('writes objects as JSON', async () => {
    const { lambda } = workbench.lambda(streaming('stream.write({ a: 1 }); stream.end();'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe('{"a":1}');
  });

  it('keeps a buffer usable that it has written', async () => {
    const { lambda } = workbench.lambda(streaming('const bytes = Buffer.from("abc"); stream.write(bytes); stream.end(String(bytes.length));'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe('abc3');
  });

  it('must be async', async () => {
    const { lambda } = workbench.lambda('exports.handler = awslambda.streamifyResponse((event, stream) => { stream.end(); });');
    expect((await (await lambda.invoke({})).finished).error).toMatchObject({ errorType: 'MalformedStreamingHandler' });
  });

  it('completes the response at end() while it goes on working', async () => {
    const { lambda } = workbench.lambda(streaming('stream.end("done"); await new Promise(() => undefined);'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe('done');
    expect(lambda.environments()[0].state).toBe('busy');
  });
});

describe('an error of a streaming handler', () => {
  it('before the first byte is reported with its trailers and no body', async () => {
    const { lambda } = workbench.lambda(streaming('throw new TypeError("early");'));
    const { body, finished } = await lambda.invoke({});
    await expect(readAll(body)).rejects.toMatchObject({ errorType: 'TypeError' });
    const { error } = await finished;
    expect(error?.trailers['Lambda-Runtime-Function-Error-Type']).toBe('TypeError');
    expect(JSON.parse(Buffer.from(error!.trailers['Lambda-Runtime-Function-Error-Body'], 'base64').toString()))
      .toMatchObject({ errorType: 'TypeError', errorMessage: 'early' });
  });

  it('in the middle follows what was sent before', async () => {
    const { lambda } = workbench.lambda(streaming('stream.write("half"); throw new Error("late");'));
    const { body } = await lambda.invoke({});
    const seen: string[] = [];
    await expect((async () => {
      for await (const chunk of body) seen.push(Buffer.from(chunk).toString());
    })()).rejects.toMatchObject({ errorMessage: 'late' });
    expect(seen).toEqual(['half']);
  });

  it('does not cost the environment', async () => {
    const { lambda } = workbench.lambda(streaming('if (event.fail) throw new Error("once"); stream.end(process.env.AWS_LAMBDA_LOG_STREAM_NAME);'));
    await (await lambda.invoke({ fail: true })).finished;
    const [environment] = lambda.environments();
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe(environment.logStream);
  });
});

describe('back-pressure', () => {
  const flood = streaming(`
    const chunk = Buffer.alloc(64 * 1024);
    let written = 0;
    const report = () => process.stdout.write('written ' + written + '\\n');
    for (let index = 0; index < 64; index++) {
      written += chunk.length;
      if (!stream.write(chunk)) {
        const drained = new Promise((resolve) => stream.once('drain', resolve));
        // A drain that comes in the same turn means that there is room.
        const stalled = setTimeout(report, 50);
        await drained;
        clearTimeout(stalled);
      }
    }
    stream.end();`);

  it('stops a handler that waits for drain once 1 MiB is on its way', async () => {
    let stalled: (line: string) => void;
    const firstStall = new Promise<string>((resolve) => { stalled = resolve; });
    const { lambda } = workbench.lambda(flood, {
      sinks: { log: ({ message }) => { if (message.startsWith('written')) stalled(message); }, metric: () => undefined },
    });
    const { body, finished } = await lambda.invoke({});
    // 1 MiB of credit and the one write that waits for more.
    expect(await firstStall).toBe(`written ${17 * 64 * 1024}`);
    expect((await readAll(body)).length).toBe(64 * 64 * 1024);
    expect((await finished).error).toBeUndefined();
  });

  it('splits one write larger than the credit and loses nothing', async () => {
    const { lambda } = workbench.lambda(streaming('stream.end(Buffer.alloc(3 * 1024 * 1024, "z"));'));
    const { body } = await lambda.invoke({});
    let largest = 0;
    let total = 0;
    for await (const chunk of body) {
      largest = Math.max(largest, chunk.byteLength);
      total += chunk.byteLength;
    }
    expect(total).toBe(3 * 1024 * 1024);
    expect(largest).toBeLessThanOrEqual(1024 * 1024);
  });

  it('makes write() return false at the high-water mark that the handler chose', async () => {
    const { lambda } = workbench.lambda(streaming('const below = stream.write("123"); const at = stream.write("12345678"); stream.end(JSON.stringify({ below, at }));', ', { highWaterMark: 8 }'));
    expect((await readAll((await lambda.invoke({})).body)).toString()).toBe('12312345678{"below":true,"at":false}');
  });
});

describe('a reader who leaves', () => {
  const talker = streaming(`
    const events = [];
    stream.on('error', (error) => events.push('error ' + error.code));
    const closed = new Promise((resolve) => stream.on('close', () => { events.push('close'); resolve(); }));
    stream.write('first');
    while (!stream.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      stream.write('more');
    }
    await closed;
    process.stdout.write(events.join(', ') + '\\n');`);

  it('is seen by the handler as EPIPE and close at its next write, and the handler runs to its end', async () => {
    const { lambda, sinks } = workbench.lambda(talker);
    const caller = new AbortController();
    const { body, finished } = await lambda.invoke({}, { signal: caller.signal });
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    caller.abort(new Error('caller left'));
    const { error } = await finished;
    expect(error).toBeUndefined();
    expect(sinks.lines({ containing: 'EPIPE' }).map(({ message }) => message)).toEqual(['error EPIPE, close']);
    await expect(iterator.next()).rejects.toThrow('caller left');
  });

  it('is noticed when it stops reading without a signal', async () => {
    const { lambda, sinks } = workbench.lambda(talker);
    const { body, finished } = await lambda.invoke({});
    for await (const chunk of body) {
      expect(Buffer.from(chunk).toString()).toBe('first');
      break;
    }
    await finished;
    expect(sinks.lines({ containing: 'error EPIPE' })).toHaveLength(1);
  });

  it('frees a handler that waits for room', async () => {
    const { lambda } = workbench.lambda(streaming(`
      await require('node:stream/promises').pipeline(function* () { for (;;) yield Buffer.alloc(65536); }, stream)
        .catch((error) => process.stdout.write('pipeline ' + error.code + '\\n'));`));
    const caller = new AbortController();
    const { finished } = await lambda.invoke({}, { signal: caller.signal });
    caller.abort();
    expect((await finished).streaming).toBe(true);
    expect(lambda.environments()[0].state).toBe('idle');
  });

  it('before the handler starts is seen at the first write', async () => {
    const { lambda, sinks } = workbench.lambda(talker);
    const { finished } = await lambda.invoke({}, { signal: AbortSignal.abort() });
    await finished;
    expect(sinks.lines({ containing: 'error EPIPE, close' })).toHaveLength(1);
  });
});
