import { createServer as createHttp1Server, IncomingMessage, ServerResponse } from 'node:http';
import { constants, createServer as createHttp2Server, Http2ServerResponse } from 'node:http2';
import { AddressInfo, createServer as createTcpServer, Socket } from 'node:net';

export interface DualListener {
  readonly port: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

export interface DualListenerOptions {
  readonly host: string;
  readonly port: number;
  /** The HTTP/2 compatibility classes answer to the same calls; only their declared types differ. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

/** The first bytes of an HTTP/2 connection with prior knowledge; no HTTP/1.1 method starts like this. */
const HTTP2_PREFACE = Buffer.from('PRI ');

/** Listens on one port for HTTP/1.1 and for HTTP/2 without TLS; the AWS SDK speaks both over `http://`. */
export async function listenDual({ host, port, onRequest }: DualListenerOptions): Promise<DualListener> {
  const http1 = createHttp1Server({ noDelay: true }, onRequest);
  const http2 = createHttp2Server((request, response) => onRequest(request as unknown as IncomingMessage, response as unknown as ServerResponse));
  http1.on('clientError', (_error, socket) => socket.destroy());
  http2.on('sessionError', () => undefined);

  const sockets = new Set<Socket>();
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    sniff(socket, (isHttp2) => (isHttp2 ? http2 : http1).emit('connection', socket));
  });

  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(port, host, () => resolve());
  });
  return {
    port: (tcp.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The HTTP/2 stream of a response, undefined under HTTP/1.1. */
export function streamOf(response: ServerResponse): Http2ServerResponse['stream'] | undefined {
  return 'stream' in response ? (response as unknown as Http2ServerResponse).stream : undefined;
}

/** Whether everything up to the end of the response has been handed to the network. */
export function isComplete(response: ServerResponse): boolean {
  return response.writableEnded && (streamOf(response) ?? response).writableFinished;
}

/** Ends a response without an end: what was written still reaches the client. */
export function cutOff(response: ServerResponse): void {
  const stream = streamOf(response);
  if (stream) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.socket?.destroySoon();
}

/** Reads until the first bytes tell the protocol, puts them back and hands the socket on. */
function sniff(socket: Socket, handOver: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk]);
    const known = Math.min(seen.length, HTTP2_PREFACE.length);
    const looksLikeHttp2 = seen.subarray(0, known).equals(HTTP2_PREFACE.subarray(0, known));
    if (looksLikeHttp2 && known < HTTP2_PREFACE.length) return;
    socket.removeListener('data', onData);
    socket.pause();
    socket.unshift(seen);
    handOver(looksLikeHttp2);
    // HTTP/2 reads from the socket's handle itself; flowing here would take its bytes away.
    if (!looksLikeHttp2) socket.resume();
  };
  socket.on('data', onData);
}
