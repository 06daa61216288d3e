import { TierMember } from '../../../src/contract/plan';
import { Random } from '../ports';

/** Draws without putting back: each place goes to one of the remaining members, by weight. */
export function orderByWeightedRandom(members: readonly TierMember[], random: Random): readonly TierMember[] {
  const remaining = [...members];
  const ordered: TierMember[] = [];
  let weights = remaining.reduce((total, member) => total + member.weight, 0);
  while (remaining.length > 0) {
    let point = random() * weights;
    // The last one takes what rounding leaves over.
    let drawn = remaining.findIndex((member) => (point -= member.weight) < 0);
    if (drawn < 0) drawn = remaining.length - 1;
    const [member] = remaining.splice(drawn, 1) as [TierMember];
    weights -= member.weight;
    ordered.push(member);
  }
  return ordered;
}
