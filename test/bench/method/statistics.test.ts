import * as fc from 'fast-check';
import { median, quantile, spread } from '../../../bench/method/statistics';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('quantile', () => {
  test.each([[0, 1], [0.2, 1], [0.21, 2], [0.5, 3], [0.8, 4], [0.99, 5], [1, 5]])('of five values at %d is value %d', (share, expected) => {
    expect(quantile([5, 3, 1, 4, 2], share)).toBe(expected);
  });

  test('of one hundred values at 0.99 leaves exactly one above', () => {
    expect(quantile(Array.from({ length: 100 }, (_, index) => index), 0.99)).toBe(98);
  });

  test('orders numbers by size, not by their text', () => {
    expect(quantile([9, 10, 100], 0)).toBe(9);
  });

  test('is a value that at least the share of all values does not exceed, and none smaller is', () => {
    fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const found = quantile(list, share);
      const atMost = (limit: number) => list.filter((value) => value <= limit).length;
      expect(list).toContain(found);
      expect(atMost(found)).toBeGreaterThanOrEqual(share * list.length);
      for (const smaller of list.filter((value) => value < found)) expect(atMost(smaller)).toBeLessThan(share * list.length);
    }));
  });

  test.each([-0.1, 1.1, NaN])('refuses the share %d', (share) => {
    expect(() => quantile([1], share)).toThrow(new RangeError(`a quantile is asked for by a share from 0 to 1, not ${share}`));
  });

  test('needs a value', () => {
    expect(() => quantile([], 0.5)).toThrow('at least one value is needed');
  });
});

describe('median', () => {
  test('of an odd number of values is the one in the middle', () => {
    expect(median([30, 10, 20])).toBe(20);
  });

  test('of an even number of values lies between the two in the middle', () => {
    expect(median([40, 10, 20, 30])).toBe(25);
  });

  test('is the same when signs are turned', () => {
    fc.assert(fc.property(values, (list) => {
      expect(median(list.map((value) => -value))).toBeCloseTo(-median(list), 6);
    }));
  });

  test('needs a value', () => {
    expect(() => median([])).toThrow('at least one value is needed');
  });
});

describe('spread', () => {
  test('holds the middle and both ends', () => {
    expect(spread([2, 9, 4])).toEqual({ median: 4, min: 2, max: 9 });
  });

  test('keeps its order and leaves its argument alone', () => {
    fc.assert(fc.property(values, (list) => {
      const copy = [...list];
      const result = spread(list);
      expect(result.min).toBeLessThanOrEqual(result.median);
      expect(result.median).toBeLessThanOrEqual(result.max);
      expect(list).toEqual(copy);
    }));
  });

  test('needs a value', () => {
    expect(() => spread([])).toThrow('at least one value is needed');
  });
});
