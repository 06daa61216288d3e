import { Writable } from 'node:stream';
import { BodyWriter, writerTo } from './body-writer';

/** Status and headers of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** `awslambda.HttpResponseStream.from`: puts status and headers in front of a Lambda response stream. */
export type OpenHttpStream = (
  stream: Writable,
  metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> },
) => Writable;

/** Answers one request, once. */
export interface Responder {
  /** Aborts when the connection breaks before the response is complete, or when it is given up. */
  readonly callerLeft: AbortSignal;
  /** Sends status and headers; from here on they cannot change. */
  begin(head: ResponseHead): Promise<BodyWriter>;
  /** Sends a whole response. */
  answer(head: ResponseHead, body: Uint8Array): Promise<void>;
  /** Counts a caller who does not read as one who has left, unless the response is complete: nothing waits for it any more. */
  giveUp(): void;
  /** Cuts the connection to a caller who has left. To be called last: a runtime may end the process when it breaks. */
  close(): void;
}

const NOTHING = new Uint8Array(0);

/** By which the connections of responses have broken. */
const causes = new WeakSet<Error>();

/**
 * Whether this is how the connection of a response broke: its request has dealt with that. The runtime rejects promises
 * with it that it does not wait for, and would end with them, and with every other request in this environment.
 */
export function isBrokenResponse(reason: unknown): boolean {
  return reason instanceof Error && causes.has(reason);
}

export function createResponder(lambdaStream: Writable, openHttpStream: OpenHttpStream): Responder {
  const left = new AbortController();
  const leave = (cause?: unknown) => left.abort(new Error('the caller left before the response was complete', { cause }));
  const giveUp = () => {
    if (!lambdaStream.writableFinished) leave(new Error('the caller did not read'));
  };

  const watch = (stream: Writable) => {
    stream.on('error', (cause) => {
      causes.add(cause);
      leave(cause);
    });
    stream.on('close', () => {
      if (!stream.writableFinished) leave();
    });
  };
  watch(lambdaStream);

  /** Status and headers go out with the first write and only with a write: even an empty body needs one. */
  const begin = async (head: ResponseHead, first: Uint8Array): Promise<BodyWriter> => {
    const stream = openHttpStream(lambdaStream, { statusCode: head.status, headers: head.headers });
    if (stream !== lambdaStream) watch(stream);
    const writer = writerTo(stream, left.signal);
    await writer.write(first);
    return writer;
  };

  return {
    callerLeft: left.signal,
    begin: (head) => begin(head, NOTHING),
    async answer(head, body) {
      await (await begin(head, body)).end();
    },
    giveUp,
    close() {
      // The runtime waits for the end of the response: it learns here that there will be none.
      if (left.signal.aborted) lambdaStream.destroy(left.signal.reason as Error);
    },
  };
}
