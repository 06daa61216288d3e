import { Duration } from 'aws-cdk-lib';
import { HedgingPlan } from '../contract/plan';
import { checkPlanDuration } from '../private/validate';

const DELAY_RANGE = { minimum: Duration.millis(10), maximum: Duration.minutes(5) };

/** How `Hedging.afterSlowest5Percent()` begins. */
export interface HedgingOptions {
  /**
   * How long to wait for a target of which too little is known yet: fewer than 20 answers of the last ten minutes.
   * From 10 milliseconds to 5 minutes.
   *
   * @default - no second target is asked before enough is known
   */
  readonly initialDelay?: Duration;
}

/**
 * When a second target is asked beside one that takes unusually long. The first to answer wins; the other call is
 * cancelled, and its input is charged by estimate, because Bedrock has got it.
 *
 * The second target is the next of the same tier that is healthy and has room: it must declare a `capacity`, from
 * which the second call takes its share like any other. Only the first call of a request is hedged, once, within the
 * budget for extra attempts, and never after content was sent.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: {
 *     'claude-sonnet': {
 *       targets: [
 *         InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { capacity: { requestsPerMinute: 200 } }),
 *         InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { region: 'us-west-2', capacity: { requestsPerMinute: 200 } }),
 *       ],
 *       hedging: Hedging.afterSlowest5Percent(),
 *     },
 *   },
 *   tenants: { 'team-a': {} },
 * });
 */
export abstract class Hedging {
  /**
   * When a target takes longer than 95 % of its recent answers have taken: to the first content of a streamed answer,
   * to all of any other. Each copy of the gateway's function measures for itself.
   */
  public static afterSlowest5Percent(options: HedgingOptions = {}): Hedging {
    const { initialDelay } = options;
    if (initialDelay) checkPlanDuration('the initialDelay of Hedging.afterSlowest5Percent()', initialDelay, DELAY_RANGE);
    return new (class extends Hedging {
      /** @internal */
      public _render(): HedgingPlan {
        return initialDelay ? { initialDelayMs: initialDelay.toMilliseconds() } : {};
      }
    })();
  }

  /** @internal */
  public abstract _render(): HedgingPlan;
}
