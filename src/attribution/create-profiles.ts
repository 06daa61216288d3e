import { Stack, Token } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile } from 'aws-cdk-lib/aws-bedrock';
import { Construct } from 'constructs';
import { ProfileChoice, ProfileOwner } from './profile-choice';
import { profileName } from './profile-name';
import { profileSource, sourceId } from './profile-source';
import { PROFILE_TAGS, tagValue } from './profile-tags';
import { applicationProfileArn, sourceArn } from '../iam/bedrock-arns';
import { ResilientInferenceError } from '../private/errors';
import { BoundRoute, targetsOf } from '../routing/bound-route';
import { BoundTarget } from '../targets/bound-target';
import { SourceReference } from '../targets/model-reference';
import { BoundTenant } from '../tenants/bind-tenants';

/** Decision 0016 has the arithmetic: 13 bytes for each of the 4 KB that the environment variables of a function can hold. */
const MOST_PROFILES = 250;

export interface CreatedProfile {
  /** The tenant or the route. */
  readonly owner: string;
  readonly source: SourceReference;
  /** What its ARN ends with. A token. */
  readonly id: string;
  readonly arn: string;
}

/** The application inference profiles of a gateway, in an order that its configuration alone decides. */
export interface CreatedProfiles {
  readonly owner: ProfileOwner;
  readonly arnPrefix: string;
  readonly profiles: readonly CreatedProfile[];
}

interface WantedProfile {
  readonly owner: string;
  readonly source: SourceReference;
}

/** One profile for each owner and everything that it calls here, however many targets call it. */
export function createProfiles(
  scope: Construct, { owner, tags }: ProfileChoice, routes: readonly BoundRoute[], tenants: readonly BoundTenant[],
): CreatedProfiles {
  const wanted = wantedProfiles(owner, routes, tenants);
  if (wanted.length > MOST_PROFILES) throw tooMany(scope, owner, wanted);
  const stack = Stack.of(scope);
  const group = new Construct(scope, 'ApplicationProfiles');
  const profiles = wanted.map((profile) => {
    const source = sourceId(profile.source);
    const created = new CfnApplicationInferenceProfile(within(group, profile.owner), source, {
      inferenceProfileName: profileName(`${profile.owner} ${source}`, [...identityOf(scope), owner, profile.owner, source]),
      modelSource: { copyFrom: sourceArn(stack, stack.region, profile.source) },
      tags: [
        { key: PROFILE_TAGS.gateway, value: tagValue(scope.node.path) },
        { key: PROFILE_TAGS[owner], value: tagValue(profile.owner) },
        ...[...tags].map(([key, value]) => ({ key, value })),
      ],
    });
    return { ...profile, id: created.attrInferenceProfileId, arn: created.attrInferenceProfileArn };
  });
  return { owner, arnPrefix: applicationProfileArn(stack, ''), profiles };
}

/** The profiles that are called in the place of a target, by their place in the list. Empty: it is called as it is. */
export function placesFor({ profiles }: CreatedProfiles, target: BoundTarget): ReadonlyMap<string, number> {
  const source = profileSource(target);
  if (!source) return new Map();
  return new Map(profiles.flatMap((profile, place) => (sourceId(profile.source) === sourceId(source) ? [[profile.owner, place]] : [])));
}

/** By owner, then by source, each once. */
function wantedProfiles(owner: ProfileOwner, routes: readonly BoundRoute[], tenants: readonly BoundTenant[]): WantedProfile[] {
  const targets = owner === 'route'
    ? routes.map((route) => ({ name: route.name, targets: targetsOf(route) }))
    : tenants.map((tenant) => ({ name: tenant.name, targets: targetsOpenTo(tenant, routes) }));
  return targets.flatMap(({ name, targets: called }) => {
    const sources = new Map(called.flatMap((target) => {
      const source = profileSource(target);
      return source ? [[sourceId(source), source] as const] : [];
    }));
    return [...sources.keys()].sort().flatMap((id) => sources.get(id) ?? []).map((source) => ({ owner: name, source }));
  });
}

/** Of a tenant that is shuffled over shards, those of all that it may be given. */
function targetsOpenTo({ routes: open, shards }: BoundTenant, routes: readonly BoundRoute[]): BoundTarget[] {
  const choice = shards?._choice();
  const targets = routes.filter(({ name }) => open.includes(name)).flatMap(targetsOf);
  return choice?.kind === 'pinned' ? targets.filter(({ shard }) => shard !== undefined && choice.shards.includes(shard)) : targets;
}

/** Names of owners and of sources share characters: a level of its own for each keeps them apart. */
function within(group: Construct, owner: string): Construct {
  return group.node.tryFindChild(owner) as Construct | undefined ?? new Construct(group, owner);
}

/** Tells gateways of one account and Region apart. The name of a nested stack is known after deployment only. */
function identityOf(scope: Construct): string[] {
  const { stackName } = Stack.of(scope);
  return [scope.node.addr, ...Token.isUnresolved(stackName) ? [] : [stackName]];
}

function tooMany(scope: Construct, owner: ProfileOwner, wanted: readonly WantedProfile[]): ResilientInferenceError {
  const owners = new Set(wanted.map((profile) => profile.owner)).size;
  const sources = new Set(wanted.map(({ source }) => sourceId(source))).size;
  return new ResilientInferenceError(
    'TooManyProfiles',
    `${owners} ${owner}s that call ${sources} models and system-defined profiles here need ${wanted.length} application inference profiles, but a gateway has at most ${MOST_PROFILES}: `
    + 'their ids are in the environment variables of one function. '
    + (owner === 'tenant' ? 'Use ApplicationProfiles.perRoute(), name the routes that each tenant may use, or give some tenants a gateway of their own'
      : 'Give some routes a gateway of their own'),
    scope,
  );
}
