import { StrategyPlan, TierMember } from '../../../src/contract/plan';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';
import { ObservationsView } from '../observations/observations';
import { Random } from '../ports';
import { orderByInFlight } from './least-in-flight';
import { orderByCost } from './lowest-cost';
import { orderByLatency } from './lowest-latency';
import { orderByHeadroom } from './most-headroom';
import { orderByRoundRobin } from './round-robin';
import { orderByWeightedRandom } from './weighted-random';

/** What a strategy may look at when it orders the members of a tier for one request. */
export interface OrderingContext {
  readonly random: Random;
  /** The number of the tenant's reservation; absent for a tenant without a quota. */
  readonly sequence?: number;
  readonly targets: LoadedPlan['targets'];
  /** Input tokens that the request will probably have. */
  readonly inputEstimate: number;
  /** Output tokens that the request may have. */
  readonly maxTokens: number;
  readonly observations: ObservationsView;
  /** The share of a target's declared capacity that is left, from 0 to 1. */
  readonly headroom: (target: LoadedTarget) => number;
}

/** All members of the tier, the preferred one first. */
export function orderTier(strategy: StrategyPlan, members: readonly TierMember[], context: OrderingContext): readonly TierMember[] {
  switch (strategy.kind) {
    case 'weightedRandom': return orderByWeightedRandom(members, context.random);
    case 'roundRobin': return orderByRoundRobin(members, context);
    case 'ordered': return members;
    case 'leastInFlight': return orderByInFlight(members, context);
    case 'lowestLatency': return orderByLatency(members, context);
    case 'lowestCost': return orderByCost(members, context);
    case 'mostHeadroom': return orderByHeadroom(members, context);
    default: return unknownStrategy(strategy);
  }
}

function unknownStrategy(strategy: never): never {
  throw new Error(`the plan names a strategy that this gateway does not know: ${JSON.stringify(strategy)}`);
}
