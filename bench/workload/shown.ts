const SHOWN_BYTES = 300;

/** The beginning of an answer, for a message to a person. */
export function shown(bytes: Buffer): string {
  return bytes.toString('utf8', 0, SHOWN_BYTES);
}
