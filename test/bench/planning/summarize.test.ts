import * as fc from 'fast-check';
import { PlanningSample } from '../../../bench/planning/measure';
import { expectedGrowth, growthOf, linearithmic, paceOf, quadratic } from '../../../bench/planning/summarize';
import { Variant } from '../../../bench/planning/variants';

const VARIANT: Variant = { ordering: 'lowestCost', extent: 'ordering', tiers: 1, targets: 50 };

function sample(round: number, targets: number, microseconds: number, others: Partial<PlanningSample> = {}): PlanningSample {
  return { ...VARIANT, targets, round, decisions: 1_000, elapsedMs: microseconds, ...others };
}

describe('the pace of a variant', () => {
  test('is decisions per second and microseconds per decision, as median, smallest and largest', () => {
    const samples = [sample(1, 50, 20), sample(2, 50, 40), sample(3, 50, 25)];
    expect(paceOf(samples, VARIANT)).toEqual({
      decisionsPerSecond: { median: 40_000, min: 25_000, max: 50_000 },
      microsecondsPerDecision: { median: 25, min: 20, max: 40 },
    });
  });

  test.each<[string, Partial<PlanningSample>]>([
    ['ordering', { ordering: 'ordered' }],
    ['extent', { extent: 'allClosed' }],
    ['number of tiers', { tiers: 3 }],
    ['number of targets', { targets: 5 }],
  ])('leaves out samples of another %s', (_, other) => {
    expect(paceOf([sample(1, 50, 20), sample(1, 50, 9_999, other)], VARIANT).microsecondsPerDecision.max).toBe(20);
  });

  test('of a variant that was not measured is an error', () => {
    expect(() => paceOf([sample(1, 5, 20)], VARIANT)).toThrow(RangeError);
  });
});

describe('growth', () => {
  test('is the ratio inside each round, not of the medians', () => {
    const samples = [sample(1, 5, 2), sample(1, 50, 20), sample(2, 5, 10), sample(2, 50, 120), sample(3, 5, 4), sample(3, 50, 12)];
    expect(growthOf(samples, VARIANT, 5)).toEqual({ median: 10, min: 3, max: 12 });
  });

  test('compares with nothing but the same variant with fewer targets', () => {
    const samples = [sample(1, 5, 1, { tiers: 3 }), sample(1, 5, 1, { ordering: 'affinity' }), sample(1, 5, 1, { extent: 'thirdOpen' }), sample(1, 5, 4), sample(1, 50, 20)];
    expect(growthOf(samples, VARIANT, 5).median).toBe(5);
  });

  test('does not change when a round is slower as a whole', () => {
    const positive = fc.double({ min: 0.1, max: 1_000, noNaN: true });
    fc.assert(fc.property(positive, positive, fc.array(positive, { minLength: 1, maxLength: 9 }), (few, many, slownesses) => {
      const samples = slownesses.flatMap((slowness, round) => [sample(round, 5, few * slowness), sample(round, 50, many * slowness)]);
      const { min, max } = growthOf(samples, VARIANT, 5);
      expect(min).toBeCloseTo(many / few, 6);
      expect(max).toBeCloseTo(many / few, 6);
    }));
  });

  test('names the round and the sample that is missing', () => {
    expect(() => growthOf([sample(1, 5, 1), sample(1, 50, 1), sample(2, 50, 1)], VARIANT, 5))
      .toThrow('round 2 has no sample of "lowestCost, ordering, 5 targets in 1 tier" to compare "lowestCost, ordering, 50 targets in 1 tier" with');
  });

  test('of a variant that was not measured is an error', () => {
    expect(() => growthOf([sample(1, 5, 1)], VARIANT, 5)).toThrow(RangeError);
  });
});

describe('the growth to expect', () => {
  test('of n log n lies between that of n and that of n²', () => {
    expect(expectedGrowth((count) => count, 5, 50)).toBe(10);
    expect(expectedGrowth(linearithmic, 5, 50)).toBeCloseTo(24.31, 2);
    expect(expectedGrowth(quadratic, 5, 50)).toBe(100);
  });

  test('over two steps is the product of both', () => {
    expect(expectedGrowth(linearithmic, 5, 50) * expectedGrowth(linearithmic, 50, 500)).toBeCloseTo(expectedGrowth(linearithmic, 5, 500), 9);
  });
});
