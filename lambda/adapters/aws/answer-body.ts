/** More than any answer that is read as a whole: Bedrock's own limit for a response is 25 MB. */
export const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** The sender waits while more than this lies here unread. */
const HIGH_WATER_MARK = 64 * 1024;

/** Lets the sender go on, or wait. */
export interface Flow {
  pause(): void;
  resume(): void;
}

interface Reader {
  resolve(result: IteratorResult<Uint8Array, undefined>): void;
  reject(error: unknown): void;
}

/** A body between the connection, which pushes pieces, and the reader, who asks for them. It is read once: whole, or piece by piece. */
export class AnswerBody implements AsyncIterator<Uint8Array, undefined> {
  private readonly pieces: Uint8Array[] = [];
  private held = 0;
  private paused = false;
  private over = false;
  private failure: { readonly error: unknown } | undefined;
  private reader: Reader | undefined;
  private collector: { readonly resolve: (body: Uint8Array) => void; readonly reject: (error: unknown) => void } | undefined;

  constructor(private readonly flow: Flow, private readonly tooLarge: () => void) {}

  push(piece: Uint8Array): void {
    if (this.reader) return this.answer({ done: false, value: piece });
    this.pieces.push(piece);
    this.held += piece.length;
    if (this.collector) return this.limit();
    if (this.held <= HIGH_WATER_MARK || this.paused) return;
    this.paused = true;
    this.flow.pause();
  }

  /** All pieces have come. */
  end(): void {
    this.over = true;
    if (this.reader) this.answer({ done: true, value: undefined });
    this.collector?.resolve(this.whole());
  }

  /** No more pieces will come, though some are missing. */
  fail(error: unknown): void {
    if (this.over || this.failure) return;
    this.failure = { error };
    this.pieces.length = 0;
    const { reader } = this;
    this.reader = undefined;
    reader?.reject(error);
    this.collector?.reject(error);
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.failure) return Promise.reject(this.failure.error as Error);
    const value = this.pieces.shift();
    if (value) {
      this.held -= value.length;
      if (this.pieces.length === 0) this.goOn();
      return Promise.resolve({ done: false, value });
    }
    if (this.over) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => { this.reader = { resolve, reject }; });
  }

  /** Reads to the end, unless that is too far: then `tooLarge` is told, which has to end the exchange. */
  all(): Promise<Uint8Array> {
    if (this.failure) return Promise.reject(this.failure.error as Error);
    if (this.over) return Promise.resolve(this.whole());
    return new Promise((resolve, reject) => {
      this.collector = { resolve, reject };
      this.limit();
      this.goOn();
    });
  }

  private answer(result: IteratorResult<Uint8Array, undefined>): void {
    const { reader } = this;
    this.reader = undefined;
    reader!.resolve(result);
  }

  private limit(): void {
    if (this.held > MAX_BODY_BYTES) this.tooLarge();
  }

  private goOn(): void {
    if (!this.paused) return;
    this.paused = false;
    this.flow.resume();
  }

  private whole(): Uint8Array {
    return this.pieces.length === 1 ? this.pieces[0]! : Buffer.concat(this.pieces, this.held);
  }
}
