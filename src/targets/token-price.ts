/** What a target charges for tokens, in US dollars. */
export interface TokenPrice {
  /** US dollars for a million input tokens: a number above 0, such as 3 or 0.06. */
  readonly inputPerMillionTokens: number;

  /** US dollars for a million output tokens: a number above 0. */
  readonly outputPerMillionTokens: number;
}
