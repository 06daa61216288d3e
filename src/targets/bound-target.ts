import { Capacity } from './capacity';
import { ModelReference } from './model-reference';
import { TokenPricePlan } from '../contract/plan';
import { GuardrailReference } from '../guardrails/guardrail-reference';

/** A target as one stack sees it: every default is filled in. */
export interface BoundTarget {
  readonly name: string;
  readonly model: ModelReference;
  /** What is sent to Bedrock as the model. May be a token. */
  readonly modelId: string;
  readonly region: SourceRegion;
  readonly role?: { readonly arn: string; readonly externalId?: string };
  /** Absent: routes with a guardrail say which. */
  readonly guardrail?: GuardrailReference;
  /** That of its shard, for routes that have a guardrail. */
  readonly shardGuardrail?: GuardrailReference;
  /** Absent: the account is not known at synth, and nobody has given the shard a name. */
  readonly shard?: string;
  /** Whether its shard takes no requests. */
  readonly drained: boolean;
  /** What is counted together with it. */
  readonly pool: string;
  readonly capacity?: Capacity;
  readonly weight: number;
  readonly burndown: number;
  readonly acceptsPrefill: boolean;
  readonly price?: TokenPricePlan;
  /** Absent: not known. */
  readonly contextWindow?: number;
  /** Absent: not known. */
  readonly maxOutputTokens?: number;
}

export interface SourceRegion {
  /** May be a token. */
  readonly name: string;
  /** Whether it is the gateway's own. */
  readonly home: boolean;
}

/** Everything that has to be equal where two routes use the same target name. The weight is a matter of each tier. */
export function definitionOf({ weight, ...definition }: BoundTarget): string {
  return JSON.stringify(definition);
}
