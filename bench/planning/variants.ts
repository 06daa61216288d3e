import { StrategyPlan } from '../../src/contract/plan';

/** What puts the members of a tier in order: the strategy of the tier, or the affinity of the route in its place. */
export type Ordering = StrategyPlan['kind'] | 'affinity';

/** How much of a decision is made: the order of the candidates alone, or all of it with none or a third of the targets open. */
export type Extent = 'ordering' | 'allClosed' | 'thirdOpen';

/** One thing to measure. */
export interface Variant {
  readonly ordering: Ordering;
  readonly extent: Extent;
  readonly tiers: number;
  /** Over all tiers. */
  readonly targets: number;
}

/** Every kind has to be named, so that a new strategy cannot be forgotten here. */
const EVERY_ORDERING: { readonly [ordering in Ordering]: true } = {
  ordered: true,
  roundRobin: true,
  weightedRandom: true,
  leastInFlight: true,
  lowestLatency: true,
  lowestCost: true,
  mostHeadroom: true,
  affinity: true,
};

export const ORDERINGS = Object.keys(EVERY_ORDERING) as readonly Ordering[];

export const EXTENTS: readonly Extent[] = ['allClosed', 'thirdOpen', 'ordering'];

export const TIERS: readonly number[] = [1, 3];

/** The first one is what the others are compared with. */
export const SIZES: readonly number[] = [5, 50, 500];

export const VARIANTS: readonly Variant[] = EXTENTS.flatMap((extent) =>
  TIERS.flatMap((tiers) => ORDERINGS.flatMap((ordering) => SIZES.map((targets) => ({ ordering, extent, tiers, targets })))));

export function nameOf({ ordering, extent, tiers, targets }: Variant): string {
  return `${ordering}, ${extent}, ${targets} targets in ${tiers} ${tiers === 1 ? 'tier' : 'tiers'}`;
}
