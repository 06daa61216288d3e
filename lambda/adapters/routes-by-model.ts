import { ROUTE_NAME } from '../../src/contract/names';
import { RoutePlan } from '../../src/contract/plan';
import { LoadedTarget } from '../core/loaded-plan';

/** In which routes each model or profile id is called. ARNs are left out: a caller names none. */
export function routesByModelOf(
  routes: ReadonlyMap<string, RoutePlan>, targets: ReadonlyMap<string, LoadedTarget>,
): ReadonlyMap<string, readonly string[]> {
  const first = new Map<string, Set<string>>();
  const later = new Map<string, Set<string>>();
  for (const name of [...routes.keys()].sort()) {
    routes.get(name)!.tiers.forEach(({ members }, tier) => {
      for (const { target } of members) {
        const { modelId } = targets.get(target)!;
        if (!ROUTE_NAME.test(modelId) || modelId.startsWith('arn:')) continue;
        const known = tier === 0 ? first : later;
        known.set(modelId, (known.get(modelId) ?? new Set()).add(name));
      }
    });
  }
  const ids = new Set([...first.keys(), ...later.keys()]);
  return new Map([...ids].map((id) => [id, [...new Set([...first.get(id) ?? [], ...later.get(id) ?? []])]]));
}
