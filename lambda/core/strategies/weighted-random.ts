import { TierMember } from '../../../src/contract/plan';
import { Random } from '../ports';

/**
 * Draws without putting back: each place goes to one of the remaining members, by weight. Sorting by exponential waiting
 * times gives just that distribution: whoever's rate is higher tends to come first, and the rest is again such a draw.
 */
export function orderByWeightedRandom(members: readonly TierMember[], random: Random): readonly TierMember[] {
  return members
    .map((member) => ({ member, wait: -Math.log(1 - random()) / member.weight }))
    .sort((left, right) => left.wait - right.wait)
    .map(({ member }) => member);
}
