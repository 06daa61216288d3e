import { LimitState } from '../../../../lambda/core/quotas/limit-state';
import { durationOf, rateLimitHeaders } from '../../../../lambda/surfaces/shared/rate-limit-headers';

const state = (dimension: LimitState['dimension'], remaining: number): LimitState => ({ dimension, limit: 60, used: 60 - remaining, remaining, resetsInMs: 6_100 });

test('limits of a minute are told in the way of OpenAI', () => {
  expect(rateLimitHeaders([state('requests', 59), state('tokens~k3f9', 3), state('tokens', 7), state('concurrent', 1)])).toEqual({
    'x-ratelimit-limit-requests': '60',
    'x-ratelimit-remaining-requests': '59',
    'x-ratelimit-reset-requests': '7s',
    'x-ratelimit-limit-tokens': '60',
    'x-ratelimit-remaining-tokens': '3',
    'x-ratelimit-reset-tokens': '7s',
  });
});

test('who has no such limits gets no such headers', () => {
  expect(rateLimitHeaders(undefined)).toEqual({});
  expect(rateLimitHeaders([state('tokensPerDay', 3)])).toEqual({});
});

test.each([[0, '0ms'], [20, '20ms'], [999.2, '1000ms'], [1_000, '1s'], [6_001, '7s'], [59_000, '59s'], [59_001, '1m0s'], [62_000, '1m2s']])('%d ms are %s', (ms, text) => {
  expect(durationOf(ms)).toBe(text);
});
