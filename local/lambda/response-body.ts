/** A response on its way from an environment to one reader. */
export interface ResponseBody extends AsyncIterable<Uint8Array> {
  push(bytes: Uint8Array): void;
  /** Ends the response; what was pushed before stays readable. */
  end(error?: Error): void;
  /** Ends the response now, for a reader who no longer wants it. */
  abandon(reason: unknown): void;
}

export interface ResponseBodyEvents {
  /** The reader took a chunk: as much room is free again. */
  readonly onTaken: (bytes: number) => void;
  /** The reader stopped before the end. */
  readonly onLeft: () => void;
}

export function createResponseBody({ onTaken, onLeft }: ResponseBodyEvents): ResponseBody {
  let chunks: Uint8Array[] = [];
  let ended = false;
  let failure: { readonly reason: unknown } | undefined;
  let wake: (() => void) | undefined;

  function end(reason?: { readonly reason: unknown }): void {
    if (ended) return;
    ended = true;
    failure = reason;
    wake?.();
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          onTaken(chunk.byteLength);
          yield chunk;
        } else if (ended) {
          if (failure !== undefined) throw failure.reason;
          return;
        } else {
          await new Promise<void>((resolve) => { wake = resolve; });
        }
      }
    } finally {
      if (!ended) onLeft();
    }
  }

  return {
    push: (bytes) => {
      if (ended) return;
      chunks.push(bytes);
      wake?.();
    },
    end: (error) => end(error === undefined ? undefined : { reason: error }),
    abandon: (reason) => {
      chunks = [];
      end({ reason });
    },
    [Symbol.asyncIterator]: read,
  };
}
