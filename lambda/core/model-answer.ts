/** Token counts as Bedrock reports them. `inputTokens` excludes what was read from or written to the prompt cache. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadInputTokens: number;
  readonly cacheWriteInputTokens: number;
  /** The part of `cacheWriteInputTokens` that is kept for an hour, which is dearer. Absent: none. */
  readonly cacheWrite1hInputTokens?: number;
}

/** What several calls have used together. */
export function sumOf(usages: readonly Usage[]): Usage {
  const [only] = usages;
  if (only && usages.length === 1) return only;
  const sum = (member: keyof Usage) => usages.reduce((total, usage) => total + (usage[member] ?? 0), 0);
  const cacheWrite1hInputTokens = sum('cacheWrite1hInputTokens');
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadInputTokens: sum('cacheReadInputTokens'),
    cacheWriteInputTokens: sum('cacheWriteInputTokens'),
    ...cacheWrite1hInputTokens > 0 && { cacheWrite1hInputTokens },
  };
}

/** A complete answer: the bytes that Bedrock sent, and what the gateway needs to know of them. */
export interface ModelAnswer {
  readonly body: Uint8Array;
  /** Absent: the model does not tell. */
  readonly usage?: Usage;
  /** In the words of its own format. Absent: it does not tell. */
  readonly stopReason?: string;
  /** Those of Bedrock's headers that say how it was served. */
  readonly headers?: ModelHeaders;
  /** Of texts that were to become vectors: one for each, in their order. */
  readonly vectors?: readonly (readonly number[])[];
}

/**
 * One event of a streamed answer.
 * `content` is anything a reader would see, `control` everything else except the two terminal events.
 */
export interface ModelEvent {
  readonly kind: 'content' | 'control' | 'messageStop' | 'metadata';
  /** `contentBlockDelta`, `messageStart`, …; of Claude in its own words `content_block_delta`, …; empty for what has no name there. */
  readonly type: string;
  /** The event's JSON, as Bedrock sent it. */
  readonly payload: Uint8Array;
  /** The whole event-stream frame, so that it can be passed on as it came. */
  readonly frame: Uint8Array;
  /** Where the model tells, on one of the last events. */
  readonly usage?: Usage;
  /** On one of the last events: why the answer has ended, in the words of its own format. */
  readonly stopReason?: string;
}

/** A streamed answer: the events as they come. */
export interface ModelStream extends AsyncIterable<ModelEvent> {
  readonly headers?: ModelHeaders;
}

/** Lower-case names. */
export type ModelHeaders = Readonly<Record<string, string>>;
