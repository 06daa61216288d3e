import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ModelReference, SourceReference } from './model-reference';
import { GEOGRAPHIES } from '../contract/geographies';
import { ProfileDestinations, PROFILES_CONTEXT } from '../contract/profile-destinations';
import { ResilientInferenceError } from '../private/errors';
import { checkRegion } from '../private/validate';

type GeographicProfile = Extract<SourceReference, { readonly kind: 'geographicProfile' }>;

/**
 * A model with the best that is known of where it may be served when a Region is called: what the user named, what
 * Bedrock has said of this Region, what is published of the geography, in this order.
 */
export function withDestinations(scope: IConstruct, model: ModelReference, region: string): ModelReference {
  if (model.kind === 'applicationProfile') {
    return model.source.kind === 'geographicProfile' ? { ...model, source: profileFrom(scope, model.source, region) } : model;
  }
  return model.kind === 'geographicProfile' ? profileFrom(scope, model, region) : model;
}

function profileFrom(scope: IConstruct, profile: GeographicProfile, region: string): GeographicProfile {
  const named = profile.destinations !== undefined && profile.sources === undefined;
  if (named) return profile;
  const answered = Token.isUnresolved(region) ? undefined : answeredDestinations(scope, profile.profileId, region);
  if (answered) return { ...profile, sources: undefined, destinations: answered };
  if (profile.destinations === undefined) warnOfUnknown(scope, profile.profileId);
  return profile;
}

/** What the `profiles` command has put into the context of the app. */
function answeredDestinations(scope: IConstruct, profileId: string, region: string): readonly string[] | undefined {
  const context: unknown = scope.node.tryGetContext(PROFILES_CONTEXT);
  if (context === undefined) return undefined;
  const { destinations } = context as Partial<ProfileDestinations>;
  if (!isObject(destinations)) throw malformed(scope, 'has no object `destinations`');
  const sources = Object.hasOwn(destinations, profileId) ? destinations[profileId] : {};
  if (!isObject(sources)) throw malformed(scope, `says of '${profileId}' ${JSON.stringify(sources)}, which is no object of Regions`);
  const regions: unknown = Object.hasOwn(sources, region) ? sources[region] : undefined;
  if (regions === undefined) return undefined;
  if (!Array.isArray(regions) || regions.length === 0 || !regions.every((each) => typeof each === 'string')) {
    throw malformed(scope, `says of '${profileId}' called from '${region}' ${JSON.stringify(regions)}, which is no list of Regions`);
  }
  for (const each of regions as string[]) checkRegion(`a destination of '${profileId}' in the context '${PROFILES_CONTEXT}'`, each, scope);
  return [...regions as string[]].sort();
}

function warnOfUnknown(scope: IConstruct, profileId: string): void {
  Annotations.of(scope).addWarningV2(
    `cdk-resilient-inference:unknownDestinations-${profileId}`,
    `nothing is known of where profile '${profileId}' is served, because its geography is none of ${Object.keys(GEOGRAPHIES).join(', ')}: `
    + 'its permission names the model in every Region, through this profile only; for exact ones pass destinationRegions, '
    + 'or let "npx cdk-resilient-inference profiles" ask Bedrock',
  );
}

function malformed(scope: IConstruct, problem: string): ResilientInferenceError {
  return new ResilientInferenceError(
    'InvalidContext',
    `the context '${PROFILES_CONTEXT}' ${problem}: write it anew with "npx cdk-resilient-inference profiles --write", or remove it`,
    scope,
  );
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
