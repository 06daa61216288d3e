import { ShardsPlan } from '../../../src/contract/plan';
import { orderByDraw } from '../affinity/rendezvous';

/** Where one request may be served. */
export interface OpenShards {
  /** Absent for a tenant that selects no shards. */
  readonly names?: readonly string[];
  readonly isOpen: (shard: string) => boolean;
}

/** Of tenants that select no shards, while none is drained. */
export const EVERY_SHARD: OpenShards = { isOpen: () => true };

const NONE: ReadonlySet<string> = new Set();

/**
 * The shards of a tenant: those it is pinned to, or the first ones of an order of its own (rendezvous hashing). So a
 * tenant exchanges one of its shards at most when one is added; when one is removed or drained, those that had it get
 * the next one of their order, and nobody else moves.
 *
 * Nothing takes the place of a shard that fails: its load, and what a tenant has done to it, would come along.
 */
export function openShards(tenant: string, plan: ShardsPlan | undefined, drained: ReadonlySet<string> = NONE): OpenShards {
  if (!plan) return drained.size === 0 ? EVERY_SHARD : { isOpen: (shard) => !drained.has(shard) };
  const open = plan.shards.filter((shard) => !drained.has(shard));
  const names = plan.kind === 'pinned' ? open : inOrderOf(tenant, open).slice(0, plan.count);
  return { names, isOpen: (shard) => names.includes(shard) };
}

/** The same for every request, in every container, for as long as the shards keep their names. */
function inOrderOf(tenant: string, shards: readonly string[]): readonly string[] {
  return orderByDraw(shards, `${tenant}\u0000shards`, (name) => ({ name, weight: 1 }));
}
