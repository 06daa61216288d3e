/** What the API as a whole lets through, before any tenant's quota is looked at. */
export interface GatewayThrottling {
  /**
   * Requests per second in the long run.
   *
   * @default 1000
   */
  readonly rateLimit?: number;

  /**
   * Requests that may come at once.
   *
   * @default 2000
   */
  readonly burstLimit?: number;
}
