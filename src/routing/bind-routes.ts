import { Annotations, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { bindLimits } from './bind-limits';
import { BoundRoute, BoundTier, targetsOf } from './bound-route';
import { checkEmbeddings } from './check-embeddings';
import { checkHedging } from './check-hedging';
import { checkStrategy } from './check-strategy';
import { checkWindows } from './check-windows';
import { describeContextTier, describeFilterTier, describeTier } from './describe-tiers';
import { RouteProps, TierProps } from './route-props';
import { RoutingStrategy } from './routing-strategy';
import { ROUTE_NAME } from '../contract/names';
import { bindGuardrail } from '../guardrails/bind-guardrails';
import { ResilientInferenceError } from '../private/errors';
import { checkName } from '../private/validate';
import { BoundModels, checkModelsUsed } from '../targets/bound-models';
import { definitionOf } from '../targets/bound-target';

/** All routes by name, so that the order in which they were written changes nothing. */
export function bindRoutes(scope: IConstruct, routes: { [name: string]: RouteProps }, models: BoundModels = []): BoundRoute[] {
  const names = Object.keys(routes).sort();
  if (names.length === 0) {
    throw new ResilientInferenceError(
      'NoRoutes',
      "no routes were given, so there is nothing to call: add one, such as routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.…')] } }",
      scope,
    );
  }
  const bound = names.map((name) => bindRoute(scope, name, routes[name], models));
  checkTargetsAgree(scope, bound);
  checkModelsUsed(scope, models, bound.flatMap(targetsOf));
  return bound;
}

function bindRoute(scope: IConstruct, name: string, props: RouteProps, models: BoundModels): BoundRoute {
  checkName('the name of a route', name, ROUTE_NAME, scope);
  const tiers = [props, ...props.fallbacks ?? []].map((tier, index) => bindTier(scope, describeTier(name, index), tier, models));
  const contextFallbacks = (props.contextWindowFallbacks ?? [])
    .map((tier, index) => bindTier(scope, describeContextTier(name, index), tier, models));
  const filterFallbacks = (props.contentFilterFallbacks ?? [])
    .map((tier, index) => bindTier(scope, describeFilterTier(name, index), tier, models));
  checkNoDuplicates(scope, [
    ...tiers.map((tier, index) => ({ tier, what: describeTier(name, index) })),
    ...contextFallbacks.map((tier, index) => ({ tier, what: describeContextTier(name, index) })),
  ]);
  // What helps in an outage may help here as well; only who has filtered the answer cannot.
  checkNoDuplicates(scope, [
    ...tiers.slice(0, 1).map((tier) => ({ tier, what: describeTier(name, 0) })),
    ...filterFallbacks.map((tier, index) => ({ tier, what: describeFilterTier(name, index) })),
  ]);
  checkWindows(scope, name, tiers, contextFallbacks);
  if (tiers.length === 1 && tiers[0].targets.length === 1) {
    Annotations.of(scope).addInfoV2(
      `cdk-resilient-inference:singleTarget-${name}`,
      `route '${name}' has one target and no fallback: when it cannot serve, nothing else is tried`,
    );
  }
  const { affinity, hedging } = props;
  const guardrail = bindGuardrail(scope, name, props.guardrail, targetsOf({ tiers, contextFallbacks, filterFallbacks }));
  const route = { name, tiers, contextFallbacks, filterFallbacks, affinity, hedging, guardrail, ...bindLimits(scope, name, props, tiers) };
  checkHedging(scope, route);
  checkEmbeddings(scope, name, targetsOf(route));
  return route;
}

function bindTier(scope: IConstruct, what: string, props: TierProps, models: BoundModels): BoundTier {
  if (props.targets.length === 0) {
    throw new ResilientInferenceError('NoTargets', `the targets of ${what} are empty: list at least one InferenceTarget`, scope);
  }
  const strategy = props.strategy ?? RoutingStrategy.weightedRandom();
  const targets = props.targets.map((target) => target._bind(scope, Stack.of(scope).region, models));
  checkStrategy(scope, what, strategy._render(), targets);
  return { strategy, targets };
}

function checkNoDuplicates(scope: IConstruct, tiers: readonly { readonly tier: BoundTier; readonly what: string }[]): void {
  const seen = new Map<string, { readonly what: string; readonly definition: string }>();
  for (const { tier, what } of tiers) {
    for (const target of tier.targets) {
      const definition = definitionOf(target);
      const earlier = seen.get(target.name);
      if (earlier && earlier.definition !== definition) {
        throw new ResilientInferenceError(
          'TargetConflict',
          `target '${target.name}' in ${earlier.what} and one in ${what} have the same name and other settings: give one of them a name of its own`,
          scope,
        );
      }
      if (earlier) {
        throw new ResilientInferenceError(
          'DuplicateTarget',
          `target '${target.name}' is in ${earlier.what} and again in ${what}: remove one; to send it more requests, raise its weight`,
          scope,
        );
      }
      seen.set(target.name, { what, definition });
    }
  }
}

/** A target's name is the key of its quota and of its metrics: it has to mean one thing. */
function checkTargetsAgree(scope: IConstruct, routes: readonly BoundRoute[]): void {
  const known = new Map<string, { route: string; definition: string }>();
  for (const route of routes) {
    for (const target of targetsOf(route)) {
      const definition = definitionOf(target);
      const earlier = known.get(target.name);
      if (earlier && earlier.definition !== definition) {
        throw new ResilientInferenceError(
          'TargetConflict',
          `target '${target.name}' has other settings in route '${route.name}' than in route '${earlier.route}': give both the same settings, or one of them another name`,
          scope,
        );
      }
      known.set(target.name, { route: route.name, definition });
    }
  }
}
