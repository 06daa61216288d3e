import { Aws, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import { BoundModels, optionsOf } from './bound-models';
import { BoundTarget } from './bound-target';
import { Capacity } from './capacity';
import { poolOf } from './capacity-pool';
import { checkCanBeInShards } from './check-in-shards';
import { checkDestinationRegions, checkTargetOptions } from './check-target-options';
import { completePrice } from './complete-price';
import { withDestinations } from './known-destinations';
import { applicationReference, geographicReference, globalReference, ModelReference, onDemandReference } from './model-reference';
import { publishedPrice } from './published-price';
import { ApplicationProfileTargetOptions, CrossRegionTargetOptions, InferenceTargetOptions, OnDemandTargetOptions } from './target-options';
import { InferenceShard } from '../accounts/inference-shard';
import { readRoleArn } from '../accounts/role-arn';
import { ShardPlace } from '../accounts/shard-place';
import { modelFacts } from '../contract/models';
import { HOME_SHARD } from '../contract/names';
import { GuardrailReference } from '../guardrails/guardrail-reference';
import { ResilientInferenceError } from '../private/errors';

/** A model of a vendor that cannot be told from its id is counted at the highest published rate. */
const BURNDOWN_OF_UNKNOWN_MODEL = modelFacts('anthropic.').burndown;

/**
 * One place that can serve: a model or inference profile, called in one Region of one account.
 *
 * A target is immutable. The same target may be used in any number of routes, which then share its capacity.
 *
 * @example
 * const home = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6');
 * const elsewhere = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
 *   roleArn: InferenceAccountRole.arnFor('222222222222', 'inference'),
 *   capacity: { requestsPerMinute: 200 },
 * });
 */
export class InferenceTarget {
  /**
   * A model in one Region: a foundation model, or Provisioned Throughput or a custom model by its ARN.
   *
   * The permissions cover what is named and nothing behind it, so an inference profile cannot be called by its ARN here.
   *
   * @param modelId `anthropic.claude-3-haiku-20240307-v1:0`, an ARN, or a token that becomes an ARN
   */
  public static onDemand(modelId: string, options: OnDemandTargetOptions = {}): InferenceTarget {
    return new InferenceTarget(modelId, onDemandReference(modelId, options.foundationModel), options);
  }

  /**
   * A model through a cross-Region inference profile that stays inside one geography.
   *
   * @param profileId `us.anthropic.claude-sonnet-4-6`
   */
  public static crossRegion(profileId: string, options: CrossRegionTargetOptions = {}): InferenceTarget {
    if (options.destinationRegions) checkDestinationRegions(profileId, options.destinationRegions);
    return new InferenceTarget(profileId, geographicReference(profileId, options.destinationRegions), options);
  }

  /**
   * A model through a Global inference profile, which may route to any commercial Region.
   *
   * @param profileId `global.anthropic.claude-sonnet-4-6`
   */
  public static globalCrossRegion(profileId: string, options: InferenceTargetOptions = {}): InferenceTarget {
    return new InferenceTarget(profileId, globalReference(profileId), options);
  }

  /**
   * A model through an application inference profile that exists already, with tags of its own. It draws on the quotas of
   * what it was copied from. `ApplicationProfiles` makes profiles instead, one for each tenant or route.
   *
   * @param arn `arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/x1y2z3`, or a token that becomes one
   */
  public static applicationProfile(arn: string, options: ApplicationProfileTargetOptions): InferenceTarget {
    const { copiedFrom, destinationRegions, ...common } = options;
    if (destinationRegions) checkDestinationRegions(copiedFrom, destinationRegions);
    return new InferenceTarget(arn, applicationReference(arn, copiedFrom, destinationRegions), common);
  }

  /** What is sent to Bedrock as the model: a model id, a profile id or an ARN. */
  public readonly modelId: string;

  /** The role that is assumed to call the target, if it is in another account. */
  public readonly roleArn?: string;

  /**
   * The shard that it was made for.
   *
   * @internal
   */
  public readonly _shard?: InferenceShard;

  private readonly model: ModelReference;
  private readonly options: InferenceTargetOptions;
  private readonly shardGuardrail?: GuardrailReference;

  private constructor(
    modelId: string, model: ModelReference, options: InferenceTargetOptions, shard?: InferenceShard, shardGuardrail?: GuardrailReference,
  ) {
    checkTargetOptions(modelId, options);
    this._shard = shard;
    this.shardGuardrail = shardGuardrail && { identifier: shardGuardrail.identifier, version: shardGuardrail.version };
    this.modelId = modelId;
    this.roleArn = options.roleArn;
    this.model = model;
    const { capacity, guardrail, price } = options;
    // Copied field by field, so that two that say the same are equal whatever order they were written in.
    this.options = {
      ...options,
      capacity: capacity && inOrder(capacity),
      guardrail: guardrail && { identifier: guardrail.identifier, version: guardrail.version },
      price: price && { ...price },
    };
  }

  /**
   * The same model in every Region of every shard, with everything else that this target says of it. The shards say where
   * and through which role it is called, so the target itself has neither, and is used nowhere by itself.
   *
   * @param shards at least one
   */
  public inShards(shards: InferenceShard[]): InferenceTarget[] {
    checkCanBeInShards(this.modelId, this.model, this.options, shards);
    return shards.flatMap((shard) => shard._places().map((place) => this.inPlace(shard, place)));
  }

  private inPlace(shard: InferenceShard, { region, guardrail }: ShardPlace): InferenceTarget {
    const declared = Object.hasOwn(shard._capacity, this.modelId) ? shard._capacity[this.modelId] : undefined;
    return new InferenceTarget(this.modelId, this.model, {
      ...this.options,
      region,
      roleArn: shard.roleArn,
      externalId: shard._externalId,
      shard: shard.name,
      capacity: declared ?? this.options.capacity,
      weight: (this.options.weight ?? 1) * shard._weight,
    }, shard, guardrail);
  }

  /**
   * The target as a stack sees it whose gateway runs in `homeRegion` and says `models` of models.
   *
   * @internal
   */
  public _bind(scope: IConstruct, homeRegion: string, models: BoundModels = []): BoundTarget {
    const { options } = this;
    const said = optionsOf(models, this.model.foundationModel);
    const home = options.region === undefined || options.region === Aws.REGION || options.region === homeRegion;
    const region = { name: home ? homeRegion : options.region ?? homeRegion, home };
    const model = withDestinations(scope, this.model, region.name);
    checkCallableFrom(scope, model, region.name);
    const facts = model.foundationModel === undefined ? undefined : modelFacts(model.foundationModel);
    const name = options.name ?? deriveName(this.modelId, region, options.roleArn);
    const account = options.roleArn === undefined ? undefined : readRoleArn(options.roleArn)?.account;
    const price = options.price ?? said.price;
    return {
      name,
      model,
      modelId: this.modelId,
      region,
      role: options.roleArn === undefined ? undefined : { arn: withKnownPartition(options.roleArn, homeRegion), externalId: options.externalId },
      guardrail: options.guardrail,
      shardGuardrail: this.shardGuardrail,
      pool: options.capacity?.pool ?? poolOf(model, region.name, options.roleArn === undefined ? undefined : account ?? options.roleArn, name),
      shard: options.shard ?? deriveShard(options.roleArn, Stack.of(scope).account),
      drained: this._shard?.drained ?? false,
      capacity: options.capacity,
      weight: options.weight ?? 1,
      burndown: options.burndown ?? said.burndown ?? facts?.burndown ?? BURNDOWN_OF_UNKNOWN_MODEL,
      acceptsPrefill: options.acceptsPrefill ?? said.acceptsPrefill ?? facts?.acceptsPrefill ?? false,
      price: price ? completePrice(price, model.foundationModel) : publishedPrice(model, region.name),
      contextWindow: options.contextWindow ?? said.contextWindow ?? facts?.contextWindow,
      maxOutputTokens: options.maxOutputTokens ?? said.maxOutputTokens ?? facts?.maxOutputTokens,
    };
  }
}

function inOrder({ requestsPerMinute, quotaTokensPerMinute, quotaTokensPerDay, concurrentRequests, pool }: Capacity): Capacity {
  return { requestsPerMinute, quotaTokensPerMinute, quotaTokensPerDay, concurrentRequests, pool };
}

function deriveName(modelId: string, region: { name: string; home: boolean }, roleArn?: string): string {
  const model = Token.isUnresolved(modelId) ? 'deferred-model' : modelId;
  const place = !Token.isUnresolved(region.name) ? region.name : region.home ? 'home' : 'deferred-region';
  if (roleArn === undefined) return `${model}@${place}`;
  const account = readRoleArn(roleArn)?.account;
  return `${model}@${place}/${account === undefined || Token.isUnresolved(account) ? 'deferred-account' : account}`;
}

/** The account, which has quotas of its own. Undefined where it is not known at synth. */
function deriveShard(roleArn: string | undefined, homeAccount: string): string | undefined {
  if (roleArn === undefined) return HOME_SHARD;
  const account = readRoleArn(roleArn)?.account;
  if (account === homeAccount || account === Aws.ACCOUNT_ID) return HOME_SHARD;
  return account === undefined || Token.isUnresolved(account) ? undefined : account;
}

function checkCallableFrom(scope: IConstruct, model: ModelReference, region: string): void {
  if (Token.isUnresolved(region)) return;
  if (model.kind === 'applicationProfile') checkCallableFrom(scope, model.source, region);
  if (model.kind === 'geographicProfile' && model.sources && !model.sources.includes(region)) {
    throw new ResilientInferenceError(
      'WrongRegion',
      `profile '${model.profileId}' is called from '${region}', but its geography is ${model.sources.join(', ')}: set the target's region to one of these, or, if AWS has added Regions, pass destinationRegions or let "npx cdk-resilient-inference profiles" ask Bedrock`,
      scope,
    );
  }
  if ((model.kind === 'resource' || model.kind === 'applicationProfile') && model.region !== undefined && model.region !== region) {
    throw new ResilientInferenceError(
      'WrongRegion',
      `model '${model.arn}' is called from '${region}', but exists only in '${model.region}': set the target's region to '${model.region}'`,
      scope,
    );
  }
}

/** A stack whose Region is known also knows its partition, which keeps the ARN out of the environment variables. */
function withKnownPartition(arn: string, region: string): string {
  const partition = Token.isUnresolved(region) ? undefined : RegionInfo.get(region).partition;
  return partition === undefined ? arn : arn.split(Aws.PARTITION).join(partition);
}
