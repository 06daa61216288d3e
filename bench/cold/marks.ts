/** A moment of this machine, in nanoseconds: the same clock in every process, so that moments of several processes can be compared. */
export type Moment = bigint;

export function moment(): Moment {
  return process.hrtime.bigint();
}

export function millisecondsBetween(earlier: Moment, later: Moment): number {
  return Number(later - earlier) / 1e6;
}

/** What happens in a process between its start and its first answer, where it can be seen. */
export const MARKS = [
  /** The first line of the loader: Node.js is up. */
  'begun',
  /** The modules of the bundle have been evaluated. */
  'loaded',
  /** The plan has been read and is an object. */
  'plan read',
  /** Only from the bundle with marks in it: the plan is about to be checked, and has been. */
  'plan check begun',
  'plan checked',
  /** The handler can be called. */
  'ready',
  'invoked',
  /** The response is complete. */
  'answered',
] as const;

export type Mark = typeof MARKS[number];

/** Where a bundle that was built for the benchmark finds the function that keeps its marks. */
export const MARK_KEEPER = 'benchmark of the cold start';

/** What the loader says when its request is over. */
export interface LoaderReport {
  /** Moments as text: JSON has no such numbers. */
  readonly marks: Readonly<Partial<Record<Mark, string>>>;
  readonly status: number;
  /** Base64. */
  readonly body: string;
  /** User and system time of the process, from its start. */
  readonly cpuMs: number;
}
