import { Annotations, Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundRoute, BoundTier } from './bound-route';
import { MidStreamPolicy } from './mid-stream-policy';
import { RouteProps } from './route-props';
import { ResilientInferenceError } from '../private/errors';
import { checkPlanDuration, checkPlanNumber } from '../private/validate';

const DEFAULT_MAX_TOKENS = 4096;
const DEFAULT_MAX_TOKENS_CEILING = 64_000;
const DEFAULT_MAX_ATTEMPTS = 6;
const DEFAULT_DEADLINE = Duration.minutes(5);
const DEFAULT_FIRST_TOKEN_TIMEOUT = Duration.seconds(20);
const DEFAULT_IDLE_TIMEOUT = Duration.seconds(20);
/** API Gateway closes a connection over which nothing has come for five minutes: before that, the caller must be told. */
const STREAM_LIMIT_RANGE = { minimum: Duration.millis(100), maximum: Duration.minutes(4) };
const DEADLINE_RANGE = { minimum: Duration.seconds(1), maximum: Duration.seconds(14 * 60 + 30) };

type BoundLimits = Pick<BoundRoute, 'defaultMaxTokens' | 'maxTokensCeiling' | 'deadline' | 'maxAttempts' | 'firstTokenTimeout' | 'idleTimeout' | 'midStream'>;

/** The limits of a route, with its defaults filled in. */
export function bindLimits(scope: IConstruct, name: string, props: RouteProps, tiers: readonly BoundTier[]): BoundLimits {
  // What was given is checked before anything is derived from it, so that an error names what was given.
  for (const limit of ['defaultMaxTokens', 'maxTokensCeiling'] as const) {
    const value = props[limit];
    if (value !== undefined) checkPlanNumber(`${limit} of route '${name}'`, value, 1, scope);
  }
  const allowed = Math.min(DEFAULT_MAX_TOKENS_CEILING, largestOutput(tiers));
  const defaultMaxTokens = props.defaultMaxTokens ?? Math.min(DEFAULT_MAX_TOKENS, props.maxTokensCeiling ?? allowed);
  const maxTokensCeiling = props.maxTokensCeiling ?? Math.max(allowed, defaultMaxTokens);
  if (maxTokensCeiling < defaultMaxTokens) {
    throw new ResilientInferenceError(
      'InvalidNumber',
      `maxTokensCeiling of route '${name}' is ${maxTokensCeiling}, but must not be below its defaultMaxTokens, which is ${defaultMaxTokens}`,
      scope,
    );
  }
  warnOfTooLargeDefault(scope, name, defaultMaxTokens, largestOutput(tiers));
  const deadline = props.deadline ?? DEFAULT_DEADLINE;
  checkPlanDuration(`the deadline of route '${name}'`, deadline, DEADLINE_RANGE, scope);
  const maxAttempts = props.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  checkPlanNumber(`maxAttempts of route '${name}'`, maxAttempts, 1, scope);
  return { defaultMaxTokens, maxTokensCeiling, deadline, maxAttempts, ...bindStreamLimits(scope, name, props) };
}

/** What at least one target may be asked for, as far as that is known. */
function largestOutput(tiers: readonly BoundTier[]): number {
  return Math.max(...tiers.flatMap(({ targets }) => targets.map(({ maxOutputTokens }) => maxOutputTokens ?? Infinity)));
}

/** What is known of the targets may be out of date, so that it can be meant. */
function warnOfTooLargeDefault(scope: IConstruct, name: string, defaultMaxTokens: number, largest: number): void {
  if (defaultMaxTokens <= largest) return;
  Annotations.of(scope).addWarningV2(
    `cdk-resilient-inference:defaultMaxTokens-${name}`,
    `defaultMaxTokens of route '${name}' is ${defaultMaxTokens}, but none of its targets may be asked for more than ${largest}: Bedrock refuses every request `
    + 'that declares no max_tokens; lower it, or set the maxOutputTokens of the targets if the figure is wrong',
  );
}

function bindStreamLimits(scope: IConstruct, name: string, props: RouteProps): Pick<BoundRoute, 'firstTokenTimeout' | 'idleTimeout' | 'midStream'> {
  const firstTokenTimeout = props.firstTokenTimeout ?? DEFAULT_FIRST_TOKEN_TIMEOUT;
  checkPlanDuration(`the firstTokenTimeout of route '${name}'`, firstTokenTimeout, STREAM_LIMIT_RANGE, scope);
  const idleTimeout = props.idleTimeout ?? DEFAULT_IDLE_TIMEOUT;
  checkPlanDuration(`the idleTimeout of route '${name}'`, idleTimeout, STREAM_LIMIT_RANGE, scope);
  return { firstTokenTimeout, idleTimeout, midStream: props.midStream ?? MidStreamPolicy.failClean() };
}
