import { Measure } from '../../../bench/growth/directions';
import { GrowthSample } from '../../../bench/growth/samples';
import { growthOf, summarizeGrowth } from '../../../bench/growth/summarize';

const MEASURE: Measure = { name: 'cpu', title: 'CPU time', unit: 'ms', expected: 'flat', of: ({ cpuMs, requests }) => cpuMs / requests };

function sample(round: number, size: number, cpuMs: number): GrowthSample {
  return {
    round,
    direction: 'targets',
    series: 'converse',
    size,
    requests: 10,
    elapsedMs: 100,
    cpuMs: cpuMs * 10,
    latencyP50Ms: 1,
    latencyP99Ms: 2,
    tableReads: 0,
    tableWrites: 0,
    logBytes: 0,
    otherLoad: 0,
  };
}

function summaryOf(samples: readonly GrowthSample[], measure = MEASURE) {
  return summarizeGrowth(samples, { name: 'targets' }, { name: 'converse' }, measure);
}

describe('the growth of a measure', () => {
  test('has the median and the range of each size, and an exponent for each round', () => {
    const samples = [1, 2, 3].flatMap((round) => [10, 100].map((size) => sample(round, size, round * size ** (round / 2))));
    const summary = summaryOf(samples)!;
    expect(summary.points.map(({ size, value }) => [size, value.median])).toEqual([[10, 20], [100, 200]]);
    expect(summary.exponent!.min).toBeCloseTo(0.5, 9);
    expect(summary.exponent!.median).toBeCloseTo(1, 9);
    expect(summary.exponent!.max).toBeCloseTo(1.5, 9);
  });

  test('is judged by the last tenfold, which a constant part hides least', () => {
    const summary = summaryOf([2, 50, 500].map((size) => sample(1, size, 1 + size ** 2 / 1_000)))!;
    expect(summary.exponent!.median).toBeLessThan(1.15);
    expect(summary.growth).toBe('faster than in proportion');
    expect(summary.toExplain).toBe(true);
  });

  test('in proportion is to be explained only of what should be flat', () => {
    const samples = [10, 100].map((size) => sample(1, size, size));
    expect(summaryOf(samples)).toMatchObject({ growth: 'in proportion', toExplain: true, line: { constant: expect.closeTo(0, 9) as number, perUnit: expect.closeTo(1, 9) as number } });
    expect(summaryOf(samples, { ...MEASURE, expected: 'linear' })).toMatchObject({ growth: 'in proportion', toExplain: false });
  });

  test('is to be explained only when it is too fast in every round', () => {
    const linear = { ...MEASURE, expected: 'linear' as const };
    const squares = [10, 100].flatMap((size) => [1, 2, 3].map((round) => sample(round, size, size ** 2)));
    expect(summaryOf(squares, linear)!.toExplain).toBe(true);
    expect(summaryOf([...squares, sample(4, 10, 10), sample(4, 100, 100)], linear)).toMatchObject({ growth: 'faster than in proportion', toExplain: false });
  });

  test('is not told of what is 0', () => {
    const summary = summaryOf([10, 100].map((size) => sample(1, size, 0)))!;
    expect(summary.points).toHaveLength(2);
    expect(summary).not.toHaveProperty('exponent');
    expect(summary.toExplain).toBe(false);
  });

  test('has no line where only one size has a median above 0', () => {
    const small = [sample(1, 10, 1), sample(2, 10, 0), sample(3, 10, 0), sample(1, 50, 0), sample(2, 50, 1), sample(3, 50, 0)];
    const samples = [...small, ...[1, 2, 3].map((round) => sample(round, 100, 5))];
    const summary = summaryOf(samples)!;
    expect(summary.exponent).toBeDefined();
    expect(summary).not.toHaveProperty('line');
  });

  test('is nothing for another series, and for a measure that no sample has', () => {
    expect(summarizeGrowth([sample(1, 10, 1)], { name: 'targets' }, { name: 'other' }, MEASURE)).toBeUndefined();
    expect(summaryOf([sample(1, 10, 1)], { ...MEASURE, of: () => undefined })).toBeUndefined();
  });

  test.each([[-1, 'falls'], [-0.1, 'flat'], [0.15, 'flat'], [0.5, 'less than in proportion'], [0.9, 'in proportion'], [1.15, 'in proportion'], [1.2, 'faster than in proportion'], [2, 'faster than in proportion']] as const)(
    'with the exponent %d %s', (exponent, growth) => expect(growthOf(exponent)).toBe(growth),
  );
});
