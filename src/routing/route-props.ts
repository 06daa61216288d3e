import { Duration } from 'aws-cdk-lib';
import { Affinity } from './affinity';
import { Hedging } from './hedging';
import { MidStreamPolicy } from './mid-stream-policy';
import { RoutingStrategy } from './routing-strategy';
import { RouteGuardrail } from '../guardrails/route-guardrail';
import { InferenceTarget } from '../targets/inference-target';

/** Targets of equal preference. */
export interface TierProps {
  /** Where a request may be served. At least one, and none twice within a route. */
  readonly targets: InferenceTarget[];

  /**
   * How the targets are put in order for one request.
   *
   * @default RoutingStrategy.weightedRandom()
   */
  readonly strategy?: RoutingStrategy;
}

/** A model name that callers ask for, and where it is served. The route's own targets are its first tier. */
export interface RouteProps extends TierProps {
  /**
   * Where to go when no target of the tier before can serve, in order of preference.
   *
   * @default - no fallback
   */
  readonly fallbacks?: TierProps[];

  /**
   * Where to go with a request that is too long for the model that was asked: targets with a larger context window,
   * in order of preference. They serve nothing else.
   *
   * @default - the caller is told that the request is too long
   */
  readonly contextWindowFallbacks?: TierProps[];

  /**
   * Where to go when a model's own content filter has kept an answer back before anything of it was sent, in order of
   * preference: targets of another model. They serve nothing else. When none of them answers either, the caller gets
   * the filtered answer. What a guardrail has stopped goes nowhere else.
   *
   * @default - the caller gets the filtered answer, which says so
   */
  readonly contentFilterFallbacks?: TierProps[];

  /**
   * Whether a second target is asked beside one that takes unusually long.
   *
   * @default - no: a slow target is waited for until `firstTokenTimeout`
   */
  readonly hedging?: Hedging;

  /**
   * `max_tokens` of a request that declares none. Bedrock reserves this many tokens of its own quota for the
   * duration of the call, so a low value admits more requests.
   *
   * @default - 4,096, or `maxTokensCeiling` if that is less
   */
  readonly defaultMaxTokens?: number;

  /**
   * The most `max_tokens` that is ever sent. A request that asks for more is sent with this.
   *
   * @default - 64,000 or what the targets may be asked for, if that is known of all and less; never below `defaultMaxTokens`
   */
  readonly maxTokensCeiling?: number;

  /**
   * How long a request may take, all attempts and waits included. From 1 second to 14 minutes 30 seconds, which
   * leaves the gateway's function 30 seconds for its own work. A request of which nothing is sent before its end, not
   * streamed or with `MidStreamPolicy.buffer()`, ends after 4 minutes 50 seconds at the latest, and a stream shows its
   * first content by then: API Gateway closes connections over which nothing has come for 5 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly deadline?: Duration;

  /**
   * Calls to Bedrock for one request, at most.
   *
   * @default 6
   */
  readonly maxAttempts?: number;

  /**
   * How long a target may take to show the first content of a streamed answer, before the next one is tried.
   * From 100 milliseconds to 4 minutes. Models that think before they speak need a higher limit.
   *
   * @default Duration.seconds(20)
   */
  readonly firstTokenTimeout?: Duration;

  /**
   * How long a stream may say nothing before it counts as broken. From 100 milliseconds to 4 minutes.
   *
   * @default Duration.seconds(20)
   */
  readonly idleTimeout?: Duration;

  /**
   * What happens when a stream breaks after content has been sent.
   *
   * @default MidStreamPolicy.failClean()
   */
  readonly midStream?: MidStreamPolicy;

  /**
   * Which requests are to meet the same target, so that they find its prompt cache warm. It puts the targets of
   * each tier in order in place of the tier's strategy; it moves no request past a tier, a full target or one that
   * is not healthy.
   *
   * @default - none: the strategy decides for each request
   */
  readonly affinity?: Affinity;

  /**
   * The guardrail that every call of the route is made with, whichever target, API and fallback serves it.
   *
   * @default - none: the models' own filters
   */
  readonly guardrail?: RouteGuardrail;
}
