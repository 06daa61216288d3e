import { LoadedTarget } from '../loaded-plan';

/** The shard that a target belongs to, if the plan names one. */
export function shardOf(target: LoadedTarget & { readonly shard?: unknown }): string | undefined {
  return typeof target.shard === 'string' ? target.shard : undefined;
}
