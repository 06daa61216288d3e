import { createHash } from 'node:crypto';

/** The body of a request and the hash that its signature covers; made once however often it is sent. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export function payloadOf(text: string): Payload {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
