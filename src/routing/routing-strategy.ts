import { StrategyPlan } from '../contract/plan';

/** How the targets of one tier are put in order for one request. The first is tried first, the others follow if it fails. */
export abstract class RoutingStrategy {
  /** A random order in which a target of weight 3 comes first three times as often as one of weight 1. */
  public static weightedRandom(): RoutingStrategy {
    return new (class extends RoutingStrategy {
      /** @internal */
      public _render(): StrategyPlan {
        return { kind: 'weightedRandom' };
      }
    })();
  }

  /**
   * The targets in turn, each as often as its weight says.
   *
   * Exact over all requests of a tenant with a quota, in however many containers they run, because each
   * admission draws the tenant's next number in the write it makes anyway. A tenant without a quota makes no
   * such write and gets weighted random order.
   */
  public static roundRobin(): RoutingStrategy {
    return new (class extends RoutingStrategy {
      /** @internal */
      public _render(): StrategyPlan {
        return { kind: 'roundRobin' };
      }
    })();
  }

  /** Always the order in which the targets were listed; weights do not count. */
  public static ordered(): RoutingStrategy {
    return new (class extends RoutingStrategy {
      /** @internal */
      public _render(): StrategyPlan {
        return { kind: 'ordered' };
      }
    })();
  }

  /** @internal */
  public abstract _render(): StrategyPlan;
}
