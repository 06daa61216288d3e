import { GuardrailReference } from '../guardrails/guardrail-reference';
import { Capacity } from '../targets/capacity';

/** What every shard can be told. */
export interface InferenceShardOptions {
  /**
   * The Regions whose Bedrock is called. Each brings quotas of its own.
   *
   * @default - the Region of the gateway's stack
   */
  readonly regions?: string[];

  /**
   * The share of the shard among others: a whole number, at least 1. The weight of a target in it is multiplied by it.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * What the shard can take in each of its Regions, over all tenants, by what targets call: the id of a model or of a
   * profile, such as `us.anthropic.claude-sonnet-4-6`. An entry that no target of the gateway calls in the shard is an error.
   *
   * @default - what targets declare themselves, if they do
   */
  readonly capacity?: { [modelId: string]: Capacity };

  /**
   * Whether the shard takes no requests. Its targets, its role and its permissions stay as they are, so that it can come
   * back; tenants that are shuffled over shards get another one in its place until then. To drain a shard at once and
   * without a deployment, use `npx cdk-resilient-inference overrides drain-shard`.
   *
   * @default false
   */
  readonly drained?: boolean;

  /**
   * What the shard is called, in the shards of tenants, in overrides and in records. Shards of one name are one shard: one
   * account can be divided into several, or have other settings in another Region.
   *
   * @default - `home` for the gateway's own account, else the account id
   */
  readonly name?: string;
}

/** What a shard in another account can be told besides. */
export interface AccountShardOptions extends InferenceShardOptions {
  /**
   * The role of that account through which the gateway calls Bedrock. `InferenceMemberStack` creates it.
   *
   * @default 'inference-shard'
   */
  readonly roleName?: string;

  /**
   * The external id that the role asks for and the gateway sends.
   *
   * @default - none
   */
  readonly externalId?: string;

  /**
   * The guardrails of that account, by the Region: what its targets are called with on routes that have a guardrail.
   *
   * @default - none: routes with a guardrail cannot use the shard
   */
  readonly guardrails?: { [region: string]: GuardrailReference };
}
