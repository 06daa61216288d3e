import type { OrderingContext } from './order-tier';
import { orderByWeightedRandom } from './weighted-random';
import { TierMember } from '../../../src/contract/plan';

interface Known {
  readonly member: TierMember;
  readonly firstContentMs: number;
}

/**
 * Targets that nothing is known of come first, so that something will be: in weighted random order. Those among
 * them that are being tried already come last: one call is enough to get to know a target.
 *
 * Between them, each place goes to the faster of the two that come next in a weighted random order. The fastest of
 * all would get every call at once, and be it no longer; of two, the slower one loses and everybody stays known.
 */
export function orderByLatency(members: readonly TierMember[], { observations, random }: OrderingContext): readonly TierMember[] {
  const unknown: TierMember[] = [];
  const known: Known[] = [];
  const beingTried: TierMember[] = [];
  for (const member of orderByWeightedRandom(members, random)) {
    const firstContentMs = observations.firstContentMs(member.target);
    if (firstContentMs !== undefined) known.push({ member, firstContentMs });
    else if (observations.inFlight(member.target) === 0) unknown.push(member);
    else beingTried.push(member);
  }
  return [...unknown, ...fasterOfTwo(known), ...beingTried];
}

/** The loser of a pair stays to meet the next one. */
function fasterOfTwo([first, ...others]: readonly Known[]): readonly TierMember[] {
  if (!first) return [];
  const ordered: TierMember[] = [];
  let slower = first;
  for (const next of others) {
    const [winner, loser] = next.firstContentMs < slower.firstContentMs ? [next, slower] : [slower, next];
    ordered.push(winner.member);
    slower = loser;
  }
  return [...ordered, slower.member];
}
