import { crossRegionCheck } from './cross-region';
import { fallbackCheck } from './fallback';
import { isolationCheck } from './isolation';
import { spreadCheck } from './spread';
import { Plan } from '../../../src/contract/plan';
import { Check } from '../check';
import { Stage } from '../stage';

/** The five patterns, as far as they show in answers. */
export function patternChecks(stage: Stage): readonly Check[] {
  return [
    crossRegionCheck(stage),
    spreadCheck(stage, { title: '2 account sharding', what: 'several shards', partOf: shardOf }),
    fallbackCheck(stage),
    spreadCheck(stage, {
      title: '4 load balancing',
      what: 'several targets',
      partOf: (_, target) => target,
      // The others show in the second pattern already.
      prefers: (plan, targets) => new Set(targets.map((target) => shardOf(plan, target))).size === 1,
    }),
    isolationCheck(stage),
  ];
}

function shardOf(plan: Plan, target: string): string {
  return plan.targets[target]?.shard ?? target;
}
