/** The middle of several values, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The smallest value that at least this share of all values does not exceed (nearest rank).
 * @param share from 0 to 1
 * @throws RangeError without any value or for a share outside of 0 to 1
 */
export function quantile(values: readonly number[], share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a quantile is asked for by a share from 0 to 1, not ${share}`);
  const sorted = sortedCopy(values);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * The middle value; between the two middle ones when their number is even.
 * @throws RangeError without any value
 */
export function median(values: readonly number[]): number {
  const sorted = sortedCopy(values);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @throws RangeError without any value */
export function spread(values: readonly number[]): Spread {
  const sorted = sortedCopy(values);
  return { median: median(sorted), min: sorted[0], max: sorted[sorted.length - 1] };
}

function sortedCopy(values: readonly number[]): readonly number[] {
  if (values.length === 0) throw new RangeError('there is nothing to summarize: at least one value is needed');
  return [...values].sort((left, right) => left - right);
}
