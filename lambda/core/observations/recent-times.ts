/** The last times that something took. Plain data; only as many are kept as the quantile needs. */
export interface RecentTimes {
  /** In milliseconds, oldest first. */
  readonly values: readonly number[];
  /** When the last one was seen. */
  readonly at: number;
}

/** Enough that the 95th percentile rests on five values. */
const KEPT = 100;

/** Fewer say nothing about the slowest twentieth. */
export const ENOUGH = 20;

/** After so long without a new one, a target may have changed altogether. */
export const RECENT_FOR_MS = 10 * 60_000;

export function remember(known: RecentTimes | undefined, value: number, now: number): RecentTimes {
  const values = known && now - known.at < RECENT_FOR_MS ? known.values : [];
  return { values: [...values.slice(-(KEPT - 1)), value], at: now };
}

/** What 95 % of the recent times have stayed within; undefined while there are too few of them, or none that is recent. */
export function usualAt(known: RecentTimes | undefined, now: number): number | undefined {
  if (!known || known.values.length < ENOUGH || now - known.at >= RECENT_FOR_MS) return undefined;
  const sorted = [...known.values].sort((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * 0.95) - 1];
}
