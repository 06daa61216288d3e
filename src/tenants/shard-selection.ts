import { ShardChoice } from './shard-choice';

/**
 * The shards in which a tenant is served. A shard is what brings Bedrock quotas of its own: an account, unless targets
 * say otherwise with their `shard`.
 *
 * A tenant is never served outside of its shards, so one that makes its shards unusable, and an account that is in
 * trouble, harm only those who have the same ones. Whoever has few shards has few places to fail over to as well.
 *
 * @example
 * const home = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6');
 * const second = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
 *   roleArn: InferenceAccountRole.arnFor('222222222222', 'inference-shard'),
 * });
 * const third = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
 *   roleArn: InferenceAccountRole.arnFor('333333333333', 'inference-shard'),
 * });
 *
 * new ResilientInference(this, 'Gateway', {
 *   routes: { 'claude-sonnet': { targets: [home, second, third] } },
 *   tenants: {
 *     'team-a': { shards: ShardSelection.shuffled(2) },
 *     'team-b': { shards: ShardSelection.shuffled(2) },
 *     'bank': { shards: ShardSelection.pinned('home', '222222222222') },
 *   },
 * });
 */
export abstract class ShardSelection {
  /**
   * These shards. The tenant is refused when none of them can serve.
   *
   * @param shards names: the `shard` of targets or, where they have none, `home` or an account id
   */
  public static pinned(...shards: string[]): ShardSelection {
    return selection({ kind: 'pinned', shards });
  }

  /**
   * Some of the shards that serve the tenant's routes, chosen by its name (shuffle sharding): few tenants have all of
   * them in common. When a shard is added, a tenant exchanges one of its own for it or none; when one is removed or
   * drained, only the tenants that had it get another one in its place.
   *
   * Every route of the tenant needs a target in each of the shards: among `targets` and `fallbacks`, not only in the
   * chains for long requests or filtered answers.
   *
   * @param count how many, from 1 to all
   */
  public static shuffled(count: number): ShardSelection {
    return selection({ kind: 'shuffled', count });
  }

  /** @internal */
  public abstract _choice(): ShardChoice;
}

function selection(choice: ShardChoice): ShardSelection {
  return new (class extends ShardSelection {
    /** @internal */
    public _choice(): ShardChoice {
      return choice;
    }
  })();
}
