/**
 * What a target charges for tokens, in US dollars. Tokens read from or written to the prompt cache have prices of their
 * own. One that is left out is assumed on the dear side and never as 0, because what is not counted is paid all the same.
 */
export interface TokenPrice {
  /** US dollars for a million input tokens: a number above 0, such as 3 or 0.06. */
  readonly inputPerMillionTokens: number;

  /** US dollars for a million output tokens: a number above 0. */
  readonly outputPerMillionTokens: number;

  /**
   * US dollars for a million input tokens that are read from the prompt cache.
   *
   * @default - for a model of Anthropic a tenth of the input price, which none of them exceeds; otherwise the input price
   */
  readonly cacheReadPerMillionTokens?: number;

  /**
   * US dollars for a million input tokens that the prompt cache keeps for 5 minutes.
   *
   * @default - 1.25 times the input price, what Anthropic charges
   */
  readonly cacheWritePerMillionTokens?: number;

  /**
   * US dollars for a million input tokens that the prompt cache keeps for an hour.
   *
   * @default - 2 times the input price, what Anthropic charges
   */
  readonly cacheWrite1hPerMillionTokens?: number;
}
