/** How much may pass in any 60 seconds. At least one of the two limits is needed. */
export interface Quota {
  /**
   * Whole requests in any 60 seconds.
   *
   * @default - requests are not counted
   */
  readonly requestsPerMinute?: number;

  /**
   * Quota tokens in any 60 seconds, in Bedrock's own arithmetic: input and `max_tokens` are reserved before
   * the call; what counts after it is input plus output times the model's burndown.
   *
   * @default - tokens are not counted
   */
  readonly quotaTokensPerMinute?: number;
}
