import type { OrderingContext } from './order-tier';
import { orderByWeightedRandom } from './weighted-random';
import { TierMember } from '../../../src/contract/plan';

/**
 * Takes the members in turn, each as often in a cycle as its weight says, heavy ones spread over the cycle.
 * The turn is the number that the tenant's reservation drew in the ledger, so it is exact across containers
 * and costs nothing. A tenant without a quota draws no number and gets weighted random order.
 */
export function orderByRoundRobin(members: readonly TierMember[], { sequence, random }: Pick<OrderingContext, 'sequence' | 'random'>): readonly TierMember[] {
  if (sequence === undefined) return orderByWeightedRandom(members, random);
  const unit = members.map(({ weight }) => weight).reduce(greatestCommonDivisor);
  const cycle = members.reduce((total, member) => total + member.weight / unit, 0);
  let point = ((sequence % cycle) * strideOf(cycle)) % cycle;
  const first = members.findIndex((member) => (point -= member.weight / unit) < 0);
  return [...members.slice(first), ...members.slice(0, first)];
}

/** A step that visits every point of the cycle once and lands far from the last one: near the golden section. */
function strideOf(cycle: number): number {
  let stride = Math.max(1, Math.round(cycle * 0.618));
  while (greatestCommonDivisor(stride, cycle) !== 1) stride--;
  return stride;
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
