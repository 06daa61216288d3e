import { StrategyPlan } from '../contract/plan';

/** How the targets of one tier are put in order for one request. The first is tried first, the others follow if it fails. */
export abstract class RoutingStrategy {
  /** A random order in which a target of weight 3 comes first three times as often as one of weight 1. */
  public static weightedRandom(): RoutingStrategy {
    return strategy({ kind: 'weightedRandom' });
  }

  /**
   * The targets in turn, each as often as its weight says.
   *
   * Exact over all requests of a tenant with a quota, in however many containers they run, because each
   * admission draws the tenant's next number in the write it makes anyway. A tenant without a quota makes no
   * such write and gets weighted random order.
   */
  public static roundRobin(): RoutingStrategy {
    return strategy({ kind: 'roundRobin' });
  }

  /** Always the order in which the targets were listed; weights do not count. */
  public static ordered(): RoutingStrategy {
    return strategy({ kind: 'ordered' });
  }

  /**
   * The target with the fewest calls in flight for its weight: 3 calls at weight 3 are as much as 1 at weight 1.
   * Ties are broken by weighted random order.
   *
   * Each container counts its own calls. A Lambda environment serves one request at a time and so has no other call
   * in flight: there the order is weighted random. It makes a difference where one process serves many requests.
   */
  public static leastInFlight(): RoutingStrategy {
    return strategy({ kind: 'leastInFlight' });
  }

  /**
   * The target that shows the first content of its streamed answers soonest, as this container has seen it.
   *
   * What counts is a peak EWMA: a slower answer than the average replaces it, a faster one pulls it down, and while
   * nothing is seen it halves every 30 seconds. A call that fails counts as 5 seconds. After 150 seconds a target is
   * unknown again; unknown targets come first, by weighted random order, and after the known ones while another
   * call is finding out. Of the known ones two are drawn by weight and the faster one is taken: the slowest is never
   * first, and of three or more the fastest is not flooded.
   *
   * Answers in one piece tell nothing. In a container that only sees those, the order is weighted random.
   */
  public static lowestLatency(): RoutingStrategy {
    return strategy({ kind: 'lowestLatency' });
  }

  /**
   * The target on which this request may cost least: its estimated input tokens and its `max_tokens` at the target's
   * `price`. Ties are broken by weighted random order. Every target of the tier needs a price, known or declared.
   * Discounts for cached input are not counted.
   *
   * @example
   * const route: RouteProps = {
   *   targets: [
   *     InferenceTarget.globalCrossRegion('global.anthropic.claude-haiku-4-5-20251001-v1:0'),
   *     InferenceTarget.onDemand('mistral.mistral-large-3-675b-instruct', { price: { inputPerMillionTokens: 0.5, outputPerMillionTokens: 1.5 } }),
   *   ],
   *   strategy: RoutingStrategy.lowestCost(),
   * };
   */
  public static lowestCost(): RoutingStrategy {
    return strategy({ kind: 'lowestCost' });
  }

  /**
   * The target with the largest share of its declared `capacity` left, in its scarcest dimension. Ties are broken by
   * weighted random order.
   *
   * A container knows a target's ledger as its own last write left it: what others have taken since is not seen, and
   * a target that it has not written to yet counts as having all of its capacity left. So does one that declares
   * none; at least one target of the tier has to.
   */
  public static mostHeadroom(): RoutingStrategy {
    return strategy({ kind: 'mostHeadroom' });
  }

  /** @internal */
  public abstract _render(): StrategyPlan;
}

function strategy(plan: StrategyPlan): RoutingStrategy {
  return new (class extends RoutingStrategy {
    /** @internal */
    public _render(): StrategyPlan {
      return plan;
    }
  })();
}
