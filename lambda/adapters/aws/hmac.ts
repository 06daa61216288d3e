/* eslint-disable no-bitwise -- what HMAC is made of */
import { sha256, sha256Hex } from './payload';

/** A key of HMAC-SHA256, as the two blocks that what is signed is hashed with. */
export interface HmacKey {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** @see https://www.rfc-editor.org/rfc/rfc2104 */
export function hmacKey(secret: Uint8Array): HmacKey {
  const key = new Uint8Array(BLOCK_BYTES);
  key.set(secret.length > BLOCK_BYTES ? sha256(secret) : secret);
  return { inner: key.map((byte) => byte ^ INNER_PAD), outer: key.map((byte) => byte ^ OUTER_PAD) };
}

export function hmac(key: HmacKey, text: string): Buffer {
  return sha256(outerOf(key, text));
}

/** In lower-case hexadecimal. */
export function hmacHex(key: HmacKey, text: string): string {
  return sha256Hex(outerOf(key, text));
}

/** Hashes made at once, where `createHmac` makes an object for each signature, which the garbage collector has to look after. */
function outerOf({ inner, outer }: HmacKey, text: string): Buffer {
  const signed = Buffer.allocUnsafe(BLOCK_BYTES + Buffer.byteLength(text));
  signed.set(inner);
  signed.write(text, BLOCK_BYTES);
  const hashed = Buffer.allocUnsafe(BLOCK_BYTES + HASH_BYTES);
  hashed.set(outer);
  hashed.set(sha256(signed), BLOCK_BYTES);
  return hashed;
}
