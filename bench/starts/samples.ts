import { StartedName } from '../subjects/starters';

/** One process, from nothing to open streams. */
export interface StartSample {
  /** From 1. */
  readonly round: number;
  readonly subject: StartedName;
  /** From before its process was started until an answer had been read and found right. */
  readonly firstAnswerMs: number;
  /** What each open stream adds to the memory that the process has from the system. Absent: it opens none. */
  readonly residentBytesPerStream?: number;
}

export interface StartSchedule {
  readonly rounds: number;
  /** Streams that are open at once: what is measured is how much more memory the greater number takes. */
  readonly streams: readonly [few: number, many: number];
}

export const STARTS: StartSchedule = { rounds: 5, streams: [20, 120] };

export const STARTS_QUICK: StartSchedule = { rounds: 1, streams: [10, 40] };
