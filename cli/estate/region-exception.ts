import { CalledProfile } from './profile-grants';

/** What a service control policy that denies Regions has to let through. */
export interface RegionException {
  /** The Regions that are called, which it has to allow as it is. */
  readonly called: readonly string[];
  /** What `aws:RequestedRegion` is in what follows, where that is known. */
  readonly requested: readonly string[];
  /** The profiles through which other Regions are reached, in any account. */
  readonly profiles: readonly string[];
}

/** Global profiles are evaluated with this as their Region: https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html */
export const GLOBAL_REGION = 'unspecified';

export function regionException(grants: readonly CalledProfile[]): RegionException {
  return {
    called: distinct(grants.map(({ region }) => region)),
    requested: distinct(grants.flatMap(({ served, region }) => [region, ...served.filter((each) => each !== '*').map((each) => (each === '' ? GLOBAL_REGION : each))])),
    profiles: distinct(grants.filter(leavesItsRegion).map(patternOf)),
  };
}

/** Whether a call is evaluated in other Regions than the one that is called. */
export function leavesItsRegion({ served, region }: CalledProfile): boolean {
  return served.some((each) => each !== region);
}

/**
 * The condition to add to the statement that denies Regions. The key is absent when the call itself is evaluated, and a
 * negated operator holds then: what is exempt is only where a profile takes a call that was allowed.
 */
export function exemption(profiles: readonly string[]): object {
  return { ArnNotLike: { 'bedrock:InferenceProfileArn': profiles } };
}

function patternOf({ partition, region, kind, id }: CalledProfile): string {
  return `arn:${partition}:bedrock:${region}:*:${kind}/${kind === 'inference-profile' ? id : '*'}`;
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
