import type { Channel } from './channel';
import { AwsError, ConnectionLost, type AwsResponse } from './service';

/** Larger than any request body that the emulated services accept. */
export const MAX_REQUEST_BYTES = 25 * 1024 * 1024;

/**
 * @throws AwsError RequestEntityTooLargeException 413, after the rest has been read and thrown away so that the caller reads the answer
 */
export async function readBody(channel: Pick<Channel, 'chunks'>, limit = MAX_REQUEST_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of channel.chunks) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (length > limit) {
    throw new AwsError('RequestEntityTooLargeException', 413, `The request body has ${length} bytes; at most ${limit} are accepted`);
  }
  return Buffer.concat(chunks, length);
}

/**
 * Sends an answer; a body that throws, for whatever reason, breaks the connection so that it never looks complete.
 * @throws what the body threw, unless it meant to lose the connection
 */
export async function sendResponse(channel: Channel, response: AwsResponse): Promise<void> {
  const { body } = response;
  if (body instanceof Uint8Array) {
    channel.start(response.status, { 'content-length': String(body.byteLength), ...response.headers });
    channel.end(body);
    return;
  }
  channel.start(response.status, response.headers);
  const iterator = body[Symbol.asyncIterator]();
  const gone = whenAborted(channel.signal);
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), gone]);
      if (step === 'gone') break;
      if (step.done) return channel.end();
      await channel.write(step.value);
    }
    // The service may be waiting for something that never comes: nobody waits for its clean-up.
    iterator.return?.().catch(() => undefined);
  } catch (error) {
    await channel.cut();
    if (!(error instanceof ConnectionLost) && !channel.signal.aborted) throw error;
  }
}

function whenAborted(signal: AbortSignal): Promise<'gone'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('gone');
    else signal.addEventListener('abort', () => resolve('gone'), { once: true });
  });
}
