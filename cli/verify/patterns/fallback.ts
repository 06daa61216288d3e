import { burst, described, refusals, servedByTarget, strangers } from './burst';
import { Plan } from '../../../src/contract/plan';
import { Check, settled } from '../check';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange } from '../http/exchange';
import { Stage } from '../stage';

const FAMILY = 'patterns';
const TITLE = '3 fallback';
const BEYOND = 3;

/** What the targets of a first tier take in a minute, as declared. */
export type Capacities = ReadonlyMap<string, number>;

/** More requests at once than the declared capacity of a first tier: what it cannot take, a fallback serves. */
export function fallbackCheck(stage: Stage): Check {
  const { listedRoutes, mostRequests, plan } = stage;
  if (!plan) return settled(FAMILY, TITLE, notChecked('which routes have fallbacks is in the plan: name what "cdk synth" wrote with --app'));
  const candidates = listedRoutes.flatMap((route) => {
    const capacities = firstTier(plan, route);
    return capacities ? [{ route, capacities, requests: [...capacities.values()].reduce((sum, each) => sum + each, BEYOND) }] : [];
  }).sort((left, right) => left.requests - right.requests);
  const [smallest] = candidates;
  if (!smallest) {
    return settled(FAMILY, TITLE, notChecked('no route of this key has fallbacks behind a declared capacity of requests per minute: a quota that only Bedrock knows is not used up on purpose'));
  }
  const { capacities, requests, route } = smallest;
  if (requests > mostRequests) return settled(FAMILY, TITLE, notChecked(`${route} would take ${requests} requests: raise --most-requests`));
  return {
    family: FAMILY,
    title: `${TITLE}: ${route}`,
    modelCalls: requests,
    run: async () => judgeFallback(await burst(stage, route, requests), capacities),
  };
}

/** @returns undefined unless there is a second tier and every target of the first declares its requests per minute */
function firstTier(plan: Plan, route: string): Capacities | undefined {
  const [first, second] = plan.routes[route]?.tiers ?? [];
  if (!first || !second) return undefined;
  const capacities = new Map<string, number>();
  for (const { target } of first.members) {
    const limit = plan.targets[target]?.capacity?.limits.requestsPerMinute;
    if (limit === undefined) return undefined;
    capacities.set(target, limit);
  }
  return capacities;
}

export function judgeFallback(exchanges: readonly Exchange[], capacities: Capacities): Outcome {
  const targets = servedByTarget(exchanges);
  const refused = refusals(exchanges);
  const behind = [...targets].filter(([target]) => !capacities.has(target));
  const problems = [
    ...strangers(exchanges),
    ...[...capacities].flatMap(([target, limit]) => ((targets.get(target) ?? 0) > limit ? [`${target} has served ${targets.get(target)}, of ${limit} a minute`] : [])),
  ];
  if (problems.length === 0 && behind.length === 0 && refused > 0) {
    return notChecked(`${refused} of ${exchanges.length} requests were refused for lack of capacity or quota; served: ${described(targets) || 'none'}`);
  }
  return judged([...problems, ...behind.length === 0 ? ['no fallback has served'] : []], `${described(targets)}${refused > 0 ? `, refused ${refused}` : ''}`);
}
