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
 * @param join undefined when there is nobody to ask; called once at most
 * @param onLate given the second attempt when the first one ended just as it was begun
 */
export async function race<Result, Attempt extends BegunAttempt<Result>>(
  first: Attempt, clock: Clock, delayMs: number, join: (stillWanted: () => boolean) => Promise<Attempt | undefined>,
  onLate: (second: Attempt) => void,
): Promise<Race<Result, Attempt>> {
  const firstEnded = new AbortController();
  const alone = first.end.then((end) => {
    firstEnded.abort();
    return { ended: first, end };
  });
  const slow = clock.sleep(delayMs, firstEnded.signal).then(() => join(() => !firstEnded.signal.aborted), () => undefined);
  const joined = slow.then((second) => {
    const late = firstEnded.signal.aborted;
    if (second && late) onLate(second);
    return second && !late ? second : alone.then(() => undefined);
  });

  const winner = await Promise.race([alone, joined]);
  if (winner === undefined || 'ended' in winner) return alone;
  const second = winner;
  return Promise.race([
    alone.then((over) => ({ ...over, other: second })),
    second.end.then((end) => ({ ended: second, end, other: first })),
  ]);
}
