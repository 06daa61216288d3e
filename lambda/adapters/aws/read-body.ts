import { IncomingMessage } from 'node:http';
import { UpstreamError } from '../../core/upstream-error';

/** More than any answer that is read as a whole: Bedrock's own limit for a response is 25 MB. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** Reads a body to its end. @throws UpstreamError `MalformedAnswer` when it is too large */
export async function readBody(response: IncomingMessage, maximumBytes = MAX_BODY_BYTES): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop destroys the connection.
    if (length > maximumBytes) {
      throw new UpstreamError('MalformedAnswer', response.statusCode, `the answer is larger than ${maximumBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}
