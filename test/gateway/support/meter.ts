import { createServer, request as httpRequest, Agent, IncomingMessage } from 'node:http';
import { AddressInfo } from 'node:net';

/** What has gone through a meter since the last reset; connections since the start. */
export interface Metered {
  readonly requests: number;
  /** Bytes of bodies, headers and TLS not counted: those are longer or shorter where hosts have other names. */
  readonly sent: number;
  readonly received: number;
  readonly connections: number;
}

export interface Meter {
  readonly url: string;
  read(): Metered;
  reset(): void;
  close(): Promise<void>;
}

/** Passes requests on to an HTTP server, unchanged, and counts them. */
export async function startMeter(target: string): Promise<Meter> {
  const { hostname, port } = new URL(target);
  const agent = new Agent({ keepAlive: true });
  let [requests, sent, received, connections] = [0, 0, 0, 0];
  const count = (body: IncomingMessage, add: (bytes: number) => void) => body.on('data', (piece: Buffer) => add(piece.length));
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const passed = httpRequest({ agent, hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      count(answer, (bytes) => { received += bytes; }).pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    count(incoming, (bytes) => { sent += bytes; }).pipe(passed);
  });
  server.on('connection', () => { connections += 1; });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    read: () => ({ requests, sent, received, connections }),
    reset: () => { [requests, sent, received] = [0, 0, 0]; },
    async close() {
      agent.destroy();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}
