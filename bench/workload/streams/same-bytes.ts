import { Listener } from './listener';
import { allFrames, StreamedAnswer } from '../answers';
import { shown } from '../shown';

/** An answer that is passed on byte for byte, ready to be compared with. */
export interface ExpectedBytes {
  readonly bytes: Buffer;
  readonly openingBytes: number;
  readonly tokenBytes: number;
  readonly tokens: number;
}

export function expectedBytes(answer: StreamedAnswer): ExpectedBytes {
  return {
    bytes: Buffer.concat(allFrames(answer)),
    openingBytes: Buffer.concat(answer.opening).length,
    // Tokens are of one length, and so are their frames.
    tokenBytes: answer.tokens[0].length,
    tokens: answer.tokens.length,
  };
}

/** Hears whether an answer is the expected one, byte for byte. */
export function sameBytes({ bytes: expected, openingBytes, tokenBytes, tokens }: ExpectedBytes): Listener {
  let heard = 0;
  let wrong: string | undefined;
  return {
    get tokens() { return Math.min(tokens, Math.max(0, Math.floor((heard - openingBytes) / tokenBytes))); },
    hear(piece) {
      const end = heard + piece.length;
      if (end > expected.length || expected.compare(piece, 0, piece.length, heard, end) !== 0) {
        wrong ??= `the bytes from ${heard} on are not those that the upstream sent: ${shown(piece)}`;
      }
      heard = end;
    },
    verdict: () => wrong ?? (heard < expected.length ? `the stream ended after ${heard} of ${expected.length} bytes` : undefined),
  };
}
