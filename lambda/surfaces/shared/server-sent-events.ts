/** Separators that JSON may leave bare and that some readers of event streams take for the end of a line. */
const LINE_SEPARATORS = /[\u0085\u2028\u2029]/g;

/** Between members: within a text, JSON has none of them. */
const BREAKS = /[\r\n]/;

/** Made once: making one takes longer than what it does for an event. */
const decoder = new TextDecoder();

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** JSON on one line, whatever the text in it. */
export function jsonLine(value: unknown): string {
  return escaped(JSON.stringify(value));
}

/** The same for JSON that somebody else has written, as it was written. */
export function onOneLine(json: Uint8Array): string {
  const text = decoder.decode(json);
  return escaped(BREAKS.test(text) ? JSON.stringify(JSON.parse(text)) : text);
}

function escaped(json: string): string {
  return json.replace(LINE_SEPARATORS, (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}
