import { burst, countBy, described, refusals, servedByTarget, strangers } from './burst';
import { declaresCapacity } from './capacity';
import { requestsToSeeAll } from './sample-size';
import { Plan, StrategyPlan } from '../../../src/contract/plan';
import { Check, settled } from '../check';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange } from '../http/exchange';
import { Stage } from '../stage';

/** Strategies that give every target of a tier its part of requests that arrive together. */
const SPREADING: ReadonlySet<StrategyPlan['kind']> = new Set(['weightedRandom', 'roundRobin', 'leastInFlight']);

/** What shares the first tier of a route, by the weight of its part. */
export type Parts = ReadonlyMap<string, number>;

export interface SpreadPattern {
  readonly title: string;
  /** In a sentence: "several targets". */
  readonly what: string;
  /** What the part of a target is called: its own name, or its shard. */
  partOf(plan: Plan, target: string): string;
  /** Which routes are taken first. @default as they are listed */
  prefers?(plan: Plan, targets: readonly string[]): boolean;
}

/** Requests at once to a route whose first tier has several parts: each of them serves some. */
export function spreadCheck(stage: Stage, { partOf, prefers = () => false, title, what }: SpreadPattern): Check {
  const { listedRoutes, mostRequests, plan } = stage;
  const family = 'patterns';
  if (!plan) return settled(family, title, notChecked(`which routes have ${what} is in the plan: name what "cdk synth" wrote with --app`));
  if (Object.values(plan.tenants).some(({ shards }) => shards !== undefined)) {
    return settled(family, title, notChecked('tenants of this gateway are kept to some shards, and the gateway does not tell which tenant a key is of'));
  }
  const candidates = listedRoutes.flatMap((route) => {
    const parts = partsOf(plan, route, partOf);
    const preferred = prefers(plan, plan.routes[route]?.tiers[0]?.members.map(({ target }) => target) ?? []);
    return parts.size > 1 ? [{ route, parts, preferred, requests: requestsToSeeAll([...parts.values()]) }] : [];
  }).sort((left, right) => Number(right.preferred) - Number(left.preferred));
  const chosen = candidates.find(({ requests }) => requests <= mostRequests);
  if (!chosen) {
    const [first] = candidates;
    return settled(family, title, notChecked(first
      ? `${first.route} would take ${first.requests} requests: raise --most-requests`
      : `no route of this key has ${what} in its first tier that take turns`));
  }
  const { parts, requests, route } = chosen;
  return {
    family,
    title: `${title}: ${route}`,
    modelCalls: requests,
    run: async () => judgeSpread(await burst(stage, route, requests), parts, (target) => partOf(plan, target), declaresCapacity(plan, route)),
  };
}

function partsOf(plan: Plan, route: string, partOf: SpreadPattern['partOf']): Parts {
  const routePlan = plan.routes[route];
  const [tier] = routePlan?.tiers ?? [];
  const parts = new Map<string, number>();
  if (!tier || routePlan?.affinity || !SPREADING.has(tier.strategy.kind)) return parts;
  for (const { target, weight } of tier.members) parts.set(partOf(plan, target), (parts.get(partOf(plan, target)) ?? 0) + weight);
  return parts;
}

/** @param limited whether targets of the tier can be full, for which nobody is to blame */
export function judgeSpread(exchanges: readonly Exchange[], parts: Parts, partOf: (target: string) => string, limited: boolean): Outcome {
  const byTarget = servedByTarget(exchanges);
  const byPart = countBy([...byTarget].flatMap(([target, count]) => Array.from({ length: count }, () => partOf(target))), (part) => part);
  const silent = [...parts.keys()].filter((part) => !byPart.has(part));
  const refused = refusals(exchanges);
  const seen = described(byPart) || 'none';
  const problems = strangers(exchanges);
  const crowdedOut = refused > 0 || (limited && [...byPart.keys()].some((part) => !parts.has(part)));
  if (problems.length === 0 && silent.length > 0 && crowdedOut) {
    return notChecked(`the first tier had no room left for all of ${exchanges.length} requests: try again in a minute; served: ${seen}, refused ${refused}`);
  }
  return judged([...problems, ...silent.map((part) => `${part} has served none of ${exchanges.length} requests`)],
    `${seen}${refused > 0 ? `, refused ${refused}` : ''}`);
}
