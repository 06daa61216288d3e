import { Plan } from '../../../src/contract/plan';

/** Whether requests to a route use up what the operator has declared for a target, which others then find missing. */
export function declaresCapacity(plan: Plan | undefined, route: string): boolean {
  return plan?.routes[route]?.tiers[0]?.members.some(({ target }) => plan.targets[target]?.capacity !== undefined) ?? false;
}

/** Those first whose requests take nothing away from other checks. */
export function roomiestFirst(plan: Plan | undefined, routes: readonly string[]): readonly string[] {
  return [...routes].sort((left, right) => Number(declaresCapacity(plan, left)) - Number(declaresCapacity(plan, right)));
}
