import fc from 'fast-check';
import { sumOf } from '../../../lambda/core/model-answer';
import { usageOf } from '../../support/core/events';

const count = fc.nat(1_000_000);
const usage = fc.record({ inputTokens: count, outputTokens: count, cacheReadInputTokens: count, cacheWriteInputTokens: count });

test('several calls have used what each of them has, of every kind', () => {
  fc.assert(fc.property(fc.array(usage, { minLength: 1, maxLength: 20 }), (usages) => {
    const sum = sumOf(usages);
    for (const member of ['inputTokens', 'outputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'] as const) {
      expect(sum[member]).toBe(usages.map((one) => one[member]).reduce((left, right) => left + right));
    }
    expect(sum).not.toHaveProperty('cacheWrite1hInputTokens');
  }));
});

test('what is kept for an hour is told where there is any', () => {
  expect(sumOf([usageOf({ cacheWriteInputTokens: 5, cacheWrite1hInputTokens: 3 }), usageOf({ inputTokens: 1 })]))
    .toEqual({ inputTokens: 1, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 5, cacheWrite1hInputTokens: 3 });
});
