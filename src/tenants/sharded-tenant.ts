import { BoundRoute } from '../routing/bound-route';

/** A tenant that is not served everywhere. */
export interface ShardedTenant {
  readonly name: string;
  readonly routes: readonly BoundRoute[];
  /** Where it can be served. */
  readonly shards: readonly string[];
  /** In how many of them it is. */
  readonly count: number;
}
