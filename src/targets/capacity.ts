/**
 * What a target can take, over all tenants. Bedrock counts by account, source Region, model and kind of inference
 * (on-demand, cross-Region, Global): targets that share all of these share their capacity. At least one limit is needed.
 */
export interface Capacity {
  /**
   * Whole requests in any 60 seconds.
   *
   * @default - requests are not limited
   */
  readonly requestsPerMinute?: number;

  /**
   * Quota tokens in any 60 seconds, in Bedrock's own arithmetic.
   *
   * @default - tokens are not limited
   */
  readonly quotaTokensPerMinute?: number;

  /**
   * Quota tokens in any 24 hours.
   *
   * @default - tokens are not limited by the day
   */
  readonly quotaTokensPerDay?: number;

  /**
   * Requests at one time. Provisioned Throughput is sized so.
   *
   * @default - requests at once are not limited
   */
  readonly concurrentRequests?: number;

  /**
   * Names what is counted together. Targets of one pool declare the same limits, or leave them to one of them.
   *
   * @default - what Bedrock counts together: the kind of inference, the model, the Region and the account
   */
  readonly pool?: string;
}
