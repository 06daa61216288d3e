import { HEADER_NAME } from '../contract/names';
import { AffinityPlan } from '../contract/plan';
import { checkName } from '../private/validate';

/**
 * Which requests are to meet the same target, so that they find its prompt cache warm.
 *
 * Each such group of requests has its own order of the targets of a tier, in which a target comes first for a share
 * of the groups that its weight says (rendezvous hashing). Adding or removing a target moves only the groups of
 * that target. Nothing is stored and nothing expires: the order holds for as long as the targets do, which is longer
 * than any prompt cache lives. A target that is full or not healthy is passed over, and met again afterwards.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: {
 *     'claude-sonnet': {
 *       targets: [
 *         InferenceTarget.onDemand('anthropic.claude-3-haiku-20240307-v1:0'),
 *         InferenceTarget.onDemand('anthropic.claude-3-haiku-20240307-v1:0', { region: 'us-west-2' }),
 *       ],
 *       affinity: Affinity.conversation(),
 *     },
 *   },
 *   tenants: { 'team-a': {} },
 * });
 */
export abstract class Affinity {
  /**
   * All turns of one conversation of one tenant. They are known by how they begin: the tools, the system prompt and
   * the first message of the user.
   */
  public static conversation(): Affinity {
    return affinity({ kind: 'conversation' });
  }

  /**
   * All requests of one tenant with the same value of a header. A request without it, or with an empty one, is
   * ordered by the tier's strategy.
   *
   * @param name in any case, such as `x-conversation-id`
   */
  public static header(name: string): Affinity {
    checkName('the header of Affinity.header()', name, new RegExp(HEADER_NAME.source, 'i'));
    return affinity({ kind: 'header', name: name.toLowerCase() });
  }

  /** @internal */
  public abstract _render(): AffinityPlan;
}

function affinity(plan: AffinityPlan): Affinity {
  return new (class extends Affinity {
    /** @internal */
    public _render(): AffinityPlan {
      return plan;
    }
  })();
}
