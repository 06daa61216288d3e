/* eslint-disable no-bitwise -- a hash is made of bits */

/** 64 bits, as two unsigned halves. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

/**
 * Spreads texts evenly: two FNV-1a lanes over the UTF-16 code units, each rotated as it goes so that high bits reach
 * low ones, and mixed at the end by the finaliser of MurmurHash3. Not for secrets: whoever wants two texts with the
 * same hash finds them.
 */
export function hashText(text: string): Hash {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = rotate(Math.imul(high ^ unit, 0x01000193), 13);
    low = rotate(Math.imul(low ^ unit, 0x85ebca6b), 17);
  }
  high = mix(high ^ text.length);
  low = mix(low ^ high);
  return { high: mix(high ^ low), low };
}

/** The hash as a number between 0 and 1, neither of them included. */
export function unitInterval({ high, low }: Hash): number {
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 52;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** https://github.com/aappleby/smhasher/wiki/MurmurHash3: every bit of the value changes every bit with equal chance. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
