import { RoutePlan } from '../../../src/contract/plan';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';
import { OrderingContext, orderTier } from '../strategies/order-tier';

/** A target that may serve a request, and how far down the order of preference it stands. */
export interface Candidate {
  readonly target: LoadedTarget;
  /** 0 for the first tier. */
  readonly tier: number;
}

/** All targets of a route in the order in which this request tries them: tiers first, then the tier's strategy. */
export function listCandidates(route: RoutePlan, targets: LoadedPlan['targets'], context: OrderingContext): readonly Candidate[] {
  return route.tiers.flatMap((tier, index) =>
    orderTier(tier.strategy, tier.members, context).map((member) => {
      const target = targets.get(member.target);
      if (!target) throw new Error(`the plan names a target that it does not describe: ${member.target}`);
      return { target, tier: index };
    }));
}
