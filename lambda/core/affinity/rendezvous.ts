import { hashText, unitInterval } from './hash-text';
import { TierMember } from '../../../src/contract/plan';

/**
 * Rendezvous hashing: each member draws a number from its name and the key, and the draws give the order. A member
 * comes first for a share of the keys that its weight says. When one leaves, its keys move to the members that came
 * second for them, and no other key moves; when one joins, it takes its share and nothing else changes.
 *
 * It needs no state, so it never forgets: a key meets the same member for as long as the plan has it, in every
 * container, and so for longer than any prompt cache lives.
 */
export function orderByAffinity(members: readonly TierMember[], key: string): readonly TierMember[] {
  return members
    .map((member) => ({ member, draw: drawOf(member, key) }))
    // Two members with the same draw are ordered by name, so that the order of the plan never matters.
    .sort((left, right) => left.draw - right.draw || (left.member.target < right.member.target ? -1 : 1))
    .map(({ member }) => member);
}

/** Exponentially distributed with the weight as its rate: the smallest of several is a member's in proportion to its weight. */
function drawOf({ target, weight }: TierMember, key: string): number {
  return -Math.log(unitInterval(hashText(`${key}\u0000${target}`))) / weight;
}
