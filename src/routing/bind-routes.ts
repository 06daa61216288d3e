import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Affinity } from './affinity';
import { checkStrategy } from './check-strategy';
import { MidStreamPolicy } from './mid-stream-policy';
import { RouteProps, TierProps } from './route-props';
import { RoutingStrategy } from './routing-strategy';
import { ROUTE_NAME } from '../contract/names';
import { ResilientInferenceError } from '../private/errors';
import { checkName, checkPlanDuration, checkPlanNumber } from '../private/validate';
import { BoundTarget, definitionOf } from '../targets/bound-target';

const DEFAULT_MAX_TOKENS = 4096;
const DEFAULT_MAX_TOKENS_CEILING = 64_000;
const DEFAULT_MAX_ATTEMPTS = 6;
const DEFAULT_DEADLINE = Duration.minutes(5);
const DEFAULT_FIRST_TOKEN_TIMEOUT = Duration.seconds(20);
const DEFAULT_IDLE_TIMEOUT = Duration.seconds(20);
const STREAM_LIMIT_RANGE = { minimum: Duration.millis(100), maximum: Duration.minutes(5) };
const DEADLINE_RANGE = { minimum: Duration.seconds(1), maximum: Duration.seconds(14 * 60 + 30) };

export interface BoundTier {
  readonly strategy: RoutingStrategy;
  readonly targets: readonly BoundTarget[];
}

/** A route that was checked, with its defaults filled in. */
export interface BoundRoute {
  readonly name: string;
  readonly tiers: readonly BoundTier[];
  /** Empty: none. */
  readonly contextFallbacks: readonly BoundTier[];
  readonly defaultMaxTokens: number;
  readonly maxTokensCeiling: number;
  readonly deadline: Duration;
  readonly maxAttempts: number;
  readonly firstTokenTimeout: Duration;
  readonly idleTimeout: Duration;
  readonly midStream: MidStreamPolicy;
  readonly affinity?: Affinity;
}

/** All routes by name, so that the order in which they were written changes nothing. */
export function bindRoutes(scope: IConstruct, routes: { [name: string]: RouteProps }): BoundRoute[] {
  const names = Object.keys(routes).sort();
  if (names.length === 0) {
    throw new ResilientInferenceError(
      'NoRoutes',
      "no routes were given, so there is nothing to call: add one, such as routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.…')] } }",
      scope,
    );
  }
  const bound = names.map((name) => bindRoute(scope, name, routes[name]));
  checkTargetsAgree(scope, bound);
  return bound;
}

function bindRoute(scope: IConstruct, name: string, props: RouteProps): BoundRoute {
  checkName('the name of a route', name, ROUTE_NAME, scope);
  const tiers = [props, ...props.fallbacks ?? []].map((tier, index) => bindTier(scope, describeTier(name, index), tier));
  const contextFallbacks = (props.contextWindowFallbacks ?? [])
    .map((tier, index) => bindTier(scope, describeContextTier(name, index), tier));
  checkNoDuplicates(scope, [
    ...tiers.map((tier, index) => ({ tier, what: describeTier(name, index) })),
    ...contextFallbacks.map((tier, index) => ({ tier, what: describeContextTier(name, index) })),
  ]);
  if (tiers.length === 1 && tiers[0].targets.length === 1) {
    Annotations.of(scope).addInfoV2(
      `cdk-resilient-inference:singleTarget-${name}`,
      `route '${name}' has one target and no fallback: when it cannot serve, nothing else is tried`,
    );
  }
  return { name, tiers, contextFallbacks, affinity: props.affinity, ...bindLimits(scope, name, props) };
}

function bindLimits(scope: IConstruct, name: string, props: RouteProps): Omit<BoundRoute, 'name' | 'tiers' | 'contextFallbacks' | 'affinity'> {
  const defaultMaxTokens = props.defaultMaxTokens ?? Math.min(DEFAULT_MAX_TOKENS, props.maxTokensCeiling ?? DEFAULT_MAX_TOKENS);
  checkPlanNumber(`defaultMaxTokens of route '${name}'`, defaultMaxTokens, 1, scope);
  const maxTokensCeiling = props.maxTokensCeiling ?? Math.max(DEFAULT_MAX_TOKENS_CEILING, defaultMaxTokens);
  checkPlanNumber(`maxTokensCeiling of route '${name}'`, maxTokensCeiling, 1, scope);
  if (maxTokensCeiling < defaultMaxTokens) {
    throw new ResilientInferenceError(
      'InvalidNumber',
      `maxTokensCeiling of route '${name}' is ${maxTokensCeiling}, but must not be below its defaultMaxTokens, which is ${defaultMaxTokens}`,
      scope,
    );
  }
  const deadline = props.deadline ?? DEFAULT_DEADLINE;
  checkPlanDuration(`the deadline of route '${name}'`, deadline, DEADLINE_RANGE, scope);
  const maxAttempts = props.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  checkPlanNumber(`maxAttempts of route '${name}'`, maxAttempts, 1, scope);
  return { defaultMaxTokens, maxTokensCeiling, deadline, maxAttempts, ...bindStreamLimits(scope, name, props) };
}

function bindStreamLimits(scope: IConstruct, name: string, props: RouteProps): Pick<BoundRoute, 'firstTokenTimeout' | 'idleTimeout' | 'midStream'> {
  const firstTokenTimeout = props.firstTokenTimeout ?? DEFAULT_FIRST_TOKEN_TIMEOUT;
  checkPlanDuration(`the firstTokenTimeout of route '${name}'`, firstTokenTimeout, STREAM_LIMIT_RANGE, scope);
  const idleTimeout = props.idleTimeout ?? DEFAULT_IDLE_TIMEOUT;
  checkPlanDuration(`the idleTimeout of route '${name}'`, idleTimeout, STREAM_LIMIT_RANGE, scope);
  return { firstTokenTimeout, idleTimeout, midStream: props.midStream ?? MidStreamPolicy.failClean() };
}

function bindTier(scope: IConstruct, what: string, props: TierProps): BoundTier {
  if (props.targets.length === 0) {
    throw new ResilientInferenceError('NoTargets', `the targets of ${what} are empty: list at least one InferenceTarget`, scope);
  }
  const strategy = props.strategy ?? RoutingStrategy.weightedRandom();
  const targets = props.targets.map((target) => target._bind(scope, Stack.of(scope).region));
  checkStrategy(scope, what, strategy._render(), targets);
  return { strategy, targets };
}

function checkNoDuplicates(scope: IConstruct, tiers: readonly { readonly tier: BoundTier; readonly what: string }[]): void {
  const seen = new Map<string, string>();
  for (const { tier, what } of tiers) {
    for (const target of tier.targets) {
      const earlier = seen.get(target.name);
      if (earlier !== undefined) {
        throw new ResilientInferenceError(
          'DuplicateTarget',
          `target '${target.name}' is in ${earlier} and again in ${what}: remove one; to send it more requests, raise its weight`,
          scope,
        );
      }
      seen.set(target.name, what);
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

/** Every target that a route can ever use. */
export function targetsOf({ tiers, contextFallbacks }: BoundRoute): readonly BoundTarget[] {
  return [...tiers, ...contextFallbacks].flatMap((tier) => tier.targets);
}

function describeContextTier(route: string, index: number): string {
  return `context window fallback ${index + 1} of route '${route}'`;
}

function describeTier(route: string, index: number): string {
  return index === 0 ? `route '${route}'` : `fallback ${index} of route '${route}'`;
}
