import { IncomingMessage } from 'node:http';
import { GatewayError, gatewayErrors } from './gateway-error';

/** API Gateway's limit for a request payload. */
export const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** A client that is still sending cannot read an answer, so a too large body is read to here and dropped. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** Reads a whole request body, with a length or chunked. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length <= MAX_REQUEST_BYTES) chunks.push(chunk);
    else if (length > MAX_DISCARDED_BYTES) break;
  }
  if (length > MAX_REQUEST_BYTES) throw new GatewayError(gatewayErrors.requestTooLarge, `Request body over ${MAX_REQUEST_BYTES} bytes`);
  return Buffer.concat(chunks);
}

/** Whether a media type is one of the API's binary ones, which may hold `*`. */
export function isBinary(contentType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const mediaType = (contentType ?? 'application/json').split(';')[0]!.trim().toLowerCase();
  const [type] = mediaType.split('/');
  return binaryMediaTypes.some((pattern) => pattern === '*/*' || pattern.toLowerCase() === mediaType || pattern === `${type}/*`);
}
