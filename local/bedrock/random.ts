import { createHash } from 'node:crypto';

const MODULUS = 2_147_483_647;
const MULTIPLIER = 48_271;

/** A repeatable source of numbers in [0, 1): the "minimal standard" generator of Park and Miller. */
export function seededRandom(seed: number): () => number {
  let state = Math.abs(Math.trunc(seed)) % (MODULUS - 1) + 1;
  const next = () => {
    state = state * MULTIPLIER % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  // Neighbouring seeds give neighbouring first numbers; a few rounds take them apart.
  for (let round = 0; round < 4; round += 1) next();
  return next;
}

/** A number that depends on every character of the text. */
export function hashNumber(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** The start of the SHA-256 of the text, in hexadecimal. */
export function hashText(text: string, length = 24): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
