import { IConstruct } from 'constructs';
import { InferenceShard } from './inference-shard';
import { ResilientInferenceError } from '../private/errors';
import { BoundRoute, targetsOf } from '../routing/bound-route';
import { RouteProps } from '../routing/route-props';
import { InferenceTarget } from '../targets/inference-target';

/** Every target that a route names, whatever for. */
export function declaredTargets(route: RouteProps): readonly InferenceTarget[] {
  const { fallbacks = [], contextWindowFallbacks = [], contentFilterFallbacks = [] } = route;
  return [route, ...fallbacks, ...contextWindowFallbacks, ...contentFilterFallbacks].flatMap(({ targets }) => targets);
}

/** What a shard says and nothing uses is a slip of the pen, and what it was to say would be missing elsewhere. */
export function checkDeclaredShards(scope: IConstruct, routes: { readonly [name: string]: RouteProps }): void {
  const called = new Map<InferenceShard, Set<string>>();
  const guarded = new Set<InferenceShard>();
  for (const route of Object.values(routes)) {
    for (const { _shard: shard, modelId } of declaredTargets(route)) {
      if (!shard) continue;
      called.set(shard, (called.get(shard) ?? new Set()).add(modelId));
      if (route.guardrail) guarded.add(shard);
    }
  }
  for (const [shard, models] of called) {
    const unused = Object.keys(shard._capacity).filter((modelId) => !models.has(modelId));
    if (unused.length > 0) {
      throw new ResilientInferenceError(
        'UnusedModel',
        `shard '${shard.name}' declares a capacity for ${list(unused)}, but the targets in it call ${list([...models].sort())}: name what is called, with its geography, or remove the entry`,
        scope,
      );
    }
    if (shard._places().some(({ guardrail }) => guardrail) && !guarded.has(shard)) {
      throw new ResilientInferenceError(
        'ContradictoryProperties',
        `shard '${shard.name}' has guardrails, but no route that uses it has one, so it would be called without: give the routes a RouteGuardrail, or remove the guardrails of the shard`,
        scope,
      );
    }
  }
}

/**
 * The shards that take no requests, by name.
 *
 * @throws ResilientInferenceError when shards of one name do not agree, or a route would have nobody left
 */
export function drainedShards(scope: IConstruct, routes: readonly BoundRoute[]): readonly string[] {
  const drained = new Map<string, boolean>();
  for (const target of routes.flatMap(targetsOf)) {
    if (target.shard === undefined) continue;
    const earlier = drained.get(target.shard);
    drained.set(target.shard, target.drained);
    if (earlier === undefined || earlier === target.drained) continue;
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `shard '${target.shard}' is drained and not drained: targets of that name come from several shards that say different things; drain all of them, or give one another name`,
      scope,
    );
  }
  for (const { name, tiers } of routes) {
    const targets = tiers.flatMap((tier) => tier.targets);
    if (!targets.every((target) => target.drained)) continue;
    throw new ResilientInferenceError(
      'UnservedRoute',
      `every shard of route '${name}' is drained (${list([...new Set(targets.flatMap(({ shard }) => shard ?? []))])}), so nothing could serve it: `
      + 'leave one of them in service, add a target elsewhere, or remove the route',
      scope,
    );
  }
  return [...drained].filter(([, isDrained]) => isDrained).map(([name]) => name).sort();
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
