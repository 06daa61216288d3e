import * as net from 'node:net';
import { AwsCall } from '../../../../lambda/adapters/aws/aws-transport';
import { payloadOf } from '../../../../lambda/adapters/aws/payload';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { VirtualClock } from '../../../support/virtual-clock';
import { Answer, LocalServer, startServer } from '../support/local-server';
import { OWN_CREDENTIALS, transportTo } from '../support/test-transport';
import { until } from '../support/until';
import { expectedAuthorization } from '../support/verify-signature';

const CALL: AwsCall = {
  service: 'bedrock', region: 'us-east-1', path: '/model/a%3A1/converse', headers: { 'content-type': 'application/json' }, payload: payloadOf('{"ü":1}'),
};

const closing: (() => unknown)[] = [];

async function serve(answer: Answer, options: Parameters<typeof transportTo>[1] = {}) {
  const server = await startServer(answer);
  const transport = transportTo(server.url, options);
  closing.push(() => transport.close(), () => server.close());
  return { server, transport };
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function failure(promise: Promise<unknown>): Promise<UpstreamError> {
  return promise.then(() => { throw new Error('it did not fail'); }, (error: UpstreamError) => error);
}

describe('a request', () => {
  test('arrives as it was given, with a signature that holds', async () => {
    const { server, transport } = await serve((_, response) => { response.end('fine'); });
    const answer = await transport.post(CALL);
    expect(Buffer.from(answer.body).toString()).toBe('fine');
    expect(answer.status).toBe(200);
    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: CALL.path, body: '{"ü":1}' });
    expect(request!.headers).toMatchObject({ 'content-length': '8', 'x-amz-security-token': OWN_CREDENTIALS.sessionToken });
    expect(request!.headers.authorization).toBe(expectedAuthorization(request!, OWN_CREDENTIALS.secretAccessKey));
    expect(request!.headers.authorization).toContain('/us-east-1/bedrock/aws4_request');
  });

  test('goes below the path of an override, which is signed too', async () => {
    const server = await startServer((_, response) => { response.end(); });
    const transport = transportTo(`${server.url}/aws/`);
    closing.push(() => transport.close(), () => server.close());
    await transport.post(CALL);
    expect(server.received[0]!.path).toBe(`/aws${CALL.path}`);
    expect(server.received[0]!.headers.authorization).toBe(expectedAuthorization(server.received[0]!, OWN_CREDENTIALS.secretAccessKey));
  });

  test('is signed with the credentials of its role', async () => {
    const roleCredentials = { accessKeyId: 'AKIDROLE000000000001', secretAccessKey: 'role secret' };
    const { server, transport } = await serve((_, response) => { response.end(); }, {
      credentials: async (role) => role ? roleCredentials : OWN_CREDENTIALS,
    });
    await transport.post({ ...CALL, role: { arn: 'arn:aws:iam::111122223333:role/shard' } });
    expect(server.received[0]!.headers.authorization).toBe(expectedAuthorization(server.received[0]!, 'role secret'));
    expect(server.received[0]!.headers['x-amz-security-token']).toBeUndefined();
  });

  test('gets any status as a response', async () => {
    const { transport } = await serve((_, response) => { response.writeHead(529, { 'x-some': 'header' }).end('busy'); });
    expect(await transport.post(CALL)).toMatchObject({ status: 529, headers: { 'x-some': 'header' } });
  });

  test('is not sent when there are no credentials', async () => {
    const refusal = new UpstreamError('CredentialsError', undefined, 'no');
    const { server, transport } = await serve((_, response) => { response.end(); }, { credentials: () => Promise.reject(refusal) });
    expect(await failure(transport.post(CALL))).toBe(refusal);
    expect(server.received).toHaveLength(0);
  });
});

test('a call that cannot even be sent fails at once and leaves no timer behind, which would fail a second time', async () => {
  const clock = new VirtualClock();
  const { server, transport } = await serve((_, response) => { response.end(); }, { clock, credentials: () => OWN_CREDENTIALS });
  const error = await failure(transport.post({ ...CALL, region: 'no Region', timeoutMs: 250 }));
  expect(error.message).toContain('"no Region" is not the name of an AWS Region');
  const endedAt = clock.now();
  await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
  expect(clock.now()).toBe(endedAt);
  expect(server.received).toHaveLength(0);
});

describe('connections', () => {
  test('are used again', async () => {
    const { server, transport } = await serve((_, response) => { response.end(); });
    for (let index = 0; index < 5; index++) await transport.post(CALL);
    expect(server.connections).toBe(1);
  });

  test('are not shared between roles', async () => {
    const { server, transport } = await serve((_, response) => { response.end(); });
    await transport.post(CALL);
    await transport.post({ ...CALL, role: { arn: 'arn:aws:iam::111122223333:role/a' } });
    await transport.post({ ...CALL, role: { arn: 'arn:aws:iam::111122223333:role/b' } });
    await transport.post({ ...CALL, role: { arn: 'arn:aws:iam::111122223333:role/b' } });
    expect(server.connections).toBe(3);
  });

  test('are used again within 50 seconds and not later, however long the process was frozen', async () => {
    const clock = new VirtualClock();
    const { server, transport } = await serve((_, response) => { response.end(); }, { clock });
    await Promise.all([transport.post(CALL), transport.post(CALL), transport.post(CALL)]);
    expect(server.connections).toBe(3);
    await clock.advance(49_000);
    await transport.post(CALL);
    expect(server.connections).toBe(3);
    await clock.advance(51_000);
    await transport.post(CALL);
    expect(server.connections).toBe(4);
    await until(() => server.open.size === 1);
  });

  test('that nobody listens to fail as ConnectionError', async () => {
    const { server, transport } = await serve((_, response) => { response.end(); });
    await server.close();
    const error = await failure(transport.post(CALL));
    expect(error).toMatchObject({ name: 'UpstreamError', code: 'ConnectionError', status: undefined, details: { reusedSocket: false, notSent: true } });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('that break before an answer say whether they had served before', async () => {
    let drop = false;
    const { server, transport } = await serve((request, response) => {
      if (drop) request.socket.destroy();
      else response.end();
    });
    await transport.post(CALL);
    drop = true;
    expect(await failure(transport.post(CALL))).toMatchObject({ code: 'ConnectionError', details: { reusedSocket: true, notSent: false } });
    expect(await failure(transport.post(CALL))).toMatchObject({ code: 'ConnectionError', details: { reusedSocket: false, notSent: false } });
    expect(server.received).toHaveLength(3);
  });

  test('that the other side has closed between two requests are made again, and nothing is lost', async () => {
    const { server, transport } = await serve((_, response) => { response.end('fine'); });
    await transport.post(CALL);
    for (const socket of server.open) socket.destroy();
    await until(() => server.open.size === 0);
    expect((await transport.post(CALL)).status).toBe(200);
    expect(server.connections).toBe(2);
    expect(server.received).toHaveLength(2);
  });

  test('that break inside an answer fail as ConnectionError with the id of the request', async () => {
    const { transport } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100, 'x-amzn-requestid': 'id-1' }).write('half', () => request.socket.destroy());
    });
    const error = await failure(transport.post(CALL));
    expect(error).toMatchObject({ code: 'ConnectionError', details: { requestId: 'id-1' } });
    expect(error.details.notSent).toBeUndefined();
  });

  test.each([
    ['chunks', 'transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['chunks, and says that it closes', 'connection: close\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['a length', 'content-length: 100\r\n\r\nhalf'],
    ['a length, and says that it closes', 'connection: close\r\ncontent-length: 100\r\n\r\nhalf'],
  ])('that are closed in good order before the end of a body with %s fail too', async (_, rest) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const transport = transportTo(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`);
    closing.push(() => transport.close(), () => server.close());
    expect(await failure(transport.post(CALL))).toMatchObject({ code: 'ConnectionError' });
    const { pieces } = await transport.open(CALL);
    const body = pieces();
    await expect((async () => { while (!(await body.next()).done); })()).rejects.toMatchObject({ code: 'ConnectionError' });
  });

  test('whose other side does not speak TLS never carry a request', async () => {
    const { server } = await serve((_, response) => { response.end(); });
    const transport = transportTo(server.url.replace('http:', 'https:'));
    closing.push(() => transport.close());
    expect(await failure(transport.post(CALL))).toMatchObject({ code: 'ConnectionError', details: { notSent: true } });
    expect(server.received).toHaveLength(0);
  });

  test('that do not come about in time are given up', async () => {
    const silent = net.createServer();
    const sockets = new Set<net.Socket>();
    silent.on('connection', (socket) => sockets.add(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const clock = new VirtualClock();
    const transport = transportTo(`https://127.0.0.1:${(silent.address() as net.AddressInfo).port}`, { clock, connectTimeoutMs: 700 });
    closing.push(() => transport.close(), () => sockets.forEach((socket) => socket.destroy()), () => silent.close());

    const failed = failure(transport.post(CALL));
    await until(() => sockets.size === 1);
    await clock.advance(700);
    expect(await failed).toMatchObject({ code: 'ConnectionError', message: expect.stringContaining('no connection after 700 ms'), details: { notSent: true } });
  });

  test('once made have all the time they need, the first time and when they are used again', async () => {
    const clock = new VirtualClock();
    const { server, transport } = await serve(async (_, response) => {
      await clock.advance(300_000);
      response.end('late');
    }, { clock, connectTimeoutMs: 700 });
    expect((await transport.post(CALL)).status).toBe(200);
    expect((await transport.post(CALL)).status).toBe(200);
    expect(server.connections).toBe(1);
  });
});

describe('aborting', () => {
  const reason = new Error('the caller left');

  test('beforehand sends nothing, whatever the credentials do', async () => {
    const { server, transport } = await serve((_, response) => { response.end(); }, { credentials: () => Promise.reject(new Error('unused')) });
    expect(await failure(transport.post({ ...CALL, signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(server.received).toHaveLength(0);
  });

  test('does not wait for credentials', async () => {
    const { transport } = await serve((_, response) => { response.end(); }, { credentials: () => new Promise(() => undefined) });
    const controller = new AbortController();
    const failed = failure(transport.post({ ...CALL, signal: controller.signal }));
    controller.abort(reason);
    expect(await failed).toBe(reason);
  });

  const abortOnce = async (server: LocalServer, ready: () => boolean, failed: Promise<unknown>, controller: AbortController) => {
    await until(ready);
    controller.abort(reason);
    expect(await failed).toBe(reason);
    await until(() => server.open.size === 0);
  };

  test('before the answer closes the connection', async () => {
    const { server, transport } = await serve(() => undefined);
    const controller = new AbortController();
    const failed = failure(transport.post({ ...CALL, signal: controller.signal }));
    await abortOnce(server, () => server.received.length === 1, failed, controller);
  });

  test('inside the answer closes the connection', async () => {
    const { server, transport } = await serve((_, response) => { response.writeHead(200).write('half'); });
    const controller = new AbortController();
    const response = await transport.open({ ...CALL, signal: controller.signal });
    const pieces = response.pieces();
    expect(Buffer.from((await pieces.next()).value as Uint8Array).toString()).toBe('half');
    await abortOnce(server, () => true, failure(pieces.next()), controller);
  });

  test('afterwards changes nothing', async () => {
    const { server, transport } = await serve((_, response) => { response.end('all'); });
    const controller = new AbortController();
    await transport.post({ ...CALL, signal: controller.signal });
    controller.abort(reason);
    await transport.post(CALL);
    expect(server.connections).toBe(1);
  });
});

describe('a limited call', () => {
  test('that is late fails as TimeoutError and closes its connection', async () => {
    const clock = new VirtualClock();
    const { server, transport } = await serve((_, response) => { response.writeHead(200).write('half'); }, { clock });
    const failed = failure(transport.post({ ...CALL, service: 'dynamodb', timeoutMs: 250 }));
    await until(() => server.received.length === 1);
    await clock.advance(250);
    expect(await failed).toMatchObject({ code: 'TimeoutError', message: 'dynamodb gave no answer within 250 ms' });
    await until(() => server.open.size === 0);
  });

  test('can be aborted as well', async () => {
    const { server, transport } = await serve(() => undefined);
    const controller = new AbortController();
    const failed = failure(transport.post({ ...CALL, timeoutMs: 250, signal: controller.signal }));
    await until(() => server.received.length === 1);
    controller.abort('gone');
    expect(await failed).toBe('gone');
  });

  test('that is in time answers and leaves no timer behind', async () => {
    const clock = new VirtualClock();
    const { transport } = await serve((_, response) => { response.end('ok'); }, { clock });
    expect((await transport.post({ ...CALL, timeoutMs: 250 })).status).toBe(200);
    // With a timer left, time would move before it runs out of things to wait for.
    const endedAt = clock.now();
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(clock.now()).toBe(endedAt);
  });
});

describe('an answer that nobody reads', () => {
  const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');

  test('keeps its sender waiting, and is whole once it is read', async () => {
    let written = 0;
    const { transport } = await serve((_, response) => {
      const more = () => {
        if (written === 64) return void response.end();
        written += 1;
        if (response.write(MEGABYTE)) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    const response = await transport.open(CALL);
    let before = -1;
    // As long as anything moves, sockets are filling.
    while (written !== before) {
      before = written;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    expect(written).toBeLessThan(32);

    const pieces = response.pieces();
    let length = 0;
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) length += piece.value.length;
    expect(length).toBe(64 * MEGABYTE.length);
  });
});

test('an answer that is too large is refused and its connection closed', async () => {
  const { server, transport } = await serve((_, response) => {
    response.on('error', () => undefined);
    response.writeHead(200);
    const megabyte = Buffer.alloc(1024 * 1024);
    const more = () => { if (!response.destroyed) response.write(megabyte, more); };
    more();
  });
  const error = await failure(transport.post(CALL));
  expect(error).toMatchObject({ code: 'MalformedAnswer', message: 'the answer is larger than 26214400 bytes' });
  await until(() => server.open.size === 0);
});
