import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { AwsCall } from '../../../../lambda/adapters/aws/aws-transport';
import { payloadOf } from '../../../../lambda/adapters/aws/payload';
import { VirtualClock } from '../../../support/virtual-clock';
import { startServer } from '../support/local-server';
import { transportTo } from '../support/test-transport';

/** The module itself, which the transport looks into when it connects; an import is a copy. */
const tls = jest.requireActual<typeof import('node:tls')>('node:tls');

const file = (name: string) => readFileSync(join(__dirname, '../support/tls', name));
/** Of nobody but these tests. */
const CERTIFICATE = file('localhost.crt');
const SERVER = { cert: CERTIFICATE, key: file('localhost.key') };

const CALL: AwsCall = { service: 'bedrock', region: 'us-east-1', path: '/model/a/converse', headers: {}, payload: payloadOf('{}') };

const closing: (() => unknown)[] = [];

async function serve() {
  const server = await startServer((_, response) => { response.end('fine'); }, SERVER);
  const clock = new VirtualClock();
  const transport = transportTo(server.url, { clock });
  closing.push(() => transport.close(), () => server.close());
  return { clock, server, transport };
}

afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) await close();
});

/** As if the certificate of these tests had been issued by an authority that Node.js knows. */
function trustCertificate(): void {
  const connect = tls.connect;
  jest.spyOn(tls, 'connect').mockImplementation(((options: ConnectionOptions) => connect({ ...options, ca: CERTIFICATE })) as typeof tls.connect);
}

test('a request goes over TLS to the host that the certificate names', async () => {
  trustCertificate();
  const { server, transport } = await serve();
  const answer = await transport.post(CALL);
  expect(Buffer.from(answer.body).toString()).toBe('fine');
  const socket = server.received[0]!.socket as TLSSocket & { readonly servername?: string };
  expect(socket.encrypted).toBe(true);
  expect(socket.servername).toBe('localhost');
});

test('a connection is used again, and a new one takes the session of the one before', async () => {
  trustCertificate();
  const { clock, server, transport } = await serve();
  await transport.post(CALL);
  await transport.post(CALL);
  const [first, second] = server.received.map(({ socket }) => socket as TLSSocket);
  expect(second).toBe(first);
  expect(first!.isSessionReused()).toBe(false);
  await clock.advance(60_000);
  await transport.post(CALL);
  const third = server.received[2]!.socket as TLSSocket;
  expect(third).not.toBe(first);
  expect(third.isSessionReused()).toBe(true);
});

test('a certificate that nobody known has issued ends it before anything is sent', async () => {
  const { server, transport } = await serve();
  await expect(transport.post(CALL)).rejects.toMatchObject({
    code: 'ConnectionError', message: expect.stringContaining('self-signed certificate'), details: { notSent: true, reusedSocket: false },
  });
  expect(server.received).toHaveLength(0);
});
