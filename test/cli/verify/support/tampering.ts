import { createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** An answer on its way back. */
export interface Passing {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly streamed: boolean;
}

export interface Tampering {
  /** Whether a stream is tampered with as well; otherwise it passes as it comes. */
  readonly streams?: boolean;
  /** Changes the headers of a request. */
  request?(headers: IncomingMessage['headers']): IncomingMessage['headers'];
  /** Changes an answer, which then leaves in one piece. */
  answer?(passing: Passing): Partial<Passing>;
}

/** A gateway as it must not be: the real one, with somebody in front of it who changes what passes. */
export async function startTampering(upstream: string, { answer, request: change, streams = false }: Tampering) {
  const server = createServer((incoming, outgoing) => {
    const target = new URL(upstream + incoming.url!);
    const headers = change?.(incoming.headers) ?? incoming.headers;
    incoming.pipe(request(target, { method: incoming.method, headers: { ...headers, host: target.host } }, (response) => pass(response, outgoing)));
  });

  function pass(response: IncomingMessage, outgoing: ServerResponse): void {
    const streamed = /event-?stream/.test(response.headers['content-type'] ?? '');
    if (!answer || (streamed && !streams)) {
      outgoing.writeHead(response.statusCode!, response.headers);
      response.pipe(outgoing);
      return;
    }
    const pieces: Buffer[] = [];
    response.on('data', (piece: Buffer) => pieces.push(piece)).once('end', () => {
      const passing = { status: response.statusCode!, headers: response.headers, body: Buffer.concat(pieces), streamed };
      const { body, headers, status } = { ...passing, ...answer(passing) };
      const { 'content-length': _, 'transfer-encoding': __, ...rest } = headers;
      outgoing.writeHead(status, rest).end(body);
    });
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => server.close(() => done()));
}
