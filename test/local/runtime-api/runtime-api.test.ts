import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { RuntimeApi, RuntimeFunctionError, startRuntimeApi } from '../../../local/runtime-api/runtime-api';

let api: RuntimeApi;

beforeEach(async () => { api = await startRuntimeApi('127.0.0.1'); });

afterEach(() => api.close());

const urlOf = (path: string) => `http://${api.address}/2018-06-01/runtime/${path}`;

/** A runtime that asks for one event. */
async function next() {
  const response = await fetch(urlOf('invocation/next'));
  return { event: await response.json(), headers: response.headers, requestId: response.headers.get('lambda-runtime-aws-request-id') };
}

/** A runtime that streams a response, as the real one does. */
function streamTo(requestId: string | null) {
  return request(urlOf(`invocation/${requestId}/response`), {
    method: 'POST',
    headers: {
      'lambda-runtime-function-response-mode': 'streaming',
      'trailer': 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
      'content-type': 'text/plain',
      'transfer-encoding': 'chunked',
    },
  });
}

describe("Lambda's Runtime API", () => {
  test('gives an event to a runtime that asks later, with everything that a context is made of', async () => {
    const answered = api.invoke({ question: 'naïve?' }, { requestId: 'one', traceId: 'Root=1-2-3', remainingMs: 60_000 });
    const { event, headers } = await next();
    expect(event).toEqual({ question: 'naïve?' });
    expect(headers.get('lambda-runtime-aws-request-id')).toBe('one');
    expect(headers.get('lambda-runtime-trace-id')).toBe('Root=1-2-3');
    expect(headers.get('lambda-runtime-invoked-function-arn')).toMatch(/^arn:aws:lambda:/);
    const remaining = Number(headers.get('lambda-runtime-deadline-ms')) - Date.now();
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(60_000);

    const accepted = fetch(urlOf('invocation/one/response'), { method: 'POST', body: '"answer"' });
    const response = await answered;
    expect(response.streaming).toBe(false);
    expect(String(await buffer(response.body))).toBe('"answer"');
    expect((await accepted).status).toBe(202);
  });

  test('is ready when a runtime asks, and counts those that wait', async () => {
    const asked = next();
    await api.ready;
    expect(api.waiting()).toBe(1);
    api.invoke('any').catch(() => undefined);
    await asked;
    expect(api.waiting()).toBe(0);
  });

  test('passes a stream on piece by piece, and a whole one has no failure', async () => {
    const answered = api.invoke('any');
    const stream = streamTo((await next()).requestId);
    stream.write('first ');
    const response = await answered;
    const pieces = response.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    expect(String((await pieces.next()).value)).toBe('first ');
    stream.end('second');
    expect(String((await pieces.next()).value)).toBe('second');
    expect((await pieces.next()).done).toBe(true);
    expect(response).toMatchObject({ streaming: true, contentType: 'text/plain' });
    expect(response.failure()).toBeUndefined();
  });

  test('tells a stream that broke off by its trailers', async () => {
    const answered = api.invoke('any');
    const stream = streamTo((await next()).requestId);
    stream.write('only the beginning');
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Error',
      'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorType":"Error","errorMessage":"torn"}').toString('base64'),
    });
    stream.end();
    const { body, failure } = await answered;
    expect(String(await buffer(body))).toBe('only the beginning');
    expect(failure()).toEqual({ errorType: 'Error', errorMessage: 'torn' });
  });

  test('rejects when a function reports an error', async () => {
    const failed = api.invoke('any');
    const { requestId } = await next();
    const report = fetch(urlOf(`invocation/${requestId}/error`), { method: 'POST', body: '{"errorType":"TypeError","errorMessage":"no"}' });
    await expect(failed).rejects.toEqual(new RuntimeFunctionError({ errorType: 'TypeError', errorMessage: 'no' }));
    expect((await report).status).toBe(202);
  });

  test('is never ready when a runtime cannot load the function', async () => {
    await fetch(urlOf('init/error'), { method: 'POST', body: '{"errorType":"Runtime.ImportModuleError","errorMessage":"none"}' });
    await expect(api.ready).rejects.toThrow('Runtime.ImportModuleError: none');
  });

  test('gives each of several runtimes another event, and answers to whom it belongs', async () => {
    const bodies = ['a', 'b', 'c'].map(async (name) => String(await buffer((await api.invoke({ name }, { requestId: name })).body)));
    const taken = await Promise.all([next(), next(), next()]);
    expect(taken.map(({ event }) => (event as { name: string }).name).sort()).toEqual(['a', 'b', 'c']);
    for (const { requestId } of [...taken].reverse()) await fetch(urlOf(`invocation/${requestId}/response`), { method: 'POST', body: `for ${requestId}` });
    expect(await Promise.all(bodies)).toEqual(['for a', 'for b', 'for c']);
  });

  test('knows nothing of a request that it did not send, nor of other paths', async () => {
    expect((await fetch(urlOf('invocation/unknown/response'), { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`http://${api.address}/2020-01-01/extension/register`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});
