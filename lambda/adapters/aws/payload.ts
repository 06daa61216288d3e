import { createHash, hash } from 'node:crypto';

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

/** Absent before Node.js 20.12. An object for each hash, as it takes there, costs more than the hash itself. */
const hashAtOnce: typeof hash | undefined = hash;

export function sha256(data: string | Uint8Array): Buffer {
  return hashAtOnce ? hashAtOnce('sha256', data, 'buffer') : createHash('sha256').update(data).digest();
}

/** In lower-case hexadecimal. */
export function sha256Hex(data: string | Uint8Array): string {
  return hashAtOnce ? hashAtOnce('sha256', data, 'hex') : createHash('sha256').update(data).digest('hex');
}
