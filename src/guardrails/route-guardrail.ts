import { Token } from 'aws-cdk-lib';
import { checkGuardrail } from './check-guardrail';
import { GuardrailStreamProcessing, GuardrailTrace } from './guardrail-modes';
import { GuardrailReference } from './guardrail-reference';
import { GuardrailPlan } from '../contract/plan';
import { checkRegion } from '../private/validate';

/** How a guardrail of a route works. */
export interface RouteGuardrailOptions {
  /**
   * Whether pieces of a streamed answer wait until they have been checked.
   *
   * @default GuardrailStreamProcessing.SYNC - nothing gets out before it has been checked; the first content comes later for it
   */
  readonly streamProcessing?: GuardrailStreamProcessing;

  /**
   * What callers learn of how the guardrail has judged. A trace repeats what was found, word for word.
   *
   * @default GuardrailTrace.DISABLED
   */
  readonly trace?: GuardrailTrace;
}

/** What `RouteGuardrail` was told, checked. */
interface GuardrailChoice {
  /** By the Region, which may be a token. */
  readonly regions: ReadonlyMap<string, GuardrailReference>;
  readonly plan: GuardrailPlan;
}

/**
 * The guardrail of Amazon Bedrock that every call of a route is made with: streamed or not, on every API, at every
 * fallback, second target and continuation. No caller can leave it out, choose another one or exempt a part of a request.
 *
 * A guardrail belongs to one account and Region. A target in a Region without one is an error at synth; a target in
 * another account brings its own, as its `guardrail`.
 *
 * @example
 * new ResilientInference(this, 'Gateway', {
 *   routes: {
 *     'claude-sonnet': {
 *       targets: [
 *         InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { region: 'us-east-1' }),
 *         InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { region: 'us-west-2' }),
 *       ],
 *       guardrail: RouteGuardrail.perRegion({
 *         'us-east-1': { identifier: 'gr1a2b3c4d5e', version: '3' },
 *         'us-west-2': { identifier: 'gr5f6g7h8i9j', version: '1' },
 *       }),
 *     },
 *   },
 *   tenants: { 'team-a': {} },
 * });
 */
export abstract class RouteGuardrail {
  /**
   * The guardrails of the gateway's account, by the Region whose Bedrock is called. In a stack without a Region of its own,
   * `stack.region` names that of the gateway.
   */
  public static perRegion(guardrails: { [region: string]: GuardrailReference }, options: RouteGuardrailOptions = {}): RouteGuardrail {
    for (const [region, guardrail] of Object.entries(guardrails)) {
      checkRegion('a Region of RouteGuardrail.perRegion()', region);
      checkGuardrail(`the guardrail of RouteGuardrail.perRegion() for '${Token.isUnresolved(region) ? 'the Region of the stack' : region}'`, guardrail);
    }
    const { streamProcessing = GuardrailStreamProcessing.SYNC, trace = GuardrailTrace.DISABLED } = options;
    const choice: GuardrailChoice = {
      regions: new Map(Object.entries(guardrails).map(([region, { identifier, version }]) => [region, { identifier, version }])),
      plan: { streamProcessing: `${streamProcessing}`, trace: `${trace}` },
    };
    return new (class extends RouteGuardrail {
      /** @internal */
      public _choice(): GuardrailChoice {
        return choice;
      }
    })();
  }

  /** @internal */
  public abstract _choice(): GuardrailChoice;
}
