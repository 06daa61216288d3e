/** A moving average that follows a rise at once and a fall slowly. Plain data: the value and when it was true. */
export interface PeakEwma {
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** After this long an observation counts half. */
export const HALF_LIFE_MS = 30_000;

/** What has not been observed for this long is not known any more: the value has gone down to a 32nd. */
export const KNOWN_FOR_MS = 5 * HALF_LIFE_MS;

/** A value above the average replaces it; one below pulls it down the more, the older the average is. */
export function observe(known: PeakEwma | undefined, value: number, now: number): PeakEwma {
  if (!known || value >= known.value) return { value, at: now };
  const kept = keptOf(known, now);
  return { value: known.value * kept + value * (1 - kept), at: now };
}

/** What the average is worth now: it falls while nothing is observed, so that nothing is avoided for good. */
export function valueAt(known: PeakEwma, now: number): number | undefined {
  return now - known.at >= KNOWN_FOR_MS ? undefined : known.value * keptOf(known, now);
}

function keptOf({ at }: PeakEwma, now: number): number {
  return 2 ** (-Math.max(0, now - at) / HALF_LIFE_MS);
}
