import { Duration } from 'aws-cdk-lib';
import { LeasesPlan } from '../contract/plan';
import { checkPlanDuration, checkPlanNumber } from '../private/validate';

const DEFAULT_REQUESTS = 100;
const DEFAULT_TIME = Duration.seconds(2);
const TIME_RANGE = { minimum: Duration.millis(100), maximum: Duration.seconds(10) };

/** How large the leases of `QuotaLedger.leased()` are, and how long they last. */
export interface LeaseOptions {
  /**
   * How many requests one lease is for at most. From 2.
   *
   * @default 100
   */
  readonly requestsPerLease?: number;

  /**
   * For how long a lease can be used. What it took counts from its end, so that so much of a minute stays unused where
   * a copy of the gateway is gone before it could give back. From 100 milliseconds to 10 seconds.
   *
   * @default Duration.seconds(2)
   */
  readonly leaseTime?: Duration;
}

/**
 * How the gateway counts the quotas of tenants and the declared capacities of targets in its table. Limits hold either
 * way, with any number of copies of the gateway: what is admitted in a window is never more.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
 *   tenants: { 'team-a': { quota: { requestsPerMinute: 60_000 } } },
 *   quotaLedger: QuotaLedger.leased({ requestsPerLease: 100 }),
 * });
 */
export abstract class QuotaLedger {
  /** Every request in a write of its own when it is admitted, and one when it has ended. */
  public static perRequest(): QuotaLedger {
    return new (class extends QuotaLedger {
      /** @internal */
      public _render(): undefined {
        return undefined;
      }
    })();
  }

  /**
   * A copy of the gateway that is busy takes many requests in one write, uses them up without any and gives back what is
   * left: at 100 requests for each lease, four writes or fewer in the place of 200. It takes one at a time while its
   * requests are far apart, so it saves nothing where each copy serves one request at a time, as with `GatewayCompute.lambda()`.
   *
   * No lease is larger than a 32nd of a limit, or than a quarter of what is left of it: so much can lie unused with each
   * copy until the lease ends. Limits on requests at once are counted request by request all the same. Cannot be combined
   * with tenants that share capacity (`share`), who are compared by what each has really used.
   */
  public static leased(options: LeaseOptions = {}): QuotaLedger {
    const { requestsPerLease = DEFAULT_REQUESTS, leaseTime = DEFAULT_TIME } = options;
    checkPlanNumber('the requestsPerLease of QuotaLedger.leased()', requestsPerLease, 2);
    checkPlanDuration('the leaseTime of QuotaLedger.leased()', leaseTime, TIME_RANGE);
    return new (class extends QuotaLedger {
      /** @internal */
      public _render(): LeasesPlan {
        return { requests: requestsPerLease, ms: leaseTime.toMilliseconds() };
      }
    })();
  }

  /** @internal */
  public abstract _render(): LeasesPlan | undefined;
}
