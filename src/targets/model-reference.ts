import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib';
import { GEOGRAPHIES, GLOBAL_PREFIX } from '../contract/geographies';
import { VENDORS } from '../contract/vendors';
import { ResilientInferenceError } from '../private/errors';

/** What is called, in the terms that decide which permissions it needs. */
export type ModelReference =
  | SourceReference
  /** An ARN, perhaps one that only CloudFormation knows. `region` and `foundationModel` where they can be read from it. */
  | { readonly kind: 'resource'; readonly arn: string; readonly region?: string; readonly foundationModel?: string }
  /** A profile that somebody has made, perhaps with an ARN that only CloudFormation knows. `region` where it can be read from it. */
  | {
    readonly kind: 'applicationProfile';
    readonly arn: string;
    readonly region?: string;
    readonly source: SourceReference;
    readonly foundationModel: string;
  };

/** What an application inference profile can be a copy of. */
export type SourceReference =
  | { readonly kind: 'foundationModel'; readonly foundationModel: string }
  | {
    readonly kind: 'geographicProfile';
    readonly profileId: string;
    readonly foundationModel: string;
    /** Where AWS lets the profile be called from, as far as the geography tells; absent when the destinations were named. */
    readonly sources?: readonly string[];
    /** Where it may be served. Absent: nobody knows. */
    readonly destinations?: readonly string[];
  }
  | { readonly kind: 'globalProfile'; readonly profileId: string; readonly foundationModel: string };

const FOUNDATION_MODEL = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:[a-z0-9.-]+)*$/;
const MAXIMUM_LENGTH = 256;
const BEDROCK_ARN = /^arn:[a-z-]+:bedrock:([a-z0-9-]*):\d*:([a-z-]+)\/(.+)$/;
/** Resources that are invoked by their ARN and need no permission but their own. */
const INVOKED_BY_ARN = ['foundation-model', 'provisioned-model', 'custom-model-deployment', 'imported-model'];
const APPLICATION_PROFILE = 'AWS::Bedrock::ApplicationInferenceProfile';
/** A profile's ARN with its Region, and with an id that has no wildcard in it. */
const APPLICATION_PROFILE_ARN = /^arn:[a-z-]+:bedrock:([a-z0-9-]+):\d{12}:application-inference-profile\/[a-zA-Z0-9.:-]+$/;

/** `behind` is what the user says of an ARN that does not tell which foundation model it is. */
export function onDemandReference(modelId: string, behind?: string): ModelReference {
  if (behind !== undefined) checkFoundationModel(behind);
  if (Token.isUnresolved(modelId)) return deferredReference(modelId, behind);
  if (modelId.startsWith('arn:')) return arnReference(modelId, behind);
  if (behind !== undefined) throw alreadyNamed(modelId, behind);
  const prefix = prefixOf(modelId);
  if (prefix === GLOBAL_PREFIX) throw invalidModelId(modelId, 'is the id of a Global profile: use InferenceTarget.globalCrossRegion()');
  if (Object.hasOwn(GEOGRAPHIES, prefix)) throw invalidModelId(modelId, 'is the id of a geographic profile: use InferenceTarget.crossRegion()');
  if (!isFoundationModel(modelId)) throw invalidModelId(modelId, "is not a model id: expected PROVIDER.MODEL such as 'anthropic.claude-sonnet-4-6', or an ARN");
  return { kind: 'foundationModel', foundationModel: modelId };
}

/** Of what is behind an ARN. */
export function checkFoundationModel(behind: string): void {
  if (isFoundationModelId(behind)) return;
  throw invalidModelId(behind, "is the foundationModel of a target, but is not a foundation model's id: expected VENDOR.MODEL such as 'anthropic.claude-sonnet-4-6', without a geography");
}

/** @param copiedFrom the id of a foundation model or of a system-defined profile */
export function applicationReference(arn: string, copiedFrom: string, destinationRegions?: readonly string[]): ModelReference {
  const [, region] = APPLICATION_PROFILE_ARN.exec(arn) ?? [];
  if (!Token.isUnresolved(arn) && region === undefined) {
    throw invalidModelId(arn, "is not the ARN of an application inference profile: expected 'arn:aws:bedrock:REGION:ACCOUNT:application-inference-profile/ID'");
  }
  const source = sourceReference(arn, copiedFrom, destinationRegions);
  return { kind: 'applicationProfile', arn, region: Token.isUnresolved(arn) ? undefined : region, source, foundationModel: source.foundationModel };
}

function sourceReference(arn: string, copiedFrom: string, destinationRegions?: readonly string[]): SourceReference {
  checkProfileId(copiedFrom);
  if (isFoundationModelId(copiedFrom) && destinationRegions === undefined) return { kind: 'foundationModel', foundationModel: copiedFrom };
  if (prefixOf(copiedFrom) !== GLOBAL_PREFIX) return geographicReference(copiedFrom, destinationRegions);
  if (destinationRegions === undefined) return globalReference(copiedFrom);
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `the target for '${arn}' has destinationRegions, but is a copy of '${copiedFrom}', which may route to any commercial Region: remove destinationRegions`,
  );
}

export function geographicReference(profileId: string, destinationRegions?: readonly string[]): SourceReference {
  checkProfileId(profileId);
  const prefix = prefixOf(profileId);
  if (prefix === GLOBAL_PREFIX) throw invalidProfileId(profileId, 'is the id of a Global profile: use InferenceTarget.globalCrossRegion()');
  const foundationModel = profileId.slice(prefix.length + 1);
  if (!isFoundationModel(foundationModel)) {
    throw invalidProfileId(profileId, `is not the id of a geographic profile: expected GEOGRAPHY.PROVIDER.MODEL with one of ${Object.keys(GEOGRAPHIES).join(', ')}`);
  }
  const sources = Object.hasOwn(GEOGRAPHIES, prefix) ? GEOGRAPHIES[prefix] : undefined;
  const destinations = destinationRegions ?? sources;
  if (!destinations && !couldBeGeography(prefix, foundationModel)) {
    throw invalidProfileId(
      profileId,
      `starts with '${prefix}', which is none of the geographies ${Object.keys(GEOGRAPHIES).join(', ')}, and '${prefixOf(foundationModel)}' is no vendor of models that is known: `
      + 'correct the id, or pass destinationRegions if there is such a profile',
    );
  }
  return { kind: 'geographicProfile', profileId, foundationModel, sources: destinationRegions ? undefined : sources, destinations: destinations && [...destinations] };
}

export function globalReference(profileId: string): SourceReference {
  checkProfileId(profileId);
  const prefix = prefixOf(profileId);
  const foundationModel = profileId.slice(prefix.length + 1);
  if (Object.hasOwn(GEOGRAPHIES, prefix)) throw invalidProfileId(profileId, 'is the id of a geographic profile: use InferenceTarget.crossRegion()');
  if (prefix !== GLOBAL_PREFIX || !isFoundationModel(foundationModel)) {
    throw invalidProfileId(profileId, `is not the id of a Global profile: expected ${GLOBAL_PREFIX}.PROVIDER.MODEL`);
  }
  return { kind: 'globalProfile', profileId, foundationModel };
}

function deferredReference(arn: string, foundationModel?: string): ModelReference {
  if (!namesInferenceProfile(arn)) return { kind: 'resource', arn, foundationModel };
  throw new ResilientInferenceError(
    'InvalidModelId',
    'the model is the ARN of an inference profile that is a token, and calling a profile also needs the permission for each model behind it, '
    + 'which a token does not tell: pass an application inference profile to InferenceTarget.applicationProfile(), '
    + 'and the id of a system-defined profile to InferenceTarget.crossRegion() or globalCrossRegion()',
  );
}

/** What can be seen without resolving a token: the text around it, and the resource that it refers to. */
function namesInferenceProfile(text: string): boolean {
  return text.includes('inference-profile/') || Tokenization.reverseString(text).tokens.some((token) =>
    Reference.isReference(token) && CfnResource.isCfnResource(token.target) && token.target.cfnResourceType === APPLICATION_PROFILE);
}

function arnReference(arn: string, behind?: string): ModelReference {
  const [, region, type, id] = BEDROCK_ARN.exec(arn) ?? [];
  if (type === 'inference-profile') {
    throw invalidModelId(arn, 'is the ARN of a cross-Region profile: pass its id to InferenceTarget.crossRegion() or globalCrossRegion()');
  }
  if (type === 'application-inference-profile') {
    throw invalidModelId(arn, 'is the ARN of an application inference profile: pass it to InferenceTarget.applicationProfile(), with what it was copied from');
  }
  if (type === undefined || !INVOKED_BY_ARN.includes(type)) {
    throw invalidModelId(arn, `is not the ARN of a Bedrock ${INVOKED_BY_ARN.join(', ')}, the kinds whose permissions can be derived from the ARN alone`);
  }
  if (type === 'foundation-model' && behind !== undefined) throw alreadyNamed(arn, behind);
  return { kind: 'resource', arn, region, foundationModel: type === 'foundation-model' ? id : behind };
}

function checkProfileId(profileId: string): void {
  if (Token.isUnresolved(profileId)) {
    throw new ResilientInferenceError(
      'TokenNotAllowed',
      'the id of a cross-Region profile is a token, but the permissions name the model behind it: pass a literal id',
    );
  }
  if (profileId.startsWith('arn:')) throw invalidProfileId(profileId, "is an ARN: pass the profile's id, the part after the last slash");
}

/** Whether a profile of a geography that AWS has added since could be called so. */
function couldBeGeography(prefix: string, foundationModel: string): boolean {
  return !VENDORS.includes(prefix) && VENDORS.includes(prefixOf(foundationModel));
}

function prefixOf(id: string): string {
  return id.split('.', 1)[0];
}

function isFoundationModel(id: string): boolean {
  return FOUNDATION_MODEL.test(id) && id.length <= MAXIMUM_LENGTH;
}

/** Also not the id of a profile, which looks like one with one more part. */
function isFoundationModelId(id: string): boolean {
  return !Token.isUnresolved(id) && isFoundationModel(id) && prefixOf(id) !== GLOBAL_PREFIX && !Object.hasOwn(GEOGRAPHIES, prefixOf(id));
}

function alreadyNamed(modelId: string, behind: string): ResilientInferenceError {
  return new ResilientInferenceError(
    'ContradictoryProperties',
    `the target for '${modelId}' has foundationModel '${behind}', but its id names the model already: remove foundationModel`,
  );
}

function invalidModelId(modelId: string, problem: string): ResilientInferenceError {
  return new ResilientInferenceError('InvalidModelId', `model '${modelId}' ${problem}`);
}

function invalidProfileId(profileId: string, problem: string): ResilientInferenceError {
  return new ResilientInferenceError('InvalidProfileId', `profile '${profileId}' ${problem}`);
}
