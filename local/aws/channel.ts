import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { streamOf } from '../http/dual-listener';

/** One request and its answer on the wire, whatever the HTTP version. */
export interface Channel {
  readonly method: string;
  /** Path and query as they stood on the wire. */
  readonly target: string;
  /** Lower-case names; repeated headers joined with a comma; under HTTP/2 both `host` and `:authority`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when the caller closes the connection or cancels the stream before the answer is complete. */
  readonly signal: AbortSignal;
  readonly chunks: AsyncIterable<Buffer>;
  /** Sends the status and the headers at once, even if the first byte of the body takes long. */
  start(status: number, headers: Readonly<Record<string, string>>): void;
  /** Resolves when there is room for more, or when the caller is gone. */
  write(chunk: Uint8Array): Promise<void>;
  end(chunk?: Uint8Array): void;
  /** Ends without an end: what was written still reaches the caller, then the connection breaks. */
  cut(): Promise<void>;
}

/** Headers that belong to one HTTP/1.1 connection and are forbidden in HTTP/2. */
const CONNECTION_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection'];

export function createChannel(request: IncomingMessage, response: ServerResponse): Channel {
  const stream = streamOf(response);
  const gone = new AbortController();
  let lastWrite: Promise<void> = Promise.resolve();

  let ended = false;
  const closed = new Promise<void>((resolve) => response.once('close', () => {
    // An HTTP/2 stream that is cancelled ends itself, so its own state alone does not tell.
    if (!ended || !(stream ?? response).writableFinished) gone.abort(new Error('the caller closed the connection'));
    resolve();
  }));
  // An error is always followed by 'close'; without a listener it would end the process.
  for (const emitter of [request, response, ...(stream === undefined ? [] : [stream])]) emitter.on('error', () => undefined);

  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers: plainHeaders(request.headers),
    signal: gone.signal,
    chunks: request as AsyncIterable<Buffer>,
    start: (status, headers) => {
      if (gone.signal.aborted) return;
      response.writeHead(status, stream === undefined ? headers : withoutConnectionHeaders(headers));
      response.flushHeaders();
    },
    write: async (chunk) => {
      if (gone.signal.aborted) return;
      let hasRoom = true;
      lastWrite = new Promise((resolve) => {
        hasRoom = response.write(chunk, () => resolve());
      });
      if (!hasRoom) await Promise.race([new Promise((resolve) => response.once('drain', resolve)), closed]);
    },
    end: (chunk) => {
      if (gone.signal.aborted) return;
      ended = true;
      response.end(chunk);
    },
    cut: async () => {
      if (!gone.signal.aborted) await Promise.race([lastWrite, closed]);
      if (stream !== undefined) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      else request.socket?.destroy();
    },
  };
}

function plainHeaders(headers: IncomingMessage['headers']): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // Over HTTP/2 the AWS SDK signs `:authority` in place of `host`.
    if (value === undefined || (name.startsWith(':') && name !== ':authority')) continue;
    plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  if (plain.host === undefined && plain[':authority'] !== undefined) plain.host = plain[':authority'];
  return plain;
}

function withoutConnectionHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.includes(name.toLowerCase())));
}
