import { Direction, Measure, Series } from './directions';
import { exponentOf, lastTenfold, Line, lineThrough, Reading } from './fit';
import { GrowthSample } from './samples';
import { Spread, spread } from '../method/statistics';

/** How something grows, by the exponent of its last tenfold. */
export type Growth = 'falls' | 'flat' | 'less than in proportion' | 'in proportion' | 'faster than in proportion';

/** One measure of one series. */
export interface GrowthSummary {
  /** In rising order of size. */
  readonly points: readonly GrowthPoint[];
  /** Over all sizes, computed in each round. Absent: it was 0, or below, in too many sizes. */
  readonly exponent?: Spread;
  /** The same over the last tenfold of the sizes. */
  readonly lastExponent?: Spread;
  /** Through the medians. Absent where the exponents are, and where fewer than two medians are above 0. */
  readonly line?: Line;
  readonly growth?: Growth;
  /** Whether it grows faster than it should, in every round. */
  readonly toExplain: boolean;
}

export interface GrowthPoint {
  readonly size: number;
  readonly value: Spread;
}

/** What rounds differ by. */
const TOLERANCE = 0.15;

/** @returns undefined when nothing was measured */
export function summarizeGrowth(
  samples: readonly GrowthSample[], direction: Pick<Direction, 'name'>, series: Pick<Series, 'name'>, measure: Measure,
): GrowthSummary | undefined {
  const own = samples
    .filter((sample) => sample.direction === direction.name && sample.series === series.name)
    .flatMap((sample) => {
      const value = measure.of(sample);
      return value === undefined ? [] : [{ round: sample.round, size: sample.size, value }];
    });
  if (own.length === 0) return undefined;
  const sizes = [...new Set(own.map(({ size }) => size))].sort((left, right) => left - right);
  const points = sizes.map((size): GrowthPoint => {
    const values = own.filter((reading) => reading.size === size).map(({ value }) => value);
    return { size, value: spread(values) };
  });

  const rounds = [...new Set(own.map(({ round }) => round))].map((round) => own.filter((reading) => reading.round === round && reading.value > 0));
  const exponent = spreadOfExponents(rounds);
  const lastExponent = spreadOfExponents(rounds.map(lastTenfold));
  if (!exponent || !lastExponent) return { points, toExplain: false };
  const medians = points.map(({ size, value }) => ({ size, value: value.median })).filter(({ value }) => value > 0);
  const growth = growthOf(lastExponent.median);
  return {
    points,
    exponent,
    lastExponent,
    ...medians.length >= 2 && { line: lineThrough(medians) },
    growth,
    toExplain: isTooFast(growthOf(lastExponent.min), measure.expected),
  };
}

function isTooFast(growth: Growth, expected: Measure['expected']): boolean {
  return growth === 'faster than in proportion' || (expected === 'flat' && growth !== 'flat' && growth !== 'falls');
}

export function growthOf(exponent: number): Growth {
  if (exponent < -TOLERANCE) return 'falls';
  if (exponent <= TOLERANCE) return 'flat';
  if (exponent < 1 - TOLERANCE) return 'less than in proportion';
  return exponent <= 1 + TOLERANCE ? 'in proportion' : 'faster than in proportion';
}

/** @returns undefined unless most rounds have readings of two sizes */
function spreadOfExponents(rounds: readonly (readonly Reading[])[]): Spread | undefined {
  const usable = rounds.filter((readings) => new Set(readings.map(({ size }) => size)).size >= 2);
  return usable.length === 0 || usable.length < rounds.length / 2 ? undefined : spread(usable.map(exponentOf));
}

