import { once } from 'node:events';
import { SignatureV4 } from '@smithy/signature-v4';
import { listen } from '../../../bench/processes/listen';
import { CREDENTIALS, REGION, THROTTLED_MODEL, UNAVAILABLE_MODEL } from '../../../bench/setting';
import { NodeSha256 } from '../../../bench/subjects/proxy/node-sha256';
import { noCounts } from '../../../bench/upstream/counts';
import { createMockBedrock } from '../../../bench/upstream/mock-bedrock';
import { checkConverse, checkConverseStream, converseCheck } from '../../../bench/workload/checks';
import { LONG_SPEECH, SHORT_SPEECH } from '../../../bench/workload/speech';
import { CONVERSE_STREAM, checkOf, INVOKE_STREAM } from '../../../bench/workload/streams/formats';

const counts = noCounts();
const mock = createMockBedrock(counts);
let port: number;

beforeAll(async () => { port = await listen(mock.server); });

afterAll(() => {
  mock.server.close();
  mock.server.closeAllConnections();
});

async function send(path: string, body: string, headers: Record<string, string> = {}, method = 'POST') {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}

async function signedHeaders(path: string, body: string, host = `127.0.0.1:${port}`): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service: 'bedrock', region: REGION, credentials: CREDENTIALS, sha256: NodeSha256 });
  const { host: _, ...headers } = (await signer.sign({
    method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path, headers: { host }, body,
  })).headers;
  return headers;
}

describe('the mock upstream', () => {
  test('answers Converse and counts it', async () => {
    const before = counts.operations.converse.unsigned;
    expect(checkConverse(await send('/model/any/converse', '{}'))).toBeUndefined();
    expect(counts.operations.converse.unsigned).toBe(before + 1);
  });

  test('answers ConverseStream with all frames and counts it', async () => {
    const before = counts.operations['converse-stream'].unsigned;
    expect(checkConverseStream(await send('/model/any/converse-stream', '{}'))).toBeUndefined();
    expect(counts.operations['converse-stream'].unsigned).toBe(before + 1);
  });

  test('answers InvokeModelWithResponseStream with all frames and counts it', async () => {
    const before = counts.operations['invoke-with-response-stream'].unsigned;
    expect(checkOf(INVOKE_STREAM, SHORT_SPEECH)(await send('/model/any/invoke-with-response-stream', '{}'))).toBeUndefined();
    expect(counts.operations['invoke-with-response-stream'].unsigned).toBe(before + 1);
  });

  test('says as much as it was told to', async () => {
    mock.speaker.choose(LONG_SPEECH);
    const { body } = await send('/model/any/converse', '{}');
    mock.speaker.choose(SHORT_SPEECH);
    expect(converseCheck(LONG_SPEECH)({ status: 200, body })).toBeUndefined();
    expect(body.length).toBeGreaterThan(32_000);
  });

  test('answers in its own time', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    try {
      mock.speaker.choose({ ...SHORT_SPEECH, delayMs: 300_000 });
      const asked = once(mock.server, 'request');
      const answer = send('/model/any/converse', '{}');
      await asked;
      while (jest.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
      await jest.advanceTimersByTimeAsync(300_000);
      expect(checkConverse(await answer)).toBeUndefined();
    } finally {
      jest.useRealTimers();
      mock.speaker.choose(SHORT_SPEECH);
    }
  });

  test.each([[THROTTLED_MODEL, 429], [UNAVAILABLE_MODEL, 503]])('always refuses %s with %d, and counts it apart', async (model, status) => {
    const before = structuredClone(counts);
    for (const operation of ['converse', 'converse-stream']) expect((await send(`/model/${model}/${operation}`, '{}')).status).toBe(status);
    expect(counts).toEqual({ ...before, refused: before.refused + 2 });
  });

  test.each([
    ['another operation', '/model/any/invoke', '{}', 'POST'],
    ['another path', '/v1/chat/completions', '{}', 'POST'],
    ['another method', '/model/any/converse', '', 'GET'],
    ['an empty body', '/model/any/converse', '', 'POST'],
  ])('refuses %s and counts it apart', async (_, path, body, method) => {
    const before = structuredClone(counts);
    expect((await send(path, body, {}, method)).status).toBe(404);
    expect(counts).toEqual({ ...before, unexpected: before.unexpected + 1 });
  });
});

describe('the mock upstream while it verifies signatures', () => {
  const path = '/model/some.model%3A0/converse';

  beforeAll(() => { mock.verifySignatures = true; });
  afterAll(() => { mock.verifySignatures = false; });

  test('accepts a signature that fits, and counts it as signed', async () => {
    const before = counts.operations.converse.signed;
    expect(checkConverse(await send(path, '{}', await signedHeaders(path, '{}')))).toBeUndefined();
    expect(counts.operations.converse.signed).toBe(before + 1);
  });

  test('accepts the signature of a client that knows no port but the default one, and of no other host', async () => {
    expect((await send(path, '{}', await signedHeaders(path, '{}', '127.0.0.1'))).status).toBe(200);
    expect((await send(path, '{}', await signedHeaders(path, '{}', 'localhost'))).status).toBe(403);
  });

  test('refuses a body that was changed after signing', async () => {
    expect((await send(path, '{"more":1}', await signedHeaders(path, '{}'))).status).toBe(403);
  });

  test('refuses another path than the signed one', async () => {
    expect((await send('/model/other/converse', '{}', await signedHeaders(path, '{}'))).status).toBe(403);
  });

  test('refuses the signature of somebody else', async () => {
    const headers = await signedHeaders(path, '{}');
    const answer = await send(path, '{}', { ...headers, authorization: headers.authorization!.replace(CREDENTIALS.accessKeyId, 'ASIASOMEBODYELSE0000') });
    expect(answer.status).toBe(403);
  });
});

describe('the streams of the mock upstream', () => {
  const path = '/model/any/converse-stream';

  afterEach(() => mock.speaker.choose(SHORT_SPEECH));

  test('have as many tokens as were chosen, and are counted anew with each choice', async () => {
    const speech = { tokens: 3, tokenBytes: 50 };
    mock.speaker.choose(speech);
    expect(mock.speaker.progress()).toEqual({ tokensSent: 0, holding: 0 });
    expect(checkOf(CONVERSE_STREAM, speech)(await send(path, '{}'))).toBeUndefined();
    expect(mock.speaker.progress().tokensSent).toBeGreaterThanOrEqual(3);
  });

  test('hold where they are told to, until they are released', async () => {
    const speech = { ...SHORT_SPEECH, holdAfter: 7 };
    mock.speaker.choose(speech);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '{}' });
    const pieces: Uint8Array[] = [];
    for await (const piece of response.body!) {
      pieces.push(piece);
      if (!Buffer.concat(pieces).includes('token 00007')) continue;
      if (mock.speaker.progress().holding === 0) continue;
      expect(mock.speaker.progress()).toEqual({ tokensSent: 7, holding: 1 });
      expect(Buffer.concat(pieces).includes('token 00008')).toBe(false);
      mock.speaker.release();
    }
    expect(checkOf(CONVERSE_STREAM, speech)({ status: 200, body: Buffer.concat(pieces) })).toBeUndefined();
    expect(mock.speaker.progress().holding).toBe(0);
  });

  test('do not hold any more once they have been released', async () => {
    const speech = { ...SHORT_SPEECH, holdAfter: 7 };
    mock.speaker.choose(speech);
    mock.speaker.release();
    expect(checkOf(CONVERSE_STREAM, speech)(await send(path, '{}'))).toBeUndefined();
  });
});
