/** How the mock upstream answers a request for a stream. */
export interface Speech {
  /** One in each chunk. */
  readonly tokens: number;
  /** The length of each. */
  readonly tokenBytes: number;
  /** Between two tokens. Absent: none, each token comes in the next turn of the upstream's event loop. */
  readonly everyMs?: number;
  /** Before the answer begins. Absent: none. */
  readonly delayMs?: number;
  /** It stops after so many tokens, until it is told to go on. Absent: it does not. */
  readonly holdAfter?: number;
}

const NUMBER_BYTES = 'token 00001, '.length;

const FILLER = 'and so on ';

/** As a model speaks, in a hurry. */
export const SHORT_SPEECH: Speech = { tokens: 20, tokenBytes: NUMBER_BYTES };

/** An answer of 32 KB. */
export const LONG_SPEECH: Speech = { tokens: 2_520, tokenBytes: NUMBER_BYTES };

/** Numbered, so that a lost, doubled or misplaced one shows. @throws RangeError when the numbers do not fit in */
export function tokensOf({ tokens, tokenBytes }: Speech): readonly string[] {
  if (tokens > 99_999 || tokenBytes < NUMBER_BYTES) {
    throw new RangeError(`${tokens} tokens of ${tokenBytes} bytes cannot be told apart: at most 99999 of at least ${NUMBER_BYTES} bytes can`);
  }
  const filler = FILLER.repeat(Math.ceil(tokenBytes / FILLER.length)).slice(0, tokenBytes - NUMBER_BYTES);
  return Array.from({ length: tokens }, (_, index) => `token ${String(index + 1).padStart(5, '0')}, ${filler}`);
}
