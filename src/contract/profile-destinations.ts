/**
 * The key in the context of an app under which `npx cdk-resilient-inference profiles` keeps what Bedrock has said of
 * profiles, and the constructs look for it.
 */
export const PROFILES_CONTEXT = 'cdk-resilient-inference:profiles';

/** What stands there. */
export interface ProfileDestinations {
  /** The day on which Bedrock was asked: `2026-11-20`. */
  readonly asOf: string;
  /** By the id of a profile, by the Region that is called: the Regions that may serve. Global profiles have none. */
  readonly destinations: { readonly [profileId: string]: { readonly [sourceRegion: string]: readonly string[] } };
}
