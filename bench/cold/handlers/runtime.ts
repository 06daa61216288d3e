import { Writable } from 'node:stream';
import { ResponseMetadata } from '../../subjects/lambda/response-stream';
import { Mark, MARK_KEEPER } from '../marks';

/** What Lambda's Node.js runtime offers to streaming handlers. */
declare const awslambda: {
  readonly HttpResponseStream: { from(stream: Writable, metadata: ResponseMetadata): Writable };
  streamifyResponse(handler: (event: { readonly body: string }, stream: Writable) => Promise<void>): unknown;
};

/** A handler that answers every request with JSON, as the gateway does: by a streamed response. */
export function answering(answer: (body: string) => Promise<string>): unknown {
  return awslambda.streamifyResponse(async (event, stream) => {
    const text = await answer(event.body);
    const response = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'content-type': 'application/json' } });
    response.write(text);
    await new Promise<void>((resolve) => response.end(resolve));
  });
}

/** Tells the loader of the benchmark; under Lambda's own runtime nobody listens. */
export function mark(name: Mark): void {
  (globalThis as { [keeper: symbol]: ((name: Mark) => void) | undefined })[Symbol.for(MARK_KEEPER)]?.(name);
}
