import { LimitName, LimitValues, Override, OverrideKind } from '../../src/contract/overrides';
import { Plan, TargetPlan } from '../../src/contract/plan';
import { UsageError } from '../usage-error';

/** The names that overrides of a kind may have. */
export function namesInPlan(plan: Plan, kind: OverrideKind): readonly string[] {
  switch (kind) {
    case 'tenant':
    case 'limit': return Object.keys(plan.tenants);
    case 'target': return Object.keys(plan.targets);
    case 'route': return Object.keys(plan.routes);
    case 'shard': return [...new Set(Object.values(plan.targets).flatMap((target) => shardOf(target) ?? []))];
  }
}

/** @throws UsageError when the plan has no such thing, when the override would widen it, or when the gateway could not keep it */
export function checkOverride(plan: Plan, { kind, name, limit, effect }: Override): void {
  const names = namesInPlan(plan, kind);
  if (!names.includes(name)) {
    const noun = kind === 'limit' ? 'tenant' : kind;
    throw new UsageError(`unknown ${noun} ${JSON.stringify(name)}: ${names.length === 0 ? `the plan names no ${noun}s` : `the plan has ${listed(names)}`}`);
  }
  if (limit === undefined || typeof effect !== 'number') return;
  const planned = plannedLimit(plan, name, limit);
  if (planned !== undefined && effect > planned) {
    throw new UsageError(`${limit} of ${effect} is above the ${planned} that tenant ${name} has in the plan: an override only lowers, deploy a higher limit`);
  }
  const unpriced = limit.startsWith('usd') ? unpricedTarget(plan, name) : undefined;
  if (unpriced !== undefined) {
    throw new UsageError(`${limit} of tenant ${name} could not be kept: target ${unpriced} has no price in the plan; deploy one, or limit something else`);
  }
}

/** Undefined when the plan does not limit it. */
export function plannedLimit(plan: Plan, tenant: string, limit: LimitName): number | undefined {
  const quota: LimitValues = (Object.hasOwn(plan.tenants, tenant) ? plan.tenants[tenant]?.quota : undefined) ?? {};
  return quota[limit];
}

/** A target that some request of the tenant may reach without anybody knowing what that costs. */
function unpricedTarget(plan: Plan, tenant: string): string | undefined {
  const routes = (plan.tenants[tenant]?.routes ?? []).flatMap((route) => plan.routes[route] ?? []);
  const tiers = routes.flatMap((route) => [route.tiers, route.contextFallbacks ?? [], route.filterFallbacks ?? []].flat());
  return tiers.flatMap(({ members }) => members).find(({ target }) => !plan.targets[target]?.price)?.target;
}

function shardOf(target: TargetPlan & { readonly shard?: unknown }): string | undefined {
  return typeof target.shard === 'string' ? target.shard : undefined;
}

/** As many names as a person wants to read. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}
