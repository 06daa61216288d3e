import { orderByScore } from './order-by-score';
import type { OrderingContext } from './order-tier';
import { TierMember } from '../../../src/contract/plan';

/** The largest share of its declared capacity left first; ties by weighted random. Without a capacity all of it is left. */
export function orderByHeadroom(members: readonly TierMember[], { headroom, random, targets }: OrderingContext): readonly TierMember[] {
  return orderByScore(members, ({ target }) => {
    const known = targets.get(target);
    return known ? -headroom(known) : -1;
  }, random);
}
