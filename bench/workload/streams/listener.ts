/** Hears a streamed answer piece by piece, and keeps no more of it than one event. */
export interface Listener {
  /** How many tokens have been heard as a whole. */
  readonly tokens: number;
  hear(piece: Buffer): void;
  /** After the last piece. Says what was wrong; undefined when everything was right. */
  verdict(): string | undefined;
}
