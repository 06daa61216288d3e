import { TierMember } from '../../../src/contract/plan';
import { Random } from '../ports';
import { orderByWeightedRandom } from './weighted-random';

/** The lowest score first; among equal ones chance decides, by weight. */
export function orderByScore(members: readonly TierMember[], scoreOf: (member: TierMember) => number, random: Random): readonly TierMember[] {
  // Sorting is stable, so equal scores stay in the order that chance gave them.
  return orderByWeightedRandom(members, random)
    .map((member) => ({ member, score: scoreOf(member) }))
    .sort((left, right) => left.score - right.score)
    .map(({ member }) => member);
}
