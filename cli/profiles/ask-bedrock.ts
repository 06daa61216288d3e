import { GLOBAL_PREFIX } from '../../src/contract/geographies';
import { ProfileDestinations } from '../../src/contract/profile-destinations';
import { BedrockProfiles } from '../aws/bedrock-profiles';
import { CalledProfile } from '../estate/profile-grants';

export type OpenProfiles = (region: string) => BedrockProfiles;

/** A profile in a Region, what the app allows, and what Bedrock says. */
export interface Comparison {
  readonly profileId: string;
  readonly region: string;
  /** Absent: the app calls it only through application inference profiles, or was not looked at. */
  readonly allowed?: readonly string[];
  /** What Bedrock says, or why it says nothing. */
  readonly answer: { readonly destinations: readonly string[] } | { readonly problem: string };
}

/** Global profiles may be served anywhere: there is nothing to ask. */
export function isGlobal(profileId: string): boolean {
  return profileId.startsWith(`${GLOBAL_PREFIX}.`);
}

/** Asks about what an app calls, once for each profile and Region, whatever the account. */
export async function askOf(grants: readonly CalledProfile[], open: OpenProfiles): Promise<readonly Comparison[]> {
  const asked = new Map(grants.filter(({ kind, id }) => kind === 'inference-profile' && !isGlobal(id)).map((grant) => [`${grant.id} ${grant.region}`, grant]));
  const comparisons: Comparison[] = [];
  for (const { id, region, served } of asked.values()) {
    const answer = await open(region).destinations(id).then((destinations) => ({ destinations }), (error: unknown) => ({ problem: reasonOf(error) }));
    comparisons.push({ profileId: id, region, ...served.length > 0 && { allowed: served }, answer });
  }
  return comparisons;
}

/** Asks for everything that can be called in some Regions. */
export async function askFor(regions: readonly string[], open: OpenProfiles): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const region of regions) {
    const profiles = [...await open(region).list()].filter(([id]) => !isGlobal(id)).sort(([one], [other]) => one.localeCompare(other));
    comparisons.push(...profiles.map(([profileId, destinations]) => ({ profileId, region, answer: { destinations } })));
  }
  return comparisons;
}

/** What goes into the context of an app. */
export function asContext(comparisons: readonly Comparison[], asOf: string): ProfileDestinations {
  const destinations: Record<string, Record<string, readonly string[]>> = {};
  for (const { profileId, region, answer } of comparisons) {
    if ('destinations' in answer && answer.destinations.length > 0) destinations[profileId] = { ...destinations[profileId], [region]: answer.destinations };
  }
  return { asOf, destinations };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
