/** What a `ShardSelection` asks for, not checked yet. */
export type ShardChoice =
  | { readonly kind: 'pinned'; readonly shards: readonly string[] }
  | { readonly kind: 'shuffled'; readonly count: number };
