import { Writable } from 'node:stream';
import { HTTP_INTEGRATION_RESPONSE } from './worker-protocol';

/** Where the bytes of a response go. */
export interface ResponseSink {
  start(contentType: string): void;
  send(bytes: Uint8Array): void;
  end(): void;
}

const DEFAULT_HIGH_WATER_MARK = 64 * 1024;
/** Lambda cuts a streamed response here. */
const MAX_STREAMED_BYTES = 200 * 1024 * 1024;
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

/** What a streaming handler writes to. `write` returns false above the high-water mark; `drain` follows when the reader catches up. */
export class ResponseStream extends Writable {
  private contentType = DEFAULT_CONTENT_TYPE;
  private started = false;
  private readerGone = false;
  private credit: number;
  private total = 0;
  private waiting: { bytes: Uint8Array; callback: (error?: Error | null) => void } | undefined;
  private beforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;

  constructor(private readonly sink: ResponseSink, creditBytes: number, highWaterMark = DEFAULT_HIGH_WATER_MARK) {
    super({ highWaterMark, decodeStrings: true });
    this.credit = creditBytes;
  }

  setContentType(contentType: string): void {
    if (this.started) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
    this.contentType = contentType;
  }

  /** Registers what goes before the body; `end(body)` without a `write` skips it, as in Lambda. */
  prepend(hook: (write: (chunk: string | Uint8Array) => void) => void): void {
    this.beforeFirstWrite = hook;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const hook = this.beforeFirstWrite;
    this.beforeFirstWrite = undefined;
    hook?.((first) => super.write(first));
    const acceptable = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    return super.write(acceptable, ...rest as [BufferEncoding, () => void]);
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.readerGone) return callback(brokenPipe());
    this.total += chunk.byteLength;
    if (this.total > MAX_STREAMED_BYTES) return callback(new ResponseSizeTooLarge(`Response payload size exceeded maximum allowed payload size (${MAX_STREAMED_BYTES} bytes).`));
    this.announce();
    this.waiting = { bytes: chunk, callback };
    this.passWaiting();
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.announce();
    this.sink.end();
    callback();
  }

  /** The reader took bytes: what waited for room goes on. */
  addCredit(bytes: number): void {
    this.credit += bytes;
    this.passWaiting();
  }

  /** The write in progress, or else the next one, fails with EPIPE; the handler is not interrupted otherwise. */
  breakPipe(): void {
    this.readerGone = true;
    const { callback } = this.waiting ?? {};
    this.waiting = undefined;
    callback?.(brokenPipe());
  }

  /** Sends as much of the write in progress as the reader has room for. */
  private passWaiting(): void {
    if (this.waiting === undefined) return;
    const { bytes, callback } = this.waiting;
    const now = bytes.subarray(0, this.credit);
    if (now.byteLength > 0) this.sink.send(now);
    this.credit -= now.byteLength;
    const rest = bytes.subarray(now.byteLength);
    this.waiting = rest.byteLength === 0 ? undefined : { bytes: rest, callback };
    // Never in the same turn: a handler that writes faster than it yields must see write() return false.
    if (this.waiting === undefined) queueMicrotask(callback);
  }

  private announce(): void {
    if (this.started) return;
    this.started = true;
    this.sink.start(this.contentType);
  }
}

/** The `awslambda.HttpResponseStream` of the runtime. */
export const HttpResponseStream = {
  from(stream: ResponseStream, metadata: unknown): ResponseStream {
    stream.setContentType(HTTP_INTEGRATION_RESPONSE);
    const prelude = JSON.stringify(metadata);
    stream.prepend((write) => {
      write(prelude);
      write(new Uint8Array(8));
    });
    return stream;
  },
};

class InvalidStreamingOperation extends Error {
  override readonly name = 'InvalidStreamingOperation';
}

class ResponseSizeTooLarge extends Error {
  override readonly name = 'Function.ResponseSizeTooLarge';
}

function brokenPipe(): Error {
  return Object.assign(new Error('write EPIPE: the reader of the response has gone'), { code: 'EPIPE', syscall: 'write' });
}
