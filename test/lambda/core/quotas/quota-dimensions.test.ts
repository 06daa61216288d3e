import { Dimension } from '../../../../lambda/core/ledger/dimensions';
import { amountOf, describe as describeLimit, limitsOf, NO_USE } from '../../../../lambda/core/quotas/quota-dimensions';

const ALL = { requestsPerMinute: 1, quotaTokensPerMinute: 2, quotaTokensPerDay: 3, concurrentRequests: 4, usdPerDay: 0.5, usdPerMonth: 1e-9 };

describe('the limits of a quota', () => {
  it('are one for each member, dollars in whole nano-dollars', () => {
    expect(limitsOf(ALL)).toEqual({ requests: 1, tokens: 2, tokensPerDay: 3, concurrent: 4, costPerDay: 500_000_000, costPerMonth: 1 });
    expect(limitsOf({ usdPerDay: 0.1234567891 })).toEqual({ costPerDay: 123_456_789 });
  });

  it('are those of a part of the work where there is one, and only the declared ones', () => {
    expect(limitsOf({ quotaTokensPerMinute: 7 }, 'k3f9')).toEqual({ 'tokens~k3f9': 7 });
    expect(limitsOf({})).toEqual({});
  });
});

describe('the amounts of a use', () => {
  const dimensions = Object.keys({ ...limitsOf(ALL), ...limitsOf(ALL, 'p1') }) as Dimension[];

  it('are the same for all dimensions of one kind', () => {
    expect(amountOf(dimensions, { requests: 1, tokens: 20, cost: 300 }, true)).toEqual({
      'requests': 1,
      'tokens': 20,
      'tokensPerDay': 20,
      'concurrent': 1,
      'costPerDay': 300,
      'costPerMonth': 300,
      'requests~p1': 1,
      'tokens~p1': 20,
      'tokensPerDay~p1': 20,
      'concurrent~p1': 1,
      'costPerDay~p1': 300,
      'costPerMonth~p1': 300,
    });
  });

  it('leave nothing running at the end, and nothing at all when nothing was used', () => {
    expect(amountOf(['concurrent', 'requests', 'costPerDay'], { requests: 1, tokens: 20, cost: 300 }, false)).toEqual({ concurrent: 0, requests: 1, costPerDay: 300 });
    expect(amountOf(['concurrent', 'requests', 'tokens', 'costPerDay'], NO_USE, false)).toEqual({ concurrent: 0, requests: 0, tokens: 0, costPerDay: 0 });
  });
});

it.each([
  ['requests', 60, '60', 'requests per minute'],
  ['tokens~k3f9', 90_000, '90000', 'quota tokens per minute'],
  ['concurrent', 4, '4', 'requests at once'],
  ['costPerDay', 1_500_000_000, '1.5', 'US dollars per day'],
  ['costPerMonth~k3f9', 12_000_000, '0.012', 'US dollars per month'],
] as const)('%s of %d is told as %s %s', (dimension, value, text, unit) => {
  expect(describeLimit(dimension, value)).toEqual({ value: text, unit });
});
