import { TokenPrice } from './token-price';
import { Quota } from '../tenants/quota';

/** What every kind of target can be told. */
export interface InferenceTargetOptions {
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
  readonly capacity?: Quota;

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

  /**
   * Quota tokens that one output token costs.
   *
   * @default - by model, from a table; the highest published rate where the model is not known
   */
  readonly burndown?: number;

  /**
   * Whether the model goes on from a last message of the assistant. `MidStreamPolicy.resume()` uses it.
   *
   * @default - by model, from a table; false where the model is not known
   */
  readonly acceptsPrefill?: boolean;

  /**
   * How many tokens of input the model takes. A request that is surely longer is sent to a target that takes more,
   * if the route has one, without asking this one first.
   *
   * @default - by model, from a table; where the model is not known, Bedrock is asked
   */
  readonly contextWindow?: number;

  /**
   * How many tokens of output the model may be asked for. A request that asks for more is sent to another target, if
   * the route has one.
   *
   * @default - by model, from a table; where the model is not known, Bedrock is asked
   */
  readonly maxOutputTokens?: number;

  /**
   * What the target charges for tokens. `RoutingStrategy.lowestCost()` needs it.
   *
   * @default - nothing is known of what it costs
   */
  readonly price?: TokenPrice;
}

/** What a geographic profile can be told besides. */
export interface CrossRegionTargetOptions extends InferenceTargetOptions {
  /**
   * The Regions that the profile may route to. The permissions cover exactly these and the Region that is called.
   *
   * @default - every Region of the profile's geography
   */
  readonly destinationRegions?: string[];
}
