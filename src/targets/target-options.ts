import { Capacity } from './capacity';
import { ModelOptions } from './model-options';
import { GuardrailReference } from '../guardrails/guardrail-reference';

/** What every kind of target can be told. What it says of the model counts more than what the gateway's `models` says. */
export interface InferenceTargetOptions extends ModelOptions {
  /**
   * The Region whose Bedrock is called. Its quotas count.
   *
   * @default - the Region of the gateway's stack
   */
  readonly region?: string;

  /**
   * The role to assume when the target is in another account. The gateway may assume exactly this role;
   * `InferenceAccountRole` creates it in that account.
   *
   * @default - the target is in the gateway's own account
   */
  readonly roleArn?: string;

  /**
   * The external id that the role's trust policy asks for. Needs `roleArn`.
   *
   * @default - no external id is sent
   */
  readonly externalId?: string;

  /**
   * The guardrail of the target's own account and Region, for routes that have one. Needed there by every target with a
   * `roleArn`. A route without a guardrail cannot use a target that has one.
   *
   * @default - what the route's `RouteGuardrail` says for the Region
   */
  readonly guardrail?: GuardrailReference;

  /**
   * The shard that the target belongs to: what brings quotas of its own, and what tenants are pinned to or shuffled over
   * (`ShardSelection`). Targets of the same name form one shard.
   *
   * Bedrock's quotas are those of an account and Region, so two targets that call the same model in the same account
   * and Region belong to the same shard.
   *
   * @default - the account: `home` for the gateway's own, else the account id in `roleArn`; where that is a token, the
   * target has to be given a shard if a tenant that may use it selects shards
   */
  readonly shard?: string;

  /**
   * What the target can take, over all tenants. With it the gateway skips a full target without calling it.
   *
   * @default - the gateway keeps no count, and learns from Bedrock when the target is full
   */
  readonly capacity?: Capacity;

  /**
   * The target's share among those of its tier: a whole number, at least 1.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * What the target is called in metrics, logs and quotas. The same name in two routes means the same target.
   *
   * @default - the model id and the Region, and the account if it is another one: `MODEL@REGION/ACCOUNT`
   */
  readonly name?: string;
}

/** What a model that is called by its id or ARN can be told besides. */
export interface OnDemandTargetOptions extends InferenceTargetOptions {
  /**
   * The foundation model behind an ARN that does not name it, such as `anthropic.claude-haiku-4-5-20251001-v1:0`, so that
   * what is known of the model holds for the target too: its burndown, its limits and its price.
   *
   * Provisioned Throughput is paid by the hour whatever it serves. Where that is to count, give it a `price` of its own.
   *
   * @default - the model that the id or the ARN of a foundation model names; nothing is known of what is behind other ARNs
   */
  readonly foundationModel?: string;
}

/** What a geographic profile can be told besides. */
export interface CrossRegionTargetOptions extends InferenceTargetOptions {
  /**
   * The Regions that the profile may route to. The permissions cover exactly these and the Region that is called.
   *
   * @default - what Bedrock has answered to `npx cdk-resilient-inference profiles`, else every Region of the profile's
   * geography; where that is not known, every Region, through this profile only
   */
  readonly destinationRegions?: string[];
}

/** What an application inference profile can be told besides. */
export interface ApplicationProfileTargetOptions extends InferenceTargetOptions {
  /**
   * What the profile was copied from: the id of a foundation model (`anthropic.claude-3-haiku-20240307-v1:0`) or of a
   * system-defined profile (`us.anthropic.claude-sonnet-4-6`, `global.anthropic.claude-sonnet-4-6`). Bedrock checks the
   * permission for each model behind a profile, and its ARN does not tell them.
   */
  readonly copiedFrom: string;

  /**
   * The Regions that the profile may route to, if it was copied from a geographic profile. The permissions cover exactly
   * these and the Region that is called.
   *
   * @default - as for `InferenceTarget.crossRegion()`
   */
  readonly destinationRegions?: string[];
}
