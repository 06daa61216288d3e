/** The last times that something took. Plain data; only as many are kept as the quantile needs. */
export type RecentTimes = readonly RecentTime[];

export interface RecentTime {
  readonly ms: number;
  /** When it was seen, in milliseconds since the epoch. */
  readonly at: number;
}

/** Enough that the 95th percentile rests on five values. */
const KEPT = 100;

/** Fewer say nothing about the slowest twentieth. */
export const ENOUGH = 20;

/** After so long a target may have changed altogether. */
export const RECENT_FOR_MS = 10 * 60_000;

export function remember(known: RecentTimes, ms: number, now: number): RecentTimes {
  return [...known.slice(-(KEPT - 1)), { ms, at: now }];
}

/** What 95 % of the recent times have stayed within; undefined while there are too few of them. */
export function usualAt(known: RecentTimes, now: number): number | undefined {
  const recent = known.flatMap(({ ms, at }) => now - at < RECENT_FOR_MS ? [ms] : []).sort((left, right) => left - right);
  return recent.length < ENOUGH ? undefined : recent[Math.ceil(recent.length * 0.95) - 1];
}
