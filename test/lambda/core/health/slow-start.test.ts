import fc from 'fast-check';
import { mayPrefer, shareAfter } from '../../../../lambda/core/health/slow-start';

test.each([[0, 0.1], [5_000, 0.55], [10_000, 1], [60_000, 1], [-1_000, 0.1]])('%d ms after closing, the share is %d', (since, share) => {
  expect(shareAfter(since)).toBeCloseTo(share);
});

test('the share only grows', () => {
  fc.assert(fc.property(fc.nat(20_000), fc.nat(20_000), (time, later) => shareAfter(time + later) >= shareAfter(time)));
});

test('a draw below the share prefers the target', () => {
  expect(mayPrefer(5_000, () => 0.54)).toBe(true);
  expect(mayPrefer(5_000, () => 0.56)).toBe(false);
  expect(mayPrefer(10_000, () => 0.999999)).toBe(true);
});
