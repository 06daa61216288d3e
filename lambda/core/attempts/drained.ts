import { Misfit } from './fit';
import { TierPlan } from '../../../src/contract/plan';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';

/**
 * Takes drained targets out before a tier is put in order, so that each strategy spreads requests over those that are
 * left. A tier may be left empty: the others keep their places.
 */
export function withoutDrained(
  tiers: readonly TierPlan[], targets: LoadedPlan['targets'], isDrained: ((target: LoadedTarget) => boolean) | undefined,
): { readonly tiers: readonly TierPlan[]; readonly drained: readonly Misfit[] } {
  if (!isDrained) return { tiers, drained: [] };
  const drained: Misfit[] = [];
  const left = tiers.map((tier, index) => ({
    ...tier,
    members: tier.members.filter((member) => {
      const target = targets.get(member.target);
      if (!target || !isDrained(target)) return true;
      drained.push({ candidate: { target, tier: index }, reason: 'drained' });
      return false;
    }),
  }));
  return { tiers: left, drained };
}
