import { BoundRoute, BoundTier } from './bound-route';

/** The tiers of a route, each with what to call it in a message. */
export function describedTiers(
  { name, tiers, contextFallbacks, filterFallbacks }: Pick<BoundRoute, 'name' | 'tiers' | 'contextFallbacks' | 'filterFallbacks'>,
): readonly { readonly tier: BoundTier; readonly what: string }[] {
  return [
    ...tiers.map((tier, index) => ({ tier, what: describeTier(name, index) })),
    ...contextFallbacks.map((tier, index) => ({ tier, what: describeContextTier(name, index) })),
    ...filterFallbacks.map((tier, index) => ({ tier, what: describeFilterTier(name, index) })),
  ];
}

export function describeTier(route: string, index: number): string {
  return index === 0 ? `route '${route}'` : `fallback ${index} of route '${route}'`;
}

export function describeContextTier(route: string, index: number): string {
  return `context window fallback ${index + 1} of route '${route}'`;
}

export function describeFilterTier(route: string, index: number): string {
  return `content filter fallback ${index + 1} of route '${route}'`;
}
