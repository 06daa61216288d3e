import { IncomingMessage } from 'node:http';
import { UpstreamError } from '../../core/upstream-error';

/** More than any answer that is read as a whole: Bedrock's own limit for a response is 25 MB. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/**
 * Reads a body to its end. By events: an iterator over the response costs more than everything else that is done with it.
 * @throws UpstreamError `MalformedAnswer` when it is too large, or whatever breaks the connection
 */
export function readBody(response: IncomingMessage, maximumBytes = MAX_BODY_BYTES): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    response.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= maximumBytes) return;
      response.destroy();
      reject(new UpstreamError('MalformedAnswer', response.statusCode, `the answer is larger than ${maximumBytes} bytes`));
    });
    response.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)));
    response.once('error', reject);
    const onClose = () => {
      // Nothing else may tell that there will be no end.
      if (!response.readableEnded) reject(response.errored ?? new Error('the connection was closed before the answer was complete'));
    };
    if (response.destroyed) onClose();
    else response.once('close', onClose);
  });
}
