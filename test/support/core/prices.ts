import { TokenPricePlan } from '../../../src/contract/plan';

/** Dollars for a million tokens. What the test does not name of the cache costs what Anthropic charges for it. */
export function priceOf(input: number, output: number, cached: Partial<TokenPricePlan> = {}): TokenPricePlan {
  return {
    inputPerMillionTokens: input,
    outputPerMillionTokens: output,
    cacheReadPerMillionTokens: input / 10,
    cacheWritePerMillionTokens: input * 1.25,
    cacheWrite1hPerMillionTokens: input * 2,
    ...cached,
  };
}
