/**
 * How much may pass. Limits on a minute, a day or a month slide: they hold in any 60 seconds, any 24 hours and any 30
 * days, so nobody gets twice as much around midnight. At least one limit is needed.
 */
export interface Quota {
  /**
   * Whole requests in any 60 seconds.
   *
   * @default - requests are not limited
   */
  readonly requestsPerMinute?: number;

  /**
   * Quota tokens in any 60 seconds, in Bedrock's own arithmetic: input and `max_tokens` are reserved before
   * the call; what counts after it is input plus output times the model's burndown.
   *
   * @default - tokens are not limited
   */
  readonly quotaTokensPerMinute?: number;

  /**
   * Quota tokens in any 24 hours, in the same arithmetic.
   *
   * @default - tokens are not limited by the day
   */
  readonly quotaTokensPerDay?: number;

  /**
   * Requests that are being served at one time. One counts until it has ended; if the gateway itself dies, until
   * the deadline of its route has passed.
   *
   * @default - requests at once are not limited
   */
  readonly concurrentRequests?: number;

  /**
   * US dollars in any 24 hours, by the prices of the targets. The most that a request can cost is reserved before the
   * call. Every target of the routes needs a price.
   *
   * @default - what requests cost is not limited by the day
   */
  readonly usdPerDay?: number;

  /**
   * US dollars in any 30 days.
   *
   * @default - what requests cost is not limited by the month
   */
  readonly usdPerMonth?: number;
}
