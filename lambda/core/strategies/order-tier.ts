import { StrategyPlan, TierMember } from '../../../src/contract/plan';
import { Random } from '../ports';
import { orderByRoundRobin } from './round-robin';
import { orderByWeightedRandom } from './weighted-random';

/** What a strategy may look at when it orders the members of a tier for one request. */
export interface OrderingContext {
  readonly random: Random;
  /** The number of the tenant's reservation; absent for a tenant without a quota. */
  readonly sequence?: number;
}

/** All members of the tier, the preferred one first. */
export function orderTier(strategy: StrategyPlan, members: readonly TierMember[], context: OrderingContext): readonly TierMember[] {
  switch (strategy.kind) {
    case 'weightedRandom': return orderByWeightedRandom(members, context.random);
    case 'roundRobin': return orderByRoundRobin(members, context);
    case 'ordered': return members;
    default: return unknownStrategy(strategy);
  }
}

function unknownStrategy(strategy: never): never {
  throw new Error(`the plan names a strategy that this gateway does not know: ${JSON.stringify(strategy)}`);
}
