import { fetchAnswer, nextChunk, open, readAnswer } from './support/http';
import { buffered, createServers, invocation, lambdaIntegration, metadata, method, restApi, silent } from './support/rest-api';
import { InvokeFunction } from '../../../local/api-gateway/integrate';
import { LambdaFunctionError, LambdaServiceError } from '../../../local/lambda/invocation';
import { createMemorySinks } from '../../../local/sinks/memory-sinks';
import { createVirtualClock } from '../lambda/support/virtual-clock';

const servers = createServers();
afterEach(() => servers.closeAll());

const streamApi = (overrides = {}, api = {}) => restApi({ '/': [method({ httpMethod: 'ANY', integration: lambdaIntegration(overrides) })] }, api);
const bufferedApi = (api = {}) => streamApi({ responseTransferMode: 'BUFFERED', timeoutInMillis: 29_000 }, api);
const sending = (...chunks: (string | Uint8Array)[]): InvokeFunction => async () => invocation(chunks);
const failing = (error: Error, ...chunks: string[]): InvokeFunction => async () => invocation((function* () {
  yield* chunks;
  throw error;
})());
const internal = { status: 502, body: '{"message":"Internal server error"}' };

describe('a streamed response', () => {
  it('has the status, headers and cookies of its metadata', async () => {
    const invoke = sending(metadata({ statusCode: 201, headers: { 'Content-Type': 'text/event-stream' }, multiValueHeaders: { 'x-many': ['a', 'b'] }, cookies: ['c=1', 'd=2'] }), 'data');
    const { url } = await servers.start({ api: streamApi(), invoke });
    expect(await fetchAnswer(url)).toMatchObject({
      status: 201, body: 'data', complete: true, headers: { 'content-type': 'text/event-stream', 'x-many': 'a, b', 'set-cookie': ['c=1', 'd=2'], 'transfer-encoding': 'chunked' },
    });
  });

  it('passes each chunk on before the next exists', async () => {
    let release: (text: string) => void = () => undefined;
    const next = () => new Promise<string>((resolve) => { release = resolve; });
    const { url } = await servers.start({
      api: streamApi(),
      invoke: async () => invocation((async function* () {
        yield metadata();
        yield await next();
        yield await next();
      })()),
    });
    const response = await open(url);
    expect(response.statusCode).toBe(200);
    release('one');
    expect(await nextChunk(response)).toBe('one');
    release('two');
    expect(await readAnswer(response)).toMatchObject({ body: 'two', complete: true });
  });

  it('passes binary bytes on untouched', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_unused, index) => index);
    const { url } = await servers.start({ api: streamApi(), invoke: sending(metadata(), bytes) });
    const response = await open(url);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
  });

  it('does not get the hop-by-hop headers of the function, and some under another name', async () => {
    const headers = { 'Connection': 'x', 'Transfer-Encoding': 'gzip', 'Keep-Alive': '1', 'WWW-Authenticate': 'Bearer', 'Content-Length': '1', 'X-Kept': 'yes' };
    const { url } = await servers.start({ api: streamApi(), invoke: sending(metadata({ statusCode: 401, headers }), 'four') });
    const answer = await fetchAnswer(url);
    expect(answer).toMatchObject({ status: 401, body: 'four', headers: { 'x-amzn-remapped-www-authenticate': 'Bearer', 'x-amzn-remapped-content-length': '1', 'x-kept': 'yes', 'transfer-encoding': 'chunked' } });
    expect(answer.headers['www-authenticate']).toBeUndefined();
  });

  it.each([
    ['has no metadata', sending('just text')],
    ['is empty', sending()],
    ['has metadata that is no JSON', sending(`oops${'\0'.repeat(8)}`)],
    ['has a bad status', sending(metadata({ statusCode: 1000 }))],
    ['has a header that HTTP forbids', sending(metadata({ statusCode: 200, headers: { 'bad header': 'x' } }))],
    ['fails before its metadata', failing(new LambdaFunctionError('Error', 'boom'))],
    ['fails inside its metadata', failing(new LambdaFunctionError('Error', 'boom'), '{"status')],
  ])('that %s is a 502', async (_title, invoke) => {
    const { url } = await servers.start({ api: streamApi(), invoke });
    expect(await fetchAnswer(url)).toMatchObject(internal);
  });

  it('that is a 502 leaves the reason in the execution log of the API', async () => {
    const sinks = createMemorySinks();
    const { url } = await servers.start({ api: streamApi(), invoke: sending('just text'), sinks });
    const { headers } = await fetchAnswer(url);
    expect(sinks.lines({ logGroup: 'API-Gateway-Execution-Logs_a1b2c3d4e5/v1' }).map(({ message }) => message))
      .toEqual([`(${headers['x-amzn-requestid']}) The response ended before its metadata and 8 NUL bytes were complete`]);
  });

  it('that fails in the middle ends without its end, after what was sent', async () => {
    const { url } = await servers.start({ api: streamApi(), invoke: failing(new LambdaFunctionError('Error', 'late'), metadata(), 'half') });
    expect(await fetchAnswer(url)).toMatchObject({ status: 200, body: 'half', complete: false });
  });
});

describe('a buffered response', () => {
  it('has status, headers and body of the function', async () => {
    const invoke = buffered({ statusCode: '201', headers: { 'X-A': 'a' }, multiValueHeaders: { 'Set-Cookie': ['c=1', 'd=2'] }, body: 'hällo' });
    const { url } = await servers.start({ api: bufferedApi(), invoke });
    expect(await fetchAnswer(url)).toMatchObject({ status: 201, body: 'hällo', headers: { 'x-a': 'a', 'set-cookie': ['c=1', 'd=2'], 'content-length': '6', 'content-type': 'application/json' } });
  });

  it('in base64 is decoded for clients that accept a binary media type', async () => {
    const { url } = await servers.start({ api: bufferedApi({ binaryMediaTypes: ['image/png'] }), invoke: buffered({ statusCode: 200, isBase64Encoded: true, body: 'aGVsbG8=' }) });
    expect(await fetchAnswer(url, { headers: { accept: 'image/png, text/html' } })).toMatchObject({ body: 'hello' });
    expect(await fetchAnswer(url, { headers: { accept: 'text/html' } })).toMatchObject({ body: 'aGVsbG8=' });
  });

  it.each([
    ['no JSON', sending('hello')],
    ['text', buffered('hello')],
    ['null', buffered(null)],
    ['no status', buffered({ body: 'x' })],
    ['an object for a body', buffered({ statusCode: 200, body: { a: 1 } })],
    ['an error of the function', failing(new LambdaFunctionError('Error', 'boom'))],
    ['a streamed response', sending(metadata(), 'x')],
  ])('that is %s is a 502', async (_title, invoke) => {
    const { url } = await servers.start({ api: bufferedApi(), invoke });
    expect(await fetchAnswer(url)).toMatchObject(internal);
  });
});

describe('a function that Lambda does not run', () => {
  it('for want of an environment is a 500, because a proxy integration hides the 429', async () => {
    const { url } = await servers.start({ api: streamApi(), invoke: () => Promise.reject(new LambdaServiceError('TooManyRequestsException', 429, 'Rate Exceeded.')) });
    expect(await fetchAnswer(url)).toMatchObject({ status: 500, body: '{"message":"Internal server error"}' });
  });

  it('because the event is too large is a 413', async () => {
    const { url } = await servers.start({ api: streamApi(), invoke: () => Promise.reject(new LambdaServiceError('RequestTooLargeException', 413, 'too large')) });
    expect(await fetchAnswer(url)).toMatchObject({ status: 413, body: '{"message":"Request Too Long"}' });
  });
});

describe('timeouts', () => {
  const timedOut = { status: 504, body: '{"message":"Endpoint request timed out"}' };

  it('end a buffered integration after its own limit', async () => {
    const clock = createVirtualClock();
    const { url } = await servers.start({ api: bufferedApi(), invoke: silent, clock });
    const answer = fetchAnswer(url);
    await clock.sleeping(29_000);
    await clock.advance(29_000);
    expect(await answer).toMatchObject(timedOut);
  });

  it('also end one that waits to be admitted', async () => {
    const clock = createVirtualClock();
    const { url } = await servers.start({ api: bufferedApi(), invoke: () => new Promise(() => undefined), clock });
    const answer = fetchAnswer(url);
    await clock.sleeping(29_000);
    await clock.advance(29_000);
    expect(await answer).toMatchObject(timedOut);
  });

  it.each([['REGIONAL', 300_000], ['PRIVATE', 300_000], ['EDGE', 30_000]] as const)('end a silent stream of a %s API after %d ms', async (endpointType, idle) => {
    const clock = createVirtualClock();
    const { url } = await servers.start({ api: streamApi({}, { endpointType }), invoke: silent, clock });
    const answer = fetchAnswer(url);
    await clock.sleeping(idle);
    await clock.advance(idle);
    expect(await answer).toMatchObject(timedOut);
  });

  /** Sends what the test says when the test says it. */
  function controlled() {
    let give: (text: string) => void = () => undefined;
    const invoke: InvokeFunction = async (_arn, _event, { signal }) => invocation((async function* () {
      yield metadata();
      let fail: (reason: unknown) => void = () => undefined;
      signal.addEventListener('abort', () => fail(signal.reason));
      for (;;) {
        yield await new Promise<string>((resolve, reject) => {
          give = resolve;
          fail = reject;
        });
      }
    })());
    return { invoke, send: (text: string) => give(text) };
  }

  it('cut a stream that falls silent, counted from its last chunk', async () => {
    const clock = createVirtualClock();
    const { invoke, send } = controlled();
    const { url } = await servers.start({ api: streamApi({}, { endpointType: 'EDGE' }), invoke, clock });
    const response = await open(url);
    await clock.advance(29_000);
    send('alive');
    expect(await nextChunk(response)).toBe('alive');
    await clock.advance(29_999);
    expect(response.destroyed).toBe(false);
    const answer = readAnswer(response);
    await clock.advance(1);
    expect(await answer).toMatchObject({ complete: false });
  });

  it('cut a lively stream after 15 minutes, or earlier where the integration says so', async () => {
    for (const [timeoutInMillis, limit] of [[2_000_000, 900_000], [60_000, 60_000]]) {
      const clock = createVirtualClock();
      const { invoke, send } = controlled();
      const { url } = await servers.start({ api: streamApi({ timeoutInMillis }), invoke, clock });
      const response = await open(url);
      for (let passed = 0; passed < limit - 30_000; passed += 30_000) {
        await clock.advance(30_000);
        send('tick');
        await nextChunk(response);
      }
      const answer = readAnswer(response);
      await clock.advance(30_000);
      expect(await answer).toMatchObject({ complete: false });
    }
  });
});

describe('a client that leaves', () => {
  it('aborts the invocation', async () => {
    let signalOf: (signal: AbortSignal) => void;
    const signalled = new Promise<AbortSignal>((resolve) => { signalOf = resolve; });
    const { url } = await servers.start({
      api: streamApi(),
      invoke: async (arn, event, options) => {
        signalOf(options.signal);
        const { body } = await silent(arn, event, options);
        return { ...invocation([]), body: (async function* () { yield Buffer.from(metadata()); yield* body; })() };
      },
    });
    const response = await open(url);
    const signal = await signalled;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect(signal.aborted).toBe(false);
    response.destroy();
    await aborted;
    expect(signal.reason).toMatchObject({ name: 'ClientGone' });
  });

  it('is not what a complete response looks like', async () => {
    let signal: AbortSignal | undefined;
    const { url } = await servers.start({
      api: streamApi(),
      invoke: async (_arn, _event, options) => {
        signal = options.signal;
        return invocation([metadata(), 'done']);
      },
    });
    await fetchAnswer(url);
    expect(signal?.aborted).toBe(false);
  });
});

it('close() ends connections in the middle of a response', async () => {
  const { url, close } = await servers.start({ api: streamApi(), invoke: async (arn, event, options) => ({ ...await silent(arn, event, options) }) });
  const answer = open(url).catch((error: NodeJS.ErrnoException) => error.code);
  await new Promise((resolve) => setImmediate(resolve));
  await close();
  expect(['ECONNRESET', 'ECONNREFUSED']).toContain(await answer);
});
