import { GuardrailReference } from '../guardrails/guardrail-reference';

/** Where a target of a shard is called. */
export interface ShardPlace {
  /** Absent: the Region of the gateway's stack. */
  readonly region?: string;
  readonly guardrail?: GuardrailReference;
}
