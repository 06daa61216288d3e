import { CacheWrites } from './cache-writes';
import { Usage } from './model-answer';
import { TokenPricePlan } from '../../src/contract/plan';

/**
 * US dollars, in whole nano-dollars: 1,000,000,000 are one dollar. A token costs too little for cents, and sums of whole
 * numbers are exact. They have nothing to do with quota tokens: a cache read costs money and no quota, and burndown is
 * a matter of quotas only.
 */

/** What an answer has cost, rounded up to a whole nano-dollar. Every token counts once, at the price of its kind. */
export function costOf(usage: Usage, price: TokenPricePlan): number {
  const longWrites = Math.min(usage.cacheWrite1hInputTokens ?? 0, usage.cacheWriteInputTokens);
  return nanoDollars([
    [usage.inputTokens, price.inputPerMillionTokens],
    [usage.cacheReadInputTokens, price.cacheReadPerMillionTokens],
    [usage.cacheWriteInputTokens - longWrites, price.cacheWritePerMillionTokens],
    [longWrites, price.cacheWrite1hPerMillionTokens],
    [usage.outputTokens, price.outputPerMillionTokens],
  ]);
}

/**
 * What a call can cost at most, in nano-dollars: all of its input at the dearest price that it can meet, and as much
 * output as it may have. No answer within `inputTokens` and `maxTokens` costs more.
 */
export function mostExpensive(inputTokens: number, maxTokens: number, price: TokenPricePlan, cacheWrites: CacheWrites): number {
  return nanoDollars([[inputTokens, dearestInput(price, cacheWrites)], [maxTokens, price.outputPerMillionTokens]]);
}

function dearestInput(price: TokenPricePlan, cacheWrites: CacheWrites): number {
  const unasked = Math.max(price.inputPerMillionTokens, price.cacheReadPerMillionTokens);
  if (cacheWrites === 'none') return unasked;
  const short = Math.max(unasked, price.cacheWritePerMillionTokens);
  return cacheWrites === '5m' ? short : Math.max(short, price.cacheWrite1hPerMillionTokens);
}

const PICO_PER_NANO = 1_000n;
const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** Exact for any count: the products of large counts and prices are beyond what a number holds. */
function nanoDollars(parts: readonly (readonly [tokens: number, perMillionTokens: number])[]): number {
  let picoDollars = 0n;
  for (const [tokens, perMillionTokens] of parts) picoDollars += BigInt(tokens) * picoDollarsPerToken(perMillionTokens);
  const rounded = (picoDollars + PICO_PER_NANO - 1n) / PICO_PER_NANO;
  return Number(rounded < MOST ? rounded : MOST);
}

/**
 * A dollar for a million tokens is a million pico-dollars for one. A price with more decimals is rounded up; the noise of
 * a decimal fraction in binary is none of its decimals.
 */
function picoDollarsPerToken(perMillionTokens: number): bigint {
  const exact = perMillionTokens * 1_000_000;
  const nearest = Math.round(exact);
  const whole = Math.abs(exact - nearest) <= exact * Number.EPSILON ? nearest : Math.ceil(exact);
  return BigInt(Math.min(whole, Number.MAX_SAFE_INTEGER));
}
