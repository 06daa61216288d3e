import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as http2Connect } from 'node:http2';
import { startCloud, type Cloud } from './cloud';
import { echoService, json, streamed } from './echo-service';
import { send, sign } from './signed-fetch';
import { ConnectionLost, type AwsRequest, type AwsResponse } from '../../../local/aws/service';

// A machine that is busy with other things needs several times the usual second.
jest.setTimeout(30_000);

let behaviour: (request: AwsRequest) => Promise<AwsResponse>;
let cloud: Cloud;
const echo = echoService((request) => behaviour(request));

beforeEach(async () => {
  behaviour = async () => json({});
  echo.requests.length = 0;
  cloud = await startCloud({ services: () => [echo.service] });
});
afterEach(() => cloud.endpoint.close());

const post = () => send(cloud.endpoint.url, sign(cloud.endpoint.url, cloud.session));

describe('a streamed body', () => {
  const chunks = (count: number) => (async function* () {
    for (let index = 0; index < count; index += 1) yield Buffer.from(`${index};`);
  })();

  test('arrives in order', async () => {
    behaviour = async () => streamed(chunks(5));
    expect((await post()).body).toBe('0;1;2;3;4;');
  });

  test('shows its status before its first byte', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    behaviour = async () => streamed((async function* () {
      await released;
      yield Buffer.from('late');
    })());
    const message = sign(cloud.endpoint.url, cloud.session);
    const request = httpRequest(`${cloud.endpoint.url}${message.path}`, { method: 'POST', headers: message.headers });
    request.end(message.body);
    const [response] = await once(request, 'response');
    expect(response.statusCode).toBe(200);
    release();
    expect((await response.toArray()).join('')).toBe('late');
  });

  test('waits for a slow reader instead of piling up', async () => {
    let produced = 0;
    behaviour = async () => streamed((async function* () {
      for (; produced < 1000; produced += 1) yield Buffer.alloc(100_000);
    })());
    const message = sign(cloud.endpoint.url, cloud.session);
    const request = httpRequest(`${cloud.endpoint.url}${message.path}`, { method: 'POST', headers: message.headers });
    request.end(message.body);
    const [response] = await once(request, 'response');
    // Nothing reads the response, so the producer must come to rest long before its end.
    let before = -1;
    while (before !== produced) {
      before = produced;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(produced).toBeLessThan(500);
    response.destroy();
  });

  test('that loses its connection under HTTP/1.1 delivers what came before and then breaks', async () => {
    behaviour = async () => streamed((async function* () {
      yield Buffer.from('partial');
      throw new ConnectionLost();
    })());
    const message = sign(cloud.endpoint.url, cloud.session);
    const request = httpRequest(`${cloud.endpoint.url}${message.path}`, { method: 'POST', headers: message.headers, agent: false });
    request.end(message.body);
    const [response] = await once(request, 'response');
    const received: string[] = [];
    response.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    const [error] = await once(response, 'error');
    expect([received.join(''), (error as NodeJS.ErrnoException).code]).toEqual(['partial', 'ECONNRESET']);
    expect(cloud.errors).toEqual([]);
  });

  test('that loses its connection under HTTP/2 resets only its own stream', async () => {
    behaviour = async () => streamed((async function* () {
      yield Buffer.from('partial');
      throw new ConnectionLost();
    })());
    const session = http2Connect(cloud.endpoint.url);
    const { path, headers: { host: _host, ...headers } } = sign(cloud.endpoint.url, cloud.session);
    const open = () => {
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      stream.end('{}');
      return stream;
    };
    const broken = open();
    const received: string[] = [];
    broken.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    const [error] = await once(broken, 'error');
    expect([received.join(''), (error as Error).message]).toEqual(['partial', expect.stringContaining('NGHTTP2_INTERNAL_ERROR')]);

    behaviour = async () => json({ still: 'here' });
    expect((await open().toArray()).join('')).toBe('{"still":"here"}');
    session.destroy();
  });

  test('that fails for another reason breaks the connection and is reported', async () => {
    const defect = new Error('lost the thread');
    behaviour = async () => streamed((async function* () {
      yield Buffer.from('x');
      throw defect;
    })());
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(cloud.errors).toEqual([defect]);
  });
});

describe('a lost connection', () => {
  test('thrown by a service is seen as a reset, and observed with status 0', async () => {
    behaviour = async () => {
      throw new ConnectionLost();
    };
    await expect(post()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(cloud.calls[0]).toMatchObject({ status: 0, errorCode: 'ConnectionLost' });
  });

  test.each(['HTTP/1.1', 'HTTP/2'])('by the caller under %s aborts the signal of the request', async (version) => {
    const aborted = new Promise<void>((resolve) => {
      behaviour = (request) => new Promise((_resolve, reject) => {
        request.signal.addEventListener('abort', () => {
          resolve();
          reject(request.signal.reason as Error);
        });
        leave();
      });
    });
    const { path, headers, body } = sign(cloud.endpoint.url, cloud.session);
    let leave = () => {};
    if (version === 'HTTP/2') {
      const session = http2Connect(cloud.endpoint.url);
      const { host: _host, ...others } = headers;
      const stream = session.request({ ':method': 'POST', ':path': path, ...others });
      // Without a code, as the AWS SDK's handler does on abort.
      leave = () => stream.close();
      stream.end(body);
      await aborted;
      session.destroy();
    } else {
      const request = httpRequest(`${cloud.endpoint.url}${path}`, { method: 'POST', headers, agent: false });
      request.on('error', () => undefined);
      leave = () => request.destroy();
      request.end(body);
      await aborted;
    }
    await new Promise(setImmediate);
    expect(cloud.calls[0]).toMatchObject({ status: 0, errorCode: 'CallerGone' });
  });

  test.each(['HTTP/1.1', 'HTTP/2'])('is not what a complete answer under %s looks like', async (version) => {
    if (version === 'HTTP/2') {
      const session = http2Connect(cloud.endpoint.url);
      const { path, headers: { host: _host, ...headers }, body } = sign(cloud.endpoint.url, cloud.session);
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
      stream.end(body);
      await stream.toArray();
      session.close();
      await once(session, 'close');
    } else {
      await post();
    }
    await new Promise(setImmediate);
    expect(echo.requests[0]!.signal.aborted).toBe(false);
  });

  test('by the caller during a stream ends the body\'s iteration', async () => {
    let ended = () => {};
    const cleanedUp = new Promise<void>((resolve) => {
      ended = resolve;
    });
    behaviour = async () => streamed((async function* () {
      try {
        for (;;) {
          yield Buffer.alloc(1000);
          await new Promise(setImmediate);
        }
      } finally {
        ended();
      }
    })());
    const { path, headers, body } = sign(cloud.endpoint.url, cloud.session);
    const request = httpRequest(`${cloud.endpoint.url}${path}`, { method: 'POST', headers, agent: false });
    request.end(body);
    const [response] = await once(request, 'response');
    response.on('error', () => undefined);
    response.destroy();
    await expect(cleanedUp).resolves.toBeUndefined();
  });
});
