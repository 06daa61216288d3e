import { Token } from 'aws-cdk-lib';
import { roleArnOf } from './role-arn';
import { AccountShardOptions, InferenceShardOptions } from './shard-options';
import { ShardPlace } from './shard-place';
import { HOME_SHARD, SHARD_NAME } from '../contract/names';
import { checkGuardrail } from '../guardrails/check-guardrail';
import { ResilientInferenceError } from '../private/errors';
import { checkAccountId, checkExternalId, checkName, checkPlanNumber, checkRegion, checkRoleName } from '../private/validate';
import { Capacity } from '../targets/capacity';
import { checkQuota } from '../tenants/check-quota';

const DEFAULT_ROLE_NAME = 'inference-shard';

/**
 * An account, said once: its Regions, its weight, what it can take, and how the gateway gets into it.
 * `InferenceTarget.inShards()` makes a target of a model in every Region of every shard.
 *
 * @example
 * const shards = [
 *   InferenceShard.home({ regions: ['us-east-1', 'us-west-2'] }),
 *   InferenceShard.inAccount('222222222222', {
 *     regions: ['us-east-1', 'us-west-2'],
 *     weight: 2,
 *     capacity: { 'us.anthropic.claude-sonnet-4-6': { requestsPerMinute: 200 } },
 *   }),
 * ];
 * new ResilientInference(this, 'Gateway', {
 *   roleName: 'inference-gateway',
 *   routes: { 'claude-sonnet': { targets: InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6').inShards(shards) } },
 *   tenants: { 'team-a': {} },
 * });
 */
export class InferenceShard {
  /** The gateway's own account. */
  public static home(options: InferenceShardOptions = {}): InferenceShard {
    return new InferenceShard(undefined, options);
  }

  /**
   * Another account, through a role in it.
   *
   * @param account 12 digits, known at synth
   */
  public static inAccount(account: string, options: AccountShardOptions = {}): InferenceShard {
    if (Token.isUnresolved(account)) {
      throw new ResilientInferenceError('TokenNotAllowed', 'the account of a shard is a token, but it names the shard, its role and its stack: pass the 12 digits of its id');
    }
    checkAccountId('the account of a shard', account);
    return new InferenceShard(account, options);
  }

  /** What the shard is called. */
  public readonly name: string;

  /** The account; undefined for the gateway's own. */
  public readonly account?: string;

  /** The role through which the gateway calls Bedrock; undefined for the gateway's own account. */
  public readonly roleArn?: string;

  /** Whether the shard takes no requests. */
  public readonly drained: boolean;

  private readonly options: AccountShardOptions;

  private constructor(account: string | undefined, options: AccountShardOptions) {
    this.name = options.name ?? account ?? HOME_SHARD;
    this.account = account;
    this.options = options;
    this.drained = options.drained ?? false;
    this.checkOptions(options);
    this.roleArn = account === undefined ? undefined : roleArnOf(account, options.roleName ?? DEFAULT_ROLE_NAME);
  }

  /** @internal */
  public get _weight(): number {
    return this.options.weight ?? 1;
  }

  /** @internal */
  public get _externalId(): string | undefined {
    return this.options.externalId;
  }

  /**
   * What it declares, by what targets call.
   *
   * @internal
   */
  public get _capacity(): { readonly [modelId: string]: Capacity } {
    return this.options.capacity ?? {};
  }

  /**
   * Where each target of the shard is called.
   *
   * @internal
   */
  public _places(): readonly ShardPlace[] {
    const { regions, guardrails = {} } = this.options;
    return regions?.map((region) => ({ region, guardrail: guardrails[region] })) ?? [{}];
  }

  private checkOptions({ regions, weight, capacity = {}, name, roleName, externalId, guardrails = {} }: AccountShardOptions): void {
    if (name !== undefined) checkName('the name of a shard', name, SHARD_NAME);
    const shard = `shard '${this.name}'`;
    if (regions) checkRegions(shard, regions);
    if (weight !== undefined) checkPlanNumber(`the weight of ${shard}`, weight, 1);
    for (const [modelId, { pool, ...limits }] of Object.entries(capacity)) checkQuota(`the capacity of ${shard} for '${modelId}'`, limits);
    if (roleName !== undefined) checkRoleName(`the roleName of ${shard}`, roleName);
    if (externalId !== undefined) checkExternalId(`the externalId of ${shard}`, externalId);
    for (const [region, guardrail] of Object.entries(guardrails)) {
      checkGuardrail(`the guardrail of ${shard} in '${region}'`, guardrail);
      if (regions?.includes(region)) continue;
      throw new ResilientInferenceError(
        'ContradictoryProperties',
        `${shard} has a guardrail in '${region}', but its regions are ${regions?.map((each) => `'${each}'`).join(', ') ?? 'not listed'}: correct the Region, or add it to the regions`,
      );
    }
  }
}

function checkRegions(shard: string, regions: readonly string[]): void {
  if (Token.isUnresolved(regions)) {
    throw new ResilientInferenceError('TokenNotAllowed', `the regions of ${shard} are a token list, whose length is not known at synth: list the Regions`);
  }
  if (regions.length === 0) {
    throw new ResilientInferenceError('InvalidRegion', `the regions of ${shard} are empty: list at least one Region, or leave them out for that of the gateway`);
  }
  for (const region of regions) checkRegion(`a Region of ${shard}`, region);
  const twice = regions.find((region, index) => regions.indexOf(region) !== index);
  if (twice !== undefined) {
    throw new ResilientInferenceError('InvalidRegion', `the regions of ${shard} name '${twice}' twice: remove one; to send the shard more requests, raise its weight`);
  }
}
