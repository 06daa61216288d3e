import { LedgerFailurePolicy } from './ledger-failure-policy';
import { Quota } from './quota';

/** One tenant: who is limited, and what it may use. */
export interface TenantProps {
  /**
   * What all requests of the tenant together may take.
   *
   * @default - the tenant is not limited
   */
  readonly quota?: Quota;

  /**
   * What the tenant's requests for one route may take, by the name of the route. They count for `quota` as well.
   *
   * @default - no route is limited by itself
   */
  readonly routeQuotas?: { [route: string]: Quota };

  /**
   * Names of the routes that the tenant may use.
   *
   * @default - all routes
   */
  readonly routes?: string[];

  /**
   * What happens to the tenant's requests while its quota cannot be checked.
   *
   * @default LedgerFailurePolicy.FAIL_CLOSED
   */
  readonly onLedgerFailure?: LedgerFailurePolicy;
}
