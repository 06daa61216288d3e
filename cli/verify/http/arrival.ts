import { Piece } from './exchange';

/** Of the time to the last byte, what has to lie between the first byte and the last. */
const STREAMED_SHARE = 0.05;

/**
 * Whether an answer came as it was written. One that somebody on the way has held back comes whole at its end: in one
 * piece, or in several with no time between them.
 */
export function arrivedAsWritten(pieces: readonly Piece[]): boolean {
  const first = pieces[0]?.atMs ?? 0;
  const last = pieces.at(-1)?.atMs ?? 0;
  return pieces.length > 1 && last - first >= last * STREAMED_SHARE;
}
