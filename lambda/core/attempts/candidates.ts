import { TierPlan } from '../../../src/contract/plan';
import { orderByAffinity } from '../affinity/rendezvous';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';
import { OrderingContext, orderTier } from '../strategies/order-tier';

/** A target that may serve a request, and how far down the order of preference it stands. */
export interface Candidate {
  readonly target: LoadedTarget;
  /** 0 for the first tier. */
  readonly tier: number;
}

/** What a request and its container bring to the ordering. */
export interface CandidateContext extends Omit<OrderingContext, 'targets'> {
  /** Requests with the same key find the members of every tier in the same order; without one the tier's strategy decides. */
  readonly affinityKey?: string;
}

/** All targets of some tiers in the order in which this request tries them: tiers first, then affinity or else the tier's strategy. */
export function listCandidates(tiers: readonly TierPlan[], targets: LoadedPlan['targets'], context: CandidateContext): readonly Candidate[] {
  const { affinityKey, ...known } = context;
  const ordering = { ...known, targets };
  return tiers.flatMap(({ strategy, members }, index) => {
    // None of them is in a shard that is open to this request, or all of them are drained.
    if (members.length === 0) return [];
    const ordered = affinityKey === undefined ? orderTier(strategy, members, ordering) : orderByAffinity(members, affinityKey);
    return ordered.map((member) => {
      const target = targets.get(member.target);
      if (!target) throw new Error(`the plan names a target that it does not describe: ${member.target}`);
      return { target, tier: index };
    });
  });
}
