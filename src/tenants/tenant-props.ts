import { LedgerFailurePolicy } from './ledger-failure-policy';
import { Quota } from './quota';
import { ShardSelection } from './shard-selection';
import { TenantShare } from './tenant-share';

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
   * How the tenant shares what targets can take with other tenants. Counts at targets that declare a capacity. As soon
   * as one tenant has a share, all have one, of weight 1 unless they say otherwise.
   *
   * @default - whoever comes first gets what there is
   */
  readonly share?: TenantShare;

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

  /**
   * ARNs of the IAM roles and users that act for the tenant, under `GatewayAuth.iam()`. A role's ARN covers every session
   * of the role. A principal acts for one tenant only.
   *
   * @default - none, which is an error under `GatewayAuth.iam()`
   */
  readonly iamPrincipals?: string[];

  /**
   * The shards (accounts, unless targets say otherwise) that serve the tenant. It is never served in any other, whatever
   * fails: what one tenant does to its shards, and what happens to them, does not reach the tenants of others.
   *
   * @default - every shard
   */
  readonly shards?: ShardSelection;
}
