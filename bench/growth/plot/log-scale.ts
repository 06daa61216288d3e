/** Where values lie on an axis whose equal steps are equal factors. */
export interface LogScale {
  /** Round values within the axis, in rising order. */
  readonly ticks: readonly number[];
  /** @param value above 0 */
  place(value: number): number;
}

/** With fewer powers of ten than this on an axis, there are values between them. */
const FEW_DECADES = 3;

/**
 * @param values above 0, at least one
 * @param from where the axis begins @param to where it ends
 * @param leastFactor how far apart its ends are at least: small differences are to look small
 * @throws RangeError for a value that has no logarithm
 */
export function logScale(values: readonly number[], from: number, to: number, leastFactor = 1): LogScale {
  if (values.length === 0 || values.some((value) => !(value > 0 && Number.isFinite(value)))) {
    throw new RangeError(`a logarithmic axis needs values above 0, not ${values.join(', ') || 'none'}`);
  }
  const [lowest, highest] = widened(Math.log10(Math.min(...values)), Math.log10(Math.max(...values)), Math.log10(leastFactor));
  const place = (value: number) => from + (Math.log10(value) - lowest) / (highest - lowest) * (to - from);
  return { place, ticks: ticksBetween(lowest, highest) };
}

/** Ends on both sides are as far away as it takes. */
function widened(lowest: number, highest: number, least: number): readonly [number, number] {
  const missing = Math.max(0, least - (highest - lowest), 0.1 - (highest - lowest));
  return [lowest - missing / 2, highest + missing / 2];
}

function ticksBetween(lowest: number, highest: number): readonly number[] {
  const steps = highest - lowest < FEW_DECADES ? [1, 2, 5] : [1];
  const ticks: number[] = [];
  for (let decade = Math.floor(lowest); decade <= Math.ceil(highest); decade++) {
    for (const step of steps) {
      const tick = step * 10 ** decade;
      const at = Math.log10(tick);
      if (at >= lowest - 1e-9 && at <= highest + 1e-9) ticks.push(decade < 0 ? Number(tick.toPrecision(1)) : tick);
    }
  }
  return ticks;
}
