import { MidStreamPlan } from '../contract/plan';

/** What happens when a stream breaks after content has been sent. A truncated answer is never presented as complete. */
export abstract class MidStreamPolicy {
  /** The stream ends with an error in the API's own form, and without its terminator. */
  public static failClean(): MidStreamPolicy {
    return policy('failClean');
  }

  /**
   * Another attempt takes over where the stream broke: a model that accepts it goes on from what was sent; any
   * other starts again, and its answer is used only if it repeats what was sent word for word. Where neither is
   * possible, and within tool calls and reasoning, the stream fails as with `failClean`.
   */
  public static resume(): MidStreamPolicy {
    return policy('resume');
  }

  /**
   * Nothing is sent before the answer is complete, so that every failure can be made good by another attempt. The
   * caller gets a stream that arrives at once, at its end.
   */
  public static buffer(): MidStreamPolicy {
    return policy('buffer');
  }

  /** @internal */
  public abstract _render(): MidStreamPlan;
}

function policy(plan: MidStreamPlan): MidStreamPolicy {
  return new (class extends MidStreamPolicy {
    /** @internal */
    public _render(): MidStreamPlan {
      return plan;
    }
  })();
}
