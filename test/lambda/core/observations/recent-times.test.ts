import fc from 'fast-check';
import { ENOUGH, RECENT_FOR_MS, RecentTimes, remember, usualAt } from '../../../../lambda/core/observations/recent-times';

const seen = (values: readonly number[], at = 0) => values.reduce<RecentTimes>((known, value) => remember(known, value, at), []);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('what is usual', () => {
  it('is unknown before enough was seen', () => {
    expect(usualAt([], 0)).toBeUndefined();
    expect(usualAt(seen(upTo(ENOUGH - 1)), 0)).toBeUndefined();
  });

  it('is what 95 % have stayed within, in whatever order they came', () => {
    expect(usualAt(seen(upTo(20)), 0)).toBe(19);
    expect(usualAt(seen([...upTo(100)].reverse()), 0)).toBe(95);
  });

  it('rests on the last hundred', () => {
    expect(usualAt(seen([...Array.from({ length: 50 }, () => 9_000), ...upTo(100)]), 0)).toBe(95);
  });

  it('rests on what was seen within ten minutes, and on nothing older', () => {
    const known = seen(upTo(20), 1_000);
    expect(usualAt(known, 1_000 + RECENT_FOR_MS - 1)).toBe(19);
    expect(usualAt(known, 1_000 + RECENT_FOR_MS)).toBeUndefined();
    const renewed = upTo(20).reduce<RecentTimes>((times) => remember(times, 500, 1_000 + RECENT_FOR_MS), known);
    expect(usualAt(renewed, 1_000 + RECENT_FOR_MS)).toBe(500);
  });

  it('is exceeded by at most a twentieth of what it rests on', () => {
    fc.assert(fc.property(fc.array(fc.nat(60_000), { minLength: ENOUGH, maxLength: 300 }), (values) => {
      const usual = usualAt(seen(values), 0)!;
      const kept = values.slice(-100);
      expect(kept.filter((value) => value > usual).length).toBeLessThanOrEqual(kept.length / 20);
      expect(kept).toContain(usual);
    }));
  });
});
