/** A measured value for one size. */
export interface Reading {
  /** Above 0. */
  readonly size: number;
  /** Above 0. */
  readonly value: number;
}

/** `value = constant + perUnit × size`. */
export interface Line {
  readonly constant: number;
  readonly perUnit: number;
}

/**
 * The exponent `k` of `value = c × size^k` that fits best: the slope of the line through the logarithms. 0 for what stays
 * the same, 1 for what grows in proportion, 2 for what grows with the square.
 * @throws RangeError for fewer than two sizes, or a size or value that has no logarithm
 */
export function exponentOf(readings: readonly Reading[]): number {
  const points = readings.map(({ size, value }) => {
    if (!(size > 0) || !(value > 0)) throw new RangeError(`only sizes and values above 0 have a logarithm, not ${size} and ${value}`);
    return { x: Math.log(size), y: Math.log(value), weight: 1 };
  });
  return leastSquares(points).perUnit;
}

/**
 * The line that fits best, every reading counted by its relative error: else the largest would decide alone.
 * @throws RangeError for fewer than two sizes, or a value of 0
 */
export function lineThrough(readings: readonly Reading[]): Line {
  return leastSquares(readings.map(({ size, value }) => {
    if (value === 0) throw new RangeError('a value of 0 has no relative error');
    return { x: size, y: value, weight: 1 / value ** 2 };
  }));
}

/**
 * The readings of the last tenfold, or of the last two sizes where only one lies in it: what grows with the square shows
 * there first, and what costs the same for every size hides it least.
 */
export function lastTenfold(readings: readonly Reading[]): readonly Reading[] {
  const [largest = 0, next = 0] = [...new Set(readings.map(({ size }) => size))].sort((left, right) => right - left);
  return readings.filter(({ size }) => size >= Math.min(largest / 10, next));
}

interface WeightedPoint {
  readonly x: number;
  readonly y: number;
  readonly weight: number;
}

function leastSquares(points: readonly WeightedPoint[]): Line {
  const sum = (of: (point: WeightedPoint) => number) => points.reduce((total, point) => total + point.weight * of(point), 0);
  const weights = sum(() => 1);
  const [meanX, meanY] = [sum(({ x }) => x) / weights, sum(({ y }) => y) / weights];
  const spreadX = sum(({ x }) => (x - meanX) ** 2);
  if (!(spreadX > 0)) throw new RangeError('a line needs readings of at least two sizes');
  const perUnit = sum(({ x, y }) => (x - meanX) * (y - meanY)) / spreadX;
  return { constant: meanY - perUnit * meanX, perUnit };
}
