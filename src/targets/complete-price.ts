import { TokenPrice } from './token-price';
import { TokenPricePlan } from '../contract/plan';

/**
 * What Anthropic charges for cached input, as multiples of the input price; the newest models charge less for reads.
 * Source: https://platform.claude.com/docs/en/about-claude/pricing#prompt-caching, as of 2026-11-21.
 */
const CACHE_READ = 0.1;
const CACHE_WRITE = 1.25;
const CACHE_WRITE_1H = 2;

/**
 * A price with everything in it that a call can be charged for. What is not known of the cache is assumed on the dear
 * side: writes as Anthropic prices them, which are the dearest published, and reads without a discount unless the
 * vendor is known to give one.
 */
export function completePrice(price: TokenPrice, foundationModel?: string): TokenPricePlan {
  const { inputPerMillionTokens, outputPerMillionTokens } = price;
  const times = (multiple: number) => withoutNoise(inputPerMillionTokens * multiple);
  return {
    inputPerMillionTokens,
    outputPerMillionTokens,
    cacheReadPerMillionTokens: price.cacheReadPerMillionTokens ?? times(foundationModel?.startsWith('anthropic.') ? CACHE_READ : 1),
    cacheWritePerMillionTokens: price.cacheWritePerMillionTokens ?? times(CACHE_WRITE),
    cacheWrite1hPerMillionTokens: price.cacheWrite1hPerMillionTokens ?? times(CACHE_WRITE_1H),
  };
}

/** Every part of a price, so many times. */
export function timesPrice(price: TokenPricePlan, factor: number): TokenPricePlan {
  return {
    inputPerMillionTokens: withoutNoise(price.inputPerMillionTokens * factor),
    outputPerMillionTokens: withoutNoise(price.outputPerMillionTokens * factor),
    cacheReadPerMillionTokens: withoutNoise(price.cacheReadPerMillionTokens * factor),
    cacheWritePerMillionTokens: withoutNoise(price.cacheWritePerMillionTokens * factor),
    cacheWrite1hPerMillionTokens: withoutNoise(price.cacheWrite1hPerMillionTokens * factor),
  };
}

/** A tenth of 3 is 0.3, and not 0.30000000000000004. */
function withoutNoise(dollars: number): number {
  return Number(dollars.toPrecision(12));
}
