import { ModelEvent, ModelHeaders, Usage } from '../model-answer';
import { isUpstreamError, UpstreamError } from '../upstream-error';

/** A stream that has shown content (or has ended complete without any): from here on no other target can take over. */
export interface CommittedStream {
  /** What was held back until the commit. */
  readonly head: readonly ModelEvent[];
  readonly rest: AsyncIterator<ModelEvent>;
  readonly progress: StreamProgress;
  /** Of the response, as far as they are passed on. */
  readonly headers?: ModelHeaders;
}

/** Gives the events of a stream one by one. An object and not a generator, which takes several turns for each of thousands of events. */
export interface EventReader {
  next(): Promise<IteratorResult<ModelEvent, undefined>>;
  /** Ends the stream before its end. */
  return(): Promise<IteratorResult<ModelEvent, undefined>>;
}

const OVER = { done: true, value: undefined } as const;

/** What has been seen of a stream. */
export interface StreamProgress {
  contentEvents: number;
  /** `messageStop` was seen: nothing of the answer is missing. */
  complete: boolean;
  stopReason?: string;
  usage?: Usage;
}

/**
 * Reads up to the first content. `messageStart` is not content: a model can still refuse after it.
 * @throws UpstreamError for everything that goes wrong before
 */
export async function readUntilContent(rest: AsyncIterator<ModelEvent>): Promise<CommittedStream> {
  const progress = newProgress();
  const head: ModelEvent[] = [];
  for (;;) {
    const next = await nextOf(rest, progress);
    if (next.done) {
      if (!progress.complete) throw incomplete();
      return { head, rest, progress };
    }
    note(progress, next.value);
    head.push(next.value);
    if (next.value.kind === 'content') return { head, rest, progress };
  }
}

/**
 * Reads what is left before anything is passed on.
 * @throws UpstreamError for everything that goes wrong up to the end
 */
export async function readAhead(committed: CommittedStream): Promise<CommittedStream> {
  const head: ModelEvent[] = [];
  const reader = readToEnd(committed);
  for (let next = await reader.next(); !next.done; next = await reader.next()) head.push(next.value);
  return { ...committed, head, rest: { next: async () => OVER } };
}

/**
 * The whole stream from its first event on.
 * @throws UpstreamError when it breaks, and when it ends without its terminal event
 */
export function readToEnd({ head, rest, progress }: CommittedStream): EventReader {
  let shown = 0;
  let over = false;

  const stop = async () => {
    if (over) return;
    over = true;
    await rest.return?.();
  };

  return {
    async next() {
      if (over) return OVER;
      if (shown < head.length) return { done: false, value: head[shown++]! };
      try {
        const next = await rest.next();
        if (!next.done) {
          note(progress, next.value);
          return next;
        }
      } catch (error) {
        if (!nothingIsLost(progress, error)) {
          await stop();
          throw error;
        }
      }
      over = true;
      if (!progress.complete) throw incomplete();
      return OVER;
    },

    /** The reader stops early: so does the upstream. */
    async return() {
      await stop();
      return OVER;
    },
  };
}

async function nextOf(rest: AsyncIterator<ModelEvent>, progress: StreamProgress): Promise<IteratorResult<ModelEvent, unknown>> {
  try {
    return await rest.next();
  } catch (error) {
    if (nothingIsLost(progress, error)) return OVER;
    throw error;
  }
}

/** After the terminal event nothing of the answer can be lost any more, only its usage. */
function nothingIsLost({ complete }: StreamProgress, error: unknown): boolean {
  return complete && isUpstreamError(error);
}

export function newProgress(): StreamProgress {
  return { contentEvents: 0, complete: false };
}

export function note(progress: StreamProgress, event: ModelEvent): void {
  if (event.kind === 'content') progress.contentEvents++;
  if (event.kind === 'messageStop') progress.complete = true;
  if (event.stopReason !== undefined) progress.stopReason = event.stopReason;
  if (event.usage) progress.usage = event.usage;
}

export function incomplete(): UpstreamError {
  return new UpstreamError('IncompleteStream', undefined, 'the answer ended without its terminal event');
}
