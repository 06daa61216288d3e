import { observe, PeakEwma, valueAt } from './peak-ewma';
import { RecentTimes, remember, usualAt } from './recent-times';

/** A streamed answer is waited for until its first content, any other until all of it is there. */
export type AnswerKind = 'streamed' | 'whole';

/** What the strategies may know of the targets, by name. Only what this container has seen itself. */
export interface ObservationsView {
  /** Calls that have not ended. */
  inFlight(target: string): number;
  /** Peak EWMA of the time to first content, in milliseconds; undefined when nothing is known, or not any more. */
  firstContentMs(target: string): number | undefined;
  /** What 95 % of its recent answers have stayed within, in milliseconds; undefined while too few were seen. */
  usualMs(target: string, kind: AnswerKind): number | undefined;
}

export interface Observations extends ObservationsView {
  /** A call begins. The returned function says that it is over, however it ended; only its first call counts. */
  started(target: string): () => void;
  /** A streamed answer showed its first content this long after its call began. */
  firstContent(target: string, ms: number): void;
  /** An answer in one piece came this long after its call began. */
  wholeAnswer(target: string, ms: number): void;
  /** A call was given up after this long: its answer would have taken longer. */
  gaveUp(target: string, kind: AnswerKind, ms: number): void;
  /** A call ended without content, for a reason that lies with the target. */
  failed(target: string): void;
}

/** A failure counts as a slow answer: a target that fails fast would otherwise look like the fastest of all. */
export const FAILURE_COUNTS_AS_MS = 5_000;

/** Targets that are remembered. A plan rarely has more; what is pushed out is only unknown again. */
const MAX_TARGETS = 2_000;

interface Seen {
  inFlight: number;
  firstContent?: PeakEwma;
  streamed?: RecentTimes;
  whole?: RecentTimes;
}

/** Lives as long as its container and is lost with it. */
export function createObservations(now: () => number, maxTargets: number = MAX_TARGETS): Observations {
  const targets = new Map<string, Seen>();

  /** Moves the target to the end, so that the first ones are those that were not seen for longest. */
  const touch = (target: string): Seen => {
    const seen = targets.get(target) ?? { inFlight: 0 };
    targets.delete(target);
    targets.set(target, seen);
    if (targets.size > maxTargets) forgetOne();
    return seen;
  };

  /** One with calls in flight stays: its count has to come down again. */
  const forgetOne = () => {
    for (const [target, { inFlight }] of targets) {
      if (inFlight > 0) continue;
      targets.delete(target);
      return;
    }
  };

  const observeFirstContent = (target: string, ms: number) => {
    const seen = touch(target);
    seen.firstContent = observe(seen.firstContent, ms, now());
  };

  const observeAnswer = (target: string, kind: AnswerKind, ms: number) => {
    if (kind === 'streamed') observeFirstContent(target, ms);
    const seen = touch(target);
    seen[kind] = remember(seen[kind] ?? [], ms, now());
  };

  return {
    started(target) {
      const seen = touch(target);
      seen.inFlight++;
      let running = true;
      return () => {
        if (running) seen.inFlight--;
        running = false;
      };
    },
    firstContent: (target, ms) => observeAnswer(target, 'streamed', ms),
    wholeAnswer: (target, ms) => observeAnswer(target, 'whole', ms),
    // Left out, the slow ones would be missing from what is usual, which would sink with every one that is given up.
    gaveUp: observeAnswer,
    failed: (target) => observeFirstContent(target, FAILURE_COUNTS_AS_MS),
    inFlight: (target) => targets.get(target)?.inFlight ?? 0,
    usualMs: (target, kind) => usualAt(targets.get(target)?.[kind] ?? [], now()),
    firstContentMs(target) {
      const known = targets.get(target)?.firstContent;
      return known && valueAt(known, now());
    },
  };
}
