import { createHash } from 'crypto';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html (inferenceProfileName) */
const LONGEST_NAME = 64;
const HASH_LENGTH = 16;

/**
 * A name that Bedrock allows: letters and digits, with one separator at a time between them. It begins with a part that
 * people can read; what makes it unique is a hash of everything that makes the profile what it is, so that two profiles
 * never have one name, not even an old one and the one that takes its place.
 */
export function profileName(readable: string, identity: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, HASH_LENGTH);
  const words = readable.replace(/[^0-9a-zA-Z]+/g, '-').slice(0, LONGEST_NAME - HASH_LENGTH - 1).replace(/^-+|-+$/g, '');
  return words === '' ? hash : `${words}-${hash}`;
}
