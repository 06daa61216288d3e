import { targetOf, TargetSketch } from './plans';
import { createObservations } from '../../../lambda/core/observations/observations';
import { OrderingContext } from '../../../lambda/core/strategies/order-tier';
import { TierMember } from '../../../src/contract/plan';
import { seededRandom } from '../random';

/** Members of a tier with these weights. */
export function membersOf(weights: { readonly [target: string]: number }): readonly TierMember[] {
  return Object.entries(weights).map(([target, weight]) => ({ target, weight }));
}

/** A context in which nothing is known of any target, unless said otherwise. */
export function orderingContext(
  members: Partial<Omit<OrderingContext, 'targets'>> & { readonly targets?: { readonly [name: string]: TargetSketch } } = {},
): OrderingContext {
  const { targets = {}, ...known } = members;
  return {
    random: seededRandom(1),
    inputEstimate: 1_000,
    maxTokens: 1_000,
    observations: createObservations(() => 0),
    headroom: () => 1,
    ...known,
    targets: new Map(Object.entries(targets).map(([name, target]) => [name, targetOf(name, target)])),
  };
}

export function namesOf(members: readonly TierMember[]): readonly string[] {
  return members.map(({ target }) => target);
}
