import fc from 'fast-check';
import { exponentOf, lastTenfold, lineThrough } from '../../../bench/growth/fit';

const SIZES = [1, 10, 100, 1_000, 10_000];

function readings(valueOf: (size: number) => number) {
  return SIZES.map((size) => ({ size, value: valueOf(size) }));
}

describe('the exponent', () => {
  test.each([[0, 'stays the same'], [0.5, 'grows with the root'], [1, 'grows in proportion'], [2, 'grows with the square'], [-1, 'is shared']])('is %d of what %s', (exponent) => {
    fc.assert(fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (factor) => {
      expect(exponentOf(readings((size) => factor * size ** exponent))).toBeCloseTo(exponent, 9);
    }));
  });

  test('of the last tenfold is not hidden by what every size costs', () => {
    const square = readings((size) => 100_000 + size ** 2);
    expect(exponentOf(square)).toBeLessThan(1);
    expect(exponentOf(lastTenfold(square))).toBeGreaterThan(1.5);
  });

  test.each([[0, 1], [1, 0], [-1, 1], [1, -1], [1, NaN]])('refuses a size of %d with a value of %d', (size, value) => {
    expect(() => exponentOf([{ size, value }, { size: 2, value: 2 }])).toThrow(new RangeError(`only sizes and values above 0 have a logarithm, not ${size} and ${value}`));
  });

  test('refuses a single size', () => {
    expect(() => exponentOf([{ size: 5, value: 1 }, { size: 5, value: 2 }])).toThrow(new RangeError('a line needs readings of at least two sizes'));
  });
});

describe('the last tenfold', () => {
  test('has every size down to a tenth of the largest', () => {
    const sizes = [2, 5, 10, 20, 50, 100, 200, 500].map((size) => ({ size, value: 1 }));
    expect(lastTenfold(sizes).map(({ size }) => size)).toEqual([50, 100, 200, 500]);
  });

  test('is the last two sizes where they are further apart', () => {
    expect(lastTenfold([{ size: 1_000, value: 2 }, { size: 1, value: 3 }, { size: 10, value: 1 }]).map(({ size }) => size)).toEqual([1_000, 10]);
  });
});

describe('the line', () => {
  test('finds what every size costs and what each unit adds', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 1e3, noNaN: true }), fc.double({ min: 1e-3, max: 10, noNaN: true }), (constant, perUnit) => {
      const line = lineThrough(readings((size) => constant + perUnit * size));
      expect(line.constant / constant).toBeCloseTo(1, 6);
      expect(line.perUnit / perUnit).toBeCloseTo(1, 6);
    }));
  });

  test('counts a reading by its relative error, so that the largest does not decide alone', () => {
    const { constant } = lineThrough([{ size: 1, value: 10 }, { size: 2, value: 11 }, { size: 10_000, value: 12_000 }]);
    expect(constant).toBeGreaterThan(8);
    expect(constant).toBeLessThan(10);
  });

  test('refuses a value without a relative error', () => {
    expect(() => lineThrough([{ size: 1, value: 0 }, { size: 2, value: 1 }])).toThrow(new RangeError('a value of 0 has no relative error'));
  });
});
