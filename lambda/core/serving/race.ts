import { Clock } from '../ports';
import { AttemptEnd, BegunAttempt } from './one-attempt';

/** Two attempts at most: the one that was made first, and one that joined it because it was slow. */
export interface Race<Result, Attempt extends BegunAttempt<Result>> {
  /** The first attempt to end. */
  readonly ended: Attempt;
  readonly end: AttemptEnd<Result>;
  /** Still running. */
  readonly other?: Attempt;
}

/**
 * Waits for an attempt, and asks for a second one when it takes longer than `delayMs`.
 * @param join undefined when there is nobody to ask; called once at most. What it begins after the first attempt has
 *   ended must be taken back by itself
 */
export async function race<Result, Attempt extends BegunAttempt<Result>>(
  first: Attempt, clock: Clock, delayMs: number, join: (stillWanted: () => boolean) => Promise<Attempt | undefined>,
): Promise<Race<Result, Attempt>> {
  const firstEnded = new AbortController();
  const alone = first.end.then((end) => {
    firstEnded.abort();
    return { ended: first, end };
  });
  const slow = clock.sleep(delayMs, firstEnded.signal).then(() => join(() => !firstEnded.signal.aborted), () => undefined);
  const joined = slow.then((second) => second ?? alone.then(() => undefined));

  const winner = await Promise.race([alone, joined]);
  if (winner === undefined || 'ended' in winner) return alone;
  const second = winner;
  return Promise.race([
    alone.then((over) => ({ ...over, other: second })),
    second.end.then((end) => ({ ended: second, end, other: first })),
  ]);
}
