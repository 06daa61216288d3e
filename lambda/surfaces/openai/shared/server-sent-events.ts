import { utf8 } from '../../shared/answers';

/** Separators that JSON may leave bare and that some readers of event streams take for the end of a line. */
const LINE_SEPARATORS = /[\u0085\u2028\u2029]/g;

/** One event that carries JSON, on one line whatever the text in it. */
export function dataEvent(value: unknown): Uint8Array {
  return utf8(`data: ${oneLine(value)}\n\n`);
}

/** The same under a name, which must have no line break. */
export function namedEvent(name: string, value: unknown): Uint8Array {
  return utf8(`event: ${name}\ndata: ${oneLine(value)}\n\n`);
}

/** Says that the stream is complete; a stream without it was cut. */
export const DONE = utf8('data: [DONE]\n\n');

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

function oneLine(value: unknown): string {
  return JSON.stringify(value).replace(LINE_SEPARATORS, (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
