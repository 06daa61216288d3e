import * as fc from 'fast-check';
import { HALF_LIFE_MS, KNOWN_FOR_MS, observe, PeakEwma, valueAt } from '../../../../lambda/core/observations/peak-ewma';

describe('the peak EWMA', () => {
  it('begins with the first value', () => {
    expect(observe(undefined, 700, 5)).toEqual({ value: 700, at: 5 });
  });

  it('takes a higher value over at once', () => {
    expect(observe({ value: 100, at: 0 }, 900, 1)).toEqual({ value: 900, at: 1 });
  });

  it('meets a lower value half way after a half-life', () => {
    expect(observe({ value: 1_000, at: 0 }, 200, HALF_LIFE_MS)).toEqual({ value: 600, at: HALF_LIFE_MS });
  });

  it('hardly moves for a lower value right after a peak', () => {
    expect(observe({ value: 1_000, at: 0 }, 200, 10).value).toBeGreaterThan(999);
  });

  it('halves with every half-life in which nothing is observed', () => {
    const known: PeakEwma = { value: 800, at: 1_000 };
    expect([0, 1, 2, 4].map((lives) => valueAt(known, 1_000 + lives * HALF_LIFE_MS))).toEqual([800, 400, 200, 50]);
  });

  it('is not known any more after five half-lives', () => {
    const known: PeakEwma = { value: 800, at: 0 };
    expect(valueAt(known, KNOWN_FOR_MS - 1)).toBeDefined();
    expect(valueAt(known, KNOWN_FOR_MS)).toBeUndefined();
  });

  it('does not grow when the clock goes back', () => {
    expect(valueAt({ value: 800, at: 1_000 }, 0)).toBe(800);
    expect(observe({ value: 800, at: 1_000 }, 100, 0).value).toBe(800);
  });

  it('always lies between the lowest and the highest value that was observed', () => {
    const step = fc.record({ value: fc.integer({ min: 1, max: 60_000 }), after: fc.nat({ max: 100_000 }) });
    const steps = fc.array(step, { minLength: 1, maxLength: 30 });
    fc.assert(fc.property(steps, (observed) => {
      let now = 0;
      let known: PeakEwma | undefined;
      for (const { value, after } of observed) known = observe(known, value, now += after);
      const values = observed.map(({ value }) => value);
      expect(known!.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
      expect(known!.value).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
      expect(known!.value).toBeGreaterThanOrEqual(observed.at(-1)!.value - 1e-6);
    }), { numRuns: 300, seed: 11 });
  });
});
