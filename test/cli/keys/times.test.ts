import { parseDuration, parseInstant } from '../../../cli/keys/times';

test.each([
  ['45s', 45_000], ['30m', 1_800_000], ['24h', 86_400_000], ['90d', 7_776_000_000], ['0s', 0], ['3650d', 315_360_000_000],
])('%s is %i milliseconds', (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(['', '90', 'd', '-1d', '1.5h', '1w', '90 d', '90d ', '3651d', '1e3s', '9999999999s'])('%p is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test.each([
  ['2026-12-31T00:00:00Z', '2026-12-31T00:00:00.000Z'],
  ['2026-12-31T00:00Z', '2026-12-31T00:00:00.000Z'],
  ['2026-12-31T02:30:00.5+02:30', '2026-12-31T00:00:00.500Z'],
  ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
])('%s is %s', (text, iso) => expect(new Date(parseInstant(text)!).toISOString()).toBe(iso));

test.each([
  '', '2026-12-31', '2026-12-31T00:00:00', 'tomorrow', '1767225600', '2026-13-01T00:00:00Z', '2026-02-29T00:00:00Z', '2026-02-31T00:00:00Z', '2026-04-31T00:00:00Z',
  '2026-01-01T25:00:00Z', '2026-01-01T00:00:00Z ', '2026-00-01T00:00:00Z', '2026-01-00T00:00:00Z',
])('%p is no instant', (text) => expect(parseInstant(text)).toBeUndefined());
