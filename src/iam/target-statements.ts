import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { applicationProfileArn, foundationModelArn, sourceArn, systemProfileArn } from './bedrock-arns';
import { CreatedProfile, CreatedProfiles, placesFor } from '../attribution/create-profiles';
import { sourceId } from '../attribution/profile-source';
import { BoundTarget } from '../targets/bound-target';
import { SourceReference } from '../targets/model-reference';

/** The streaming operations are actions of their own. */
export const INVOKE_ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
/** CDK moves whole statements to further policies when one is full: small ones fill them best. */
const PROFILES_IN_A_STATEMENT = 12;
const EVERY_REGION = '*';

type Conditions = Record<string, Record<string, string>>;

/**
 * What the gateway's own role needs: to call the targets of its account, and to assume the roles of the others. Where
 * profiles are called in the place of a target, nothing else may be: a call without a name on it would be denied.
 */
export function gatewayStatements(stack: Stack, targets: readonly BoundTarget[], profiles?: CreatedProfiles): PolicyStatement[] {
  const roleArns = new Set<string>();
  const statements: PolicyStatement[] = [];
  for (const target of targets) {
    if (target.role) roleArns.add(target.role.arn);
    else if (!profiles || placesFor(profiles, target).size === 0) statements.push(...invokeStatements(stack, target));
  }
  return [
    ...statements,
    ...profiles ? profileStatements(stack, profiles.profiles) : [],
    ...[...roleArns].map((arn) => new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [arn] })),
  ];
}

/**
 * Exactly what calling a target needs in the account of `stack`.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function invokeStatements(stack: Stack, target: BoundTarget): PolicyStatement[] {
  const { model, region: { name: source } } = target;
  switch (model.kind) {
    case 'resource': return [invoke([model.arn])];
    case 'foundationModel': return [invoke([foundationModelArn(stack, source, model.foundationModel)])];
    case 'geographicProfile':
    case 'globalProfile': {
      const profile = systemProfileArn(stack, source, model.profileId);
      return [invoke([profile]), ...modelStatements(stack, source, model, throughProfile(profile))];
    }
    case 'applicationProfile': return [invoke([model.arn]), ...copiedStatements(stack, source, model.source, throughProfile(model.arn))];
  }
}

/**
 * Every profile by its ARN, and what they are copies of through profiles of this account and Region. Which ones is decided
 * by the former alone, since a call needs both: decision 0016.
 */
function profileStatements(stack: Stack, profiles: readonly CreatedProfile[]): PolicyStatement[] {
  const sources = new Map(profiles.map(({ source }) => [sourceId(source), source]));
  const throughAny = { ArnLike: { 'bedrock:InferenceProfileArn': applicationProfileArn(stack, '*') } };
  return [
    ...inPieces(profiles.map(({ arn }) => arn), PROFILES_IN_A_STATEMENT).map((arns) => invoke(arns)),
    ...[...sources.values()].flatMap((source) => copiedStatements(stack, stack.region, source, throughAny)),
  ];
}

/** What an application inference profile is a copy of, and the models behind that. */
function copiedStatements(stack: Stack, region: string, source: SourceReference, through: Conditions): PolicyStatement[] {
  const copied = source.kind === 'foundationModel' ? [] : [invoke([sourceArn(stack, region, source)], through)];
  return [...copied, ...modelStatements(stack, region, source, through)];
}

/** The models behind a profile. */
function modelStatements(stack: Stack, source: string, model: SourceReference, through: Conditions): PolicyStatement[] {
  switch (model.kind) {
    case 'foundationModel': return [invoke([foundationModelArn(stack, source, model.foundationModel)], through)];
    case 'geographicProfile': {
      // What may be called is decided by the profile, which the condition names: where nobody knows the Regions, all of them do no harm.
      const regions = model.destinations ? [...new Set([source, ...model.destinations])] : [EVERY_REGION];
      return [invoke(regions.map((region) => foundationModelArn(stack, region, model.foundationModel)), through)];
    }
    case 'globalProfile': return [
      invoke([foundationModelArn(stack, source, model.foundationModel)], through),
      // The Region that serves is not known when the call is made: the resource names none, and neither does the request.
      invoke([foundationModelArn(stack, '', model.foundationModel)], withEquals(through, 'aws:RequestedRegion', 'unspecified')),
    ];
  }
}

function invoke(resources: string[], conditions?: Conditions): PolicyStatement {
  return new PolicyStatement({ actions: INVOKE_ACTIONS, resources, conditions });
}

/** The key is set where a model behind a profile is checked, and absent where the profile itself is. */
function throughProfile(profile: string): Conditions {
  return { StringEquals: { 'bedrock:InferenceProfileArn': profile } };
}

function withEquals(conditions: Conditions, key: string, value: string): Conditions {
  return { ...conditions, StringEquals: { ...conditions.StringEquals, [key]: value } };
}

function inPieces(values: readonly string[], size: number): string[][] {
  return values.flatMap((_, index) => (index % size === 0 ? [values.slice(index, index + size)] : []));
}
