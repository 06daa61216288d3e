import { invalidModelIdentifier, validationError } from './bedrock-error';
import { partitionOf, profileDestinations, requiresInferenceProfile, splitModelId } from './profiles';
import { GLOBAL_PREFIX } from '../../src/contract/geographies';

export type ModelKind = 'foundation-model' | 'geo-profile' | 'global-profile' | 'application-profile' | 'provisioned-model';

/** A quota family: each has its own limits for the same model, account and source Region. */
export type PoolFamily = 'on-demand' | 'cross-region' | 'global' | 'provisioned';

/** What a `modelId` says, before anything is known of who calls it from where. */
export interface ParsedModelId {
  readonly called: string;
  readonly kind: ModelKind;
  /** The model id, the profile id, or the last part of the ARN. */
  readonly id: string;
  readonly prefix?: string;
  readonly foundationModelId?: string;
  /** Present when the caller gave an ARN. */
  readonly arn?: { readonly partition: string; readonly region: string; readonly accountId: string };
}

/** A model as one caller in one Region reaches it. */
export interface ModelReference {
  /** As the caller wrote it. */
  readonly called: string;
  readonly kind: ModelKind;
  /** What the `ModelId` metric dimension holds. */
  readonly id: string;
  readonly arn: string;
  /** Unknown for an application profile or Provisioned Throughput that was never registered. */
  readonly foundationModelId?: string;
  /** The system-defined profile that an application profile copies. */
  readonly copiedProfileArn?: string;
  /** How requests are spread, whatever resource the caller named. */
  readonly routing: 'single' | 'geo' | 'global';
  /** The Regions that may serve, the source Region among them unless the routing is global. */
  readonly destinations: readonly string[];
  readonly pool: PoolKey;
}

export interface PoolKey {
  readonly family: PoolFamily;
  /** The foundation model, or the ARN of a resource whose model is unknown or that has capacity of its own. */
  readonly model: string;
}

/** What an application inference profile copies, or what Provisioned Throughput serves: a model id or ARN, by resource ARN. */
export type RegisteredResources = ReadonlyMap<string, string>;

const KIND_BY_RESOURCE_TYPE: Readonly<Record<string, ModelKind>> = {
  'application-inference-profile': 'application-profile',
  'provisioned-model': 'provisioned-model',
};

/** @throws ValidationException when the text is no identifier of a model */
export function parseModelId(called: string): ParsedModelId {
  const [, partition, region, accountId, type, id] = /^arn:([a-z-]+):bedrock:([a-z0-9-]+):(\d{12})?:([a-z-]+)\/([^/]+)$/.exec(called) ?? [];
  if (partition === undefined || region === undefined || type === undefined || id === undefined) return parsePlainId(called);
  const arn = { partition, region, accountId: accountId ?? '' };
  const kind = KIND_BY_RESOURCE_TYPE[type];
  if (kind !== undefined) return arn.accountId === '' ? reject() : { called, kind, id, arn };
  const plain = parsePlainId(id);
  const fits = type === 'foundation-model' ? plain.prefix === undefined && arn.accountId === ''
    : type === 'inference-profile' && plain.prefix !== undefined && arn.accountId !== '';
  return fits ? { ...plain, called, arn } : reject();
}

function parsePlainId(id: string): ParsedModelId {
  const parts = splitModelId(id) ?? reject();
  if (parts.prefix === undefined) return { called: id, id, kind: 'foundation-model', ...parts };
  return { called: id, id, kind: parts.prefix === GLOBAL_PREFIX ? 'global-profile' : 'geo-profile', ...parts };
}

/** The quota that a model id draws on. An application profile is taken to share its model's: AWS does not say otherwise. */
export function poolOf(parsed: ParsedModelId, registered: RegisteredResources): PoolKey {
  const copied = registered.get(parsed.called);
  if (parsed.kind === 'provisioned-model') return { family: 'provisioned', model: parsed.called };
  if (parsed.kind === 'application-profile') {
    return copied === undefined ? { family: 'on-demand', model: parsed.called } : poolOf(parseModelId(copied), registered);
  }
  const family = { 'foundation-model': 'on-demand', 'geo-profile': 'cross-region', 'global-profile': 'global' } as const;
  return { family: family[parsed.kind], model: parsed.foundationModelId ?? parsed.id };
}

/**
 * What a decoded `modelId` means for a caller.
 * @param invoked whether an answer is asked for, which some models give through profiles alone
 * @throws ValidationException as Bedrock answers it
 */
export function resolveModel(
  called: string, caller: { readonly accountId: string; readonly region: string }, registered: RegisteredResources, invoked = true,
): ModelReference {
  const parsed = parseModelId(called);
  const { region, accountId } = caller;
  const partition = partitionOf(region);
  const foreign = parsed.arn !== undefined && (parsed.arn.region !== region || parsed.arn.partition !== partition
    || (parsed.arn.accountId !== '' && parsed.arn.accountId !== accountId));
  if (foreign) reject();
  const pool = poolOf(parsed, registered);
  const common = { called, kind: parsed.kind, id: parsed.id, pool };
  const profileArn = (id: string) => `arn:${partition}:bedrock:${region}:${accountId}:inference-profile/${id}`;
  if (parsed.kind === 'application-profile' || parsed.kind === 'provisioned-model') {
    const copied = registered.get(called);
    const source = copied === undefined ? undefined : parseModelId(copied);
    const routes = parsed.kind === 'application-profile' && source !== undefined ? routesOf(source, region) : single(region);
    const copies = parsed.kind === 'application-profile' && source?.prefix !== undefined;
    return {
      ...common,
      ...routes,
      arn: called,
      foundationModelId: source?.foundationModelId,
      ...(copies ? { copiedProfileArn: profileArn(source.id) } : {}),
    };
  }
  const foundationModelId = parsed.foundationModelId ?? reject();
  if (invoked && parsed.kind === 'foundation-model' && requiresInferenceProfile(foundationModelId)) {
    throw validationError(`Invocation of model ID ${foundationModelId} with on-demand throughput isn't supported. `
      + 'Retry your request with the ID or ARN of an inference profile that contains this model.');
  }
  const arn = parsed.kind === 'foundation-model' ? `arn:${partition}:bedrock:${region}::foundation-model/${parsed.id}`
    : profileArn(parsed.id);
  return { ...common, ...routesOf(parsed, region), arn, foundationModelId };
}

/** Whether a selector of a fault or behaviour means this model: by the id or ARN called, by profile id, or by foundation model. */
export function isModel(reference: ModelReference, selector: string): boolean {
  return [reference.called, reference.id, reference.arn, reference.foundationModelId].includes(selector);
}

function routesOf(parsed: ParsedModelId, region: string): Pick<ModelReference, 'routing' | 'destinations'> {
  if (parsed.prefix === undefined) return single(region);
  const destinations = profileDestinations(parsed.prefix, region) ?? reject();
  return { routing: parsed.prefix === GLOBAL_PREFIX ? 'global' : 'geo', destinations };
}

function single(region: string): Pick<ModelReference, 'routing' | 'destinations'> {
  return { routing: 'single', destinations: [region] };
}

function reject(): never {
  throw invalidModelIdentifier();
}
