import { createHash } from 'node:crypto';

/** The body of a request and the hash that its signature covers; made once however often it is sent. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export function payloadOf(text: string): Payload {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, sha256: sha256Hex(bytes) };
}

/** In lower-case hexadecimal. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
