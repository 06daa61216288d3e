import { orderByScore } from './order-by-score';
import type { OrderingContext } from './order-tier';
import { TierMember } from '../../../src/contract/plan';

/** Fewest calls in flight for its weight first: 3 calls at weight 3 are as much as 1 at weight 1. Ties by weighted random. */
export function orderByInFlight(members: readonly TierMember[], { observations, random }: OrderingContext): readonly TierMember[] {
  return orderByScore(members, ({ target, weight }) => observations.inFlight(target) / weight, random);
}
