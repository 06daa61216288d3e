import { LedgerFailurePolicy } from './ledger-failure-policy';
import { Quota } from './quota';
import { ShardSelection } from './shard-selection';

/** One tenant: who is limited, and what it may use. */
export interface TenantProps {
  /**
   * What all requests of the tenant together may take.
   *
   * @default - the tenant is not limited
   */
  readonly quota?: Quota;

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
   * The shards (accounts, unless targets say otherwise) that serve the tenant. It is never served in any other, whatever
   * fails: what one tenant does to its shards, and what happens to them, does not reach the tenants of others.
   *
   * @default - every shard
   */
  readonly shards?: ShardSelection;
}
