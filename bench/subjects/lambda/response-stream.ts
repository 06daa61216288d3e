import { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';

/** What a handler puts in front of its response. */
export interface ResponseMetadata {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The response stream of a Lambda function, written straight to an HTTP response. */
export class LambdaResponseStream extends Writable {
  private metadata: ResponseMetadata | undefined;

  constructor(private readonly response: ServerResponse) {
    super({ highWaterMark: 64 * 1024 });
    response.once('close', () => {
      if (!response.writableFinished) this.destroy(new Error('write EPIPE: the reader of the response has gone'));
    });
  }

  /** Status and headers, which leave with the first write. */
  prepend(metadata: ResponseMetadata): this {
    this.metadata = metadata;
    return this;
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (!this.response.headersSent) {
      // A handler that writes without metadata has no status: API Gateway answers 502 then.
      this.response.writeHead(this.metadata?.statusCode ?? 502, this.metadata?.headers);
    }
    if (chunk.length === 0 || this.response.write(chunk)) done();
    else this.response.once('drain', done);
  }

  override _final(done: (error?: Error) => void): void {
    // Like Lambda, which sends no metadata for a response that ends without a write.
    if (!this.response.headersSent) this.response.writeHead(502);
    this.response.end(() => done());
  }
}
