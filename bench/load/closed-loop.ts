import { TimedAnswer } from './send';
import { AnswerCheck } from '../workload/checks';

export interface LoopOptions {
  readonly connections: number;
  /** No request is sent after this long; with 0 every connection sends one. */
  readonly durationMs: number;
  readonly send: () => Promise<TimedAnswer>;
  readonly check: AnswerCheck;
  /** Before a connection, counted from 0, sends its first request. Absent: all begin at once. */
  readonly begin?: (connection: number) => Promise<void>;
  /** Milliseconds of the clock that the answers are timed by. */
  readonly now: () => number;
}

/** What came of it. Every answer has been checked. */
export interface LoopResult {
  readonly elapsedMs: number;
  /** One for each request, up to the end of its answer. */
  readonly latenciesMs: readonly number[];
  /** One for each request, up to the first byte of its answer's body. */
  readonly firstBytesMs: readonly number[];
  /** One for each request, up to the first token of its answer; empty when it was not looked for. */
  readonly firstTokensMs: readonly number[];
}

/** An answer that is not what the upstream said. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/**
 * Sends the next request on a connection as soon as the answer to the one before has been checked.
 * @throws WrongAnswer at the first wrong answer, or what `send` rejects with
 */
export async function runClosedLoop({ connections, durationMs, send, check, begin, now }: LoopOptions): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  const firstBytesMs: number[] = [];
  const firstTokensMs: number[] = [];
  const startedAt = now();
  let failed = false;

  const connection = async (index: number): Promise<void> => {
    await begin?.(index);
    do {
      const answer = await send();
      const wrong = check(answer);
      if (wrong !== undefined) throw new WrongAnswer(wrong);
      latenciesMs.push(answer.endedAt - answer.sentAt);
      firstBytesMs.push(answer.firstByteAt - answer.sentAt);
      if (answer.firstTokenAt !== undefined) firstTokensMs.push(answer.firstTokenAt - answer.sentAt);
    } while (!failed && now() - startedAt < durationMs);
  };

  await Promise.all(Array.from({ length: connections }, (_, index) => connection(index).catch((error: unknown) => {
    failed = true;
    throw error;
  })));
  return { elapsedMs: now() - startedAt, latenciesMs, firstBytesMs, firstTokensMs };
}
