import { Handler, RuntimeError } from './load-handler';
import { ResponseStream } from './response-stream';

/** Marks a handler that writes its response; the runtime of AWS uses the same registered symbols. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

/** Lambda's limit for a response that is not streamed. */
export const MAX_BUFFERED_BYTES = 6_291_556;

type Marked = Handler & { [STREAMING]?: unknown; [HIGH_WATER_MARK]?: number };

/** The `awslambda.streamifyResponse` of the runtime. */
export function streamifyResponse(handler: Handler, options?: { readonly highWaterMark?: number }): Handler {
  return Object.assign(handler, {
    [STREAMING]: 'response',
    ...(options?.highWaterMark === undefined ? {} : { [HIGH_WATER_MARK]: Number(options.highWaterMark) }),
  });
}

export function isStreaming(handler: Handler): boolean {
  return (handler as Marked)[STREAMING] === 'response';
}

export function highWaterMarkOf(handler: Handler): number | undefined {
  return (handler as Marked)[HIGH_WATER_MARK];
}

/** Resolves when the handler has returned and its response has been sent completely. */
export async function runHandler(handler: Handler, event: unknown, context: unknown, response: ResponseStream): Promise<void> {
  const sent = new Promise<void>((resolve, reject) => {
    response.once('finish', resolve);
    // Without this a handler that does not listen for errors would bring the environment down.
    response.on('error', reject);
    response.once('close', () => reject(new RuntimeError('Runtime.StreamError', 'The response stream was destroyed before end().')));
  });
  // Observed below; until then a failing stream must not count as an unhandled rejection.
  sent.catch(() => undefined);
  if (isStreaming(handler)) {
    const returned = handler(event, response, context);
    if (!isPromise(returned)) throw new RuntimeError('MalformedStreamingHandler', 'Streaming does not support non-async handlers.');
    await returned;
    // A handler that never calls end() waits here until the function's timeout.
    return sent.catch((error: unknown) => {
      // The caller left and the handler coped: that is no failure of the function.
      if ((error as { code?: unknown }).code !== 'EPIPE') throw error;
    });
  }
  const json = JSON.stringify(await callBuffered(handler, event, context) ?? null);
  if (Buffer.byteLength(json) > MAX_BUFFERED_BYTES) {
    throw new RuntimeError('Function.ResponseSizeTooLarge', `Response payload size exceeded maximum allowed payload size (${MAX_BUFFERED_BYTES} bytes).`);
  }
  response.setContentType('application/json');
  response.end(json);
  return sent;
}

/** A third declared parameter is the callback of the older style. */
async function callBuffered(handler: Handler, event: unknown, context: unknown): Promise<unknown> {
  if (handler.length < 3) return handler(event, context);
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error: unknown, result: unknown) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    });
    if (isPromise(returned)) returned.then(resolve, reject);
  });
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
