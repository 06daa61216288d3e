import { Duration } from 'aws-cdk-lib';
import { Priority } from './priority';

/** What a tenant gets of every minute's capacity, whatever others ask for. At least one of the two is needed. */
export interface GuaranteedShare {
  /**
   * Requests in any 60 seconds.
   *
   * @default - no number of requests is guaranteed
   */
  readonly requestsPerMinute?: number;

  /**
   * Quota tokens in any 60 seconds.
   *
   * @default - no number of tokens is guaranteed
   */
  readonly quotaTokensPerMinute?: number;
}

/**
 * How a tenant shares the capacities that targets declare with other tenants. Its quota is the most that it may take,
 * its guarantee the least that it can count on.
 */
export interface TenantShare {
  /**
   * What is set aside for the tenant at the targets of each of its routes. Nobody else gets it, whether it is used or
   * not. All guarantees together must fit into what the targets declare.
   *
   * @default - nothing is set aside
   */
  readonly guaranteed?: GuaranteedShare;

  /**
   * The tenant's part of what is not set aside, relative to other tenants that ask for it: a whole number from 1 to 1,000.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Whether somebody waits for the tenant's answers.
   *
   * @default Priority.INTERACTIVE
   */
  readonly priority?: Priority;

  /**
   * How long a request waits in the gateway when its targets have no capacity left, before it is refused with 429 and
   * the time to come back. At most 60 seconds; the deadline of the route counts as well.
   *
   * @default - interactive requests do not wait, batch requests wait for 10 seconds
   */
  readonly maxQueueTime?: Duration;
}
