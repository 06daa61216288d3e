import { burst, described, refusals, servedByTarget, strangers } from './burst';
import { roomiestFirst } from './capacity';
import { GEOGRAPHIES, GLOBAL_PREFIX } from '../../../src/contract/geographies';
import { Plan } from '../../../src/contract/plan';
import { Check, settled } from '../check';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange } from '../http/exchange';
import { Stage } from '../stage';

const FAMILY = 'patterns';
const TITLE = '1 cross-Region inference';
const REQUESTS = 6;
const PREFIXES = [...Object.keys(GEOGRAPHIES), GLOBAL_PREFIX];

/** Requests at once to a cross-Region profile: all of them are answered. */
export function crossRegionCheck(stage: Stage): Check {
  const { listedRoutes, plan } = stage;
  if (!plan) return settled(FAMILY, TITLE, notChecked('which routes call a cross-Region profile is in the plan: name what "cdk synth" wrote with --app'));
  const route = roomiestFirst(plan, listedRoutes)
    .find((name) => plan.routes[name]?.tiers[0]?.members.every(({ target }) => isCrossRegion(plan, target)));
  if (route === undefined) return settled(FAMILY, TITLE, notChecked('no route of this key calls cross-Region profiles only in its first tier'));
  return {
    family: FAMILY,
    title: `${TITLE}: ${route}`,
    modelCalls: REQUESTS,
    run: async () => judgeCrossRegion(await burst(stage, route, REQUESTS), (target) => isCrossRegion(plan, target)),
  };
}

export function judgeCrossRegion(exchanges: readonly Exchange[], crossesRegions: (target: string) => boolean): Outcome {
  const refused = refusals(exchanges);
  const targets = servedByTarget(exchanges);
  if (refused === exchanges.length) return notChecked(`all ${refused} requests were refused for lack of capacity or quota`);
  return judged([
    ...strangers(exchanges),
    ...[...targets.keys()].some(crossesRegions) || targets.size === 0 ? [] : [`no cross-Region profile has served, but ${described(targets)}`],
  ], `${described(targets)}${refused > 0 ? `, refused ${refused}` : ''}; by which Regions, Bedrock's invocation log tells`);
}

function isCrossRegion(plan: Plan, target: string): boolean {
  const modelId = plan.targets[target]?.modelId;
  if (typeof modelId !== 'string') return false;
  const id = modelId.slice(modelId.lastIndexOf('/') + 1);
  return PREFIXES.some((prefix) => id.startsWith(`${prefix}.`));
}
