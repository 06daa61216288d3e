import { LoopResult, WrongAnswer } from './closed-loop';
import { TimedAnswer } from './send';
import { AnswerCheck } from '../workload/checks';

export interface OpenLoopOptions {
  /** Requests a second. */
  readonly rate: number;
  /** No request is due after this long; with 0 one is sent. */
  readonly durationMs: number;
  readonly send: () => Promise<TimedAnswer>;
  readonly check: AnswerCheck;
  /** Milliseconds of the clock that the answers are timed by. */
  readonly now: () => number;
  /** Resolves some time later, as soon as other work allows. */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * Sends every request when it is due, whether or not those before have been answered. Times count from when a request was due, not from
 * when it was sent: a client that is late, because it waits for a slow answer, would hide what its user waits for.
 * @throws WrongAnswer at the first wrong answer, or what `send` rejects with
 */
export async function runOpenLoop({ rate, durationMs, send, check, now, pause }: OpenLoopOptions): Promise<LoopResult> {
  const latenciesMs: number[] = [];
  const firstBytesMs: number[] = [];
  const firstTokensMs: number[] = [];
  const startedAt = now();
  const everyMs = 1_000 / rate;
  const requests = Math.max(1, Math.floor(durationMs / everyMs));
  const failures: unknown[] = [];

  const request = async (dueAt: number): Promise<void> => {
    const answer = await send();
    const wrong = check(answer);
    if (wrong !== undefined) throw new WrongAnswer(wrong);
    latenciesMs.push(answer.endedAt - dueAt);
    firstBytesMs.push(answer.firstByteAt - dueAt);
    if (answer.firstTokenAt !== undefined) firstTokensMs.push(answer.firstTokenAt - dueAt);
  };

  const sent: Promise<void>[] = [];
  while (sent.length < requests && failures.length === 0) {
    const dueAt = startedAt + sent.length * everyMs;
    if (dueAt <= now()) sent.push(request(dueAt).catch((error: unknown) => { failures.push(error); }));
    else await pause(dueAt - now());
  }
  await Promise.all(sent);
  if (failures.length > 0) throw failures[0];
  return { elapsedMs: now() - startedAt, latenciesMs, firstBytesMs, firstTokensMs };
}
