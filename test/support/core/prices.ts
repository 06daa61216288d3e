import { TokenPricePlan } from '../../../src/contract/plan';

/** Dollars for a million tokens. What the test does not name of the cache costs what Anthropic charges for it. */
export function priceOf(input: number, output: number, cached: Partial<TokenPricePlan> = {}): TokenPricePlan {
  const times = (multiple: number) => Number((input * multiple).toPrecision(12));
  return {
    inputPerMillionTokens: input,
    outputPerMillionTokens: output,
    cacheReadPerMillionTokens: times(0.1),
    cacheWritePerMillionTokens: times(1.25),
    cacheWrite1hPerMillionTokens: times(2),
    ...cached,
  };
}
