import * as fc from 'fast-check';
import { CacheWrites } from '../../../lambda/core/cache-writes';
import { costOf, mostExpensive } from '../../../lambda/core/cost';
import { Usage } from '../../../lambda/core/model-answer';
import { TokenPricePlan } from '../../../src/contract/plan';
import { usageOf } from '../../support/core/events';
import { priceOf } from '../../support/core/prices';

const DOLLAR = 1_000_000_000;
const MILLION = 1_000_000;

describe('costOf', () => {
  const price = priceOf(3, 15);

  it.each([
    ['input', usageOf({ inputTokens: MILLION }), 3 * DOLLAR],
    ['output', usageOf({ outputTokens: MILLION }), 15 * DOLLAR],
    ['cache reads', usageOf({ cacheReadInputTokens: MILLION }), 0.3 * DOLLAR],
    ['cache writes for 5 minutes', usageOf({ cacheWriteInputTokens: MILLION }), 3.75 * DOLLAR],
    ['cache writes for an hour', usageOf({ cacheWriteInputTokens: MILLION, cacheWrite1hInputTokens: MILLION }), 6 * DOLLAR],
    ['nothing', usageOf(), 0],
  ])('prices %s by themselves', (_what, usage, cost) => {
    expect(costOf(usage, price)).toBe(cost);
  });

  it('counts each token of a mixed answer once', () => {
    const usage = {
      inputTokens: 1_000, outputTokens: 200, cacheReadInputTokens: 10_000, cacheWriteInputTokens: 3_000, cacheWrite1hInputTokens: 2_000,
    };
    // 1,000 × 3,000 + 200 × 15,000 + 10,000 × 300 + 1,000 × 3,750 + 2,000 × 6,000
    expect(costOf(usage, price)).toBe(24_750_000);
  });

  it.each([
    [0.07, 70],
    [0.1, 100],
    [0.035, 35],
    [1.1, 1_100],
    [0.00875, 9],
    [0.0000001, 1],
  ])('takes one token at %s dollars for a million as %i nano-dollars', (dollars, nano) => {
    expect(costOf(usageOf({ inputTokens: 1 }), priceOf(dollars, 1))).toBe(nano);
  });

  it('rounds once, and not for each kind of token', () => {
    // 8.75 + 8.75 nano-dollars
    expect(costOf(usageOf({ inputTokens: 1, outputTokens: 1 }), priceOf(0.00875, 0.00875))).toBe(18);
  });

  it('does not take a part of the cache writes for more than the whole', () => {
    expect(costOf(usageOf({ cacheWriteInputTokens: 10, cacheWrite1hInputTokens: 50 }), price)).toBe(60_000);
  });
});

describe('the examples of AWS', () => {
  // https://aws.amazon.com/bedrock/pricing/: 11K tokens of input at $0.008 and 4K of output at $0.024 for a thousand cost $0.088 + $0.096.
  it('a summary of 11,000 tokens in 4,000 costs $0.184', () => {
    expect(costOf(usageOf({ inputTokens: 11_000, outputTokens: 4_000 }), priceOf(8, 24))).toBe(0.184 * DOLLAR);
  });

  // Cache writes cost 25 % more than input and reads 90 % less, so that two requests save 32 %, five 67 % and ten 78 %:
  // https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/core-skills/amazon-bedrock/references/prompt-caching.md
  it.each([[1, -25], [2, 32], [5, 67], [10, 78]])('%i requests with the same prompt save %i % of its cost by the cache', (requests, percent) => {
    const price = priceOf(3, 15);
    const plain = requests * costOf(usageOf({ inputTokens: 10_000 }), price);
    const read = costOf(usageOf({ cacheReadInputTokens: 10_000 }), price);
    const cached = costOf(usageOf({ cacheWriteInputTokens: 10_000 }), price) + (requests - 1) * read;
    expect(Math.floor(100 * (plain - cached) / plain)).toBe(percent);
  });
});

describe('mostExpensive', () => {
  const price = priceOf(3, 15);

  it.each([
    ['none', 1_000 * 3_000],
    ['5m', 1_000 * 3_750],
    ['1h', 1_000 * 6_000],
  ] as const)('holds input at the dearest price that it can meet with cache writes: %s', (cacheWrites, input) => {
    expect(mostExpensive(1_000, 100, price, cacheWrites)).toBe(input + 100 * 15_000);
  });

  it('does not take the cache for cheaper than it was declared', () => {
    expect(mostExpensive(1_000, 0, priceOf(3, 15, { cacheReadPerMillionTokens: 4 }), 'none')).toBe(4_000_000);
    expect(mostExpensive(1_000, 0, priceOf(3, 15, { cacheWritePerMillionTokens: 7 }), '1h')).toBe(7_000_000);
    expect(mostExpensive(1_000, 0, priceOf(3, 15, { cacheWritePerMillionTokens: 1, cacheWrite1hPerMillionTokens: 2 }), '1h')).toBe(3_000_000);
  });
});

const tokens = fc.oneof(fc.nat({ max: 2_000_000 }), fc.maxSafeNat());
const dollars = fc.oneof(fc.double({ min: 1e-9, max: 1_000, noNaN: true }), fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }));
const prices: fc.Arbitrary<TokenPricePlan> = fc.record({
  inputPerMillionTokens: dollars,
  outputPerMillionTokens: dollars,
  cacheReadPerMillionTokens: dollars,
  cacheWritePerMillionTokens: dollars,
  cacheWrite1hPerMillionTokens: dollars,
});
const usages: fc.Arbitrary<Usage> = fc.record({
  inputTokens: tokens, outputTokens: tokens, cacheReadInputTokens: tokens, cacheWriteInputTokens: tokens, cacheWrite1hInputTokens: tokens,
});
const kinds = fc.constantFrom<CacheWrites>('none', '5m', '1h');

/** An answer within `inputTokens` and `maxTokens` to a request that asks for `cacheWrites`. */
function usageWithin(inputTokens: number, maxTokens: number, cacheWrites: CacheWrites, shares: readonly number[]): Usage {
  const [read = 0, written = 0, long = 0, output = 0] = shares;
  const cacheReadInputTokens = Math.floor(inputTokens * read);
  const cacheWriteInputTokens = cacheWrites === 'none' ? 0 : Math.floor((inputTokens - cacheReadInputTokens) * written);
  return {
    inputTokens: inputTokens - cacheReadInputTokens - cacheWriteInputTokens,
    cacheReadInputTokens,
    cacheWriteInputTokens,
    cacheWrite1hInputTokens: cacheWrites === '1h' ? Math.floor(cacheWriteInputTokens * long) : 0,
    outputTokens: Math.floor(maxTokens * output),
  };
}

describe('whatever is used and charged', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  it('an answer never costs more than was held for it', () => {
    const shares = fc.tuple(share, share, share, share);
    fc.assert(fc.property(tokens, tokens, prices, kinds, shares, (inputTokens, maxTokens, price, cacheWrites, drawn) => {
      const usage = usageWithin(inputTokens, maxTokens, cacheWrites, drawn);
      expect(costOf(usage, price)).toBeLessThanOrEqual(mostExpensive(inputTokens, maxTokens, price, cacheWrites));
    }));
  });

  it('a cost is a whole number that can be added to and taken from a budget', () => {
    fc.assert(fc.property(usages, prices, kinds, (usage, price, cacheWrites) => {
      for (const cost of [costOf(usage, price), mostExpensive(usage.inputTokens, usage.outputTokens, price, cacheWrites)]) {
        expect(Number.isSafeInteger(cost)).toBe(true);
        expect(cost).toBeGreaterThanOrEqual(0);
      }
    }));
  });

  it.each(['inputTokens', 'outputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'] as const)('more %s never cost less, and are never free', (kind) => {
    fc.assert(fc.property(usages, prices, fc.nat({ max: 1_000_000 }), (usage, price, more) => {
      const counts = { ...usage, cacheWrite1hInputTokens: 0 };
      const larger = { ...counts, [kind]: Math.min(counts[kind] + more, Number.MAX_SAFE_INTEGER) };
      expect(costOf(larger, price)).toBeGreaterThanOrEqual(costOf(counts, price));
      expect(costOf(usageOf({ [kind]: more + 1 }), price)).toBeGreaterThan(0);
    }));
  });

  it('a longer lifetime never costs less where it is the dearer one', () => {
    fc.assert(fc.property(usages, prices, (usage, price) => {
      const dear = { ...price, cacheWrite1hPerMillionTokens: Math.max(price.cacheWrite1hPerMillionTokens, price.cacheWritePerMillionTokens) };
      expect(costOf(usage, dear)).toBeGreaterThanOrEqual(costOf({ ...usage, cacheWrite1hInputTokens: 0 }, dear));
    }));
  });

  it('more asked for never holds less', () => {
    fc.assert(fc.property(tokens, tokens, prices, (inputTokens, maxTokens, price) => {
      const [none, short, long] = (['none', '5m', '1h'] as const).map((kind) => mostExpensive(inputTokens, maxTokens, price, kind));
      expect(short).toBeGreaterThanOrEqual(none!);
      expect(long).toBeGreaterThanOrEqual(short!);
    }));
  });
});
