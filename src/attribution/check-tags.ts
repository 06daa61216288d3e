import { Token } from 'aws-cdk-lib';
import { PROFILE_TAGS } from './profile-tags';
import { ResilientInferenceError } from '../private/errors';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Tag.html */
const KEY = /^[a-zA-Z0-9\s._:/=+@-]{1,128}$/;
const VALUE = /^[a-zA-Z0-9\s._:/=+@-]{0,256}$/;
/** Of one resource: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MOST_TAGS = 50;
/** A profile has the gateway's name and its tenant's or its route's. */
const OWN_TAGS = 2;

/** What CloudFormation would refuse, or what would take the place of the gateway's own tags. */
export function checkProfileTags(what: string, tags: { [key: string]: string }): void {
  const room = MOST_TAGS - OWN_TAGS;
  if (Object.keys(tags).length > room) {
    throw invalidTag(`${what} are ${Object.keys(tags).length}, but a resource has at most ${MOST_TAGS} and the gateway adds ${OWN_TAGS}: remove some`);
  }
  checkTags(what, tags);
  const own = Object.keys(tags).find((key) => Object.values<string>(PROFILE_TAGS).includes(key));
  if (own !== undefined) throw invalidTag(`${what} have the key '${own}', which the gateway sets itself: choose another one`);
}

/** What AWS would refuse. */
export function checkTags(what: string, tags: { [key: string]: string }): void {
  const { length } = Object.keys(tags);
  if (length > MOST_TAGS) throw invalidTag(`${what} are ${length}, but a resource has at most ${MOST_TAGS}: remove some`);
  for (const [key, value] of Object.entries(tags)) checkTag(what, key, value);
}

function checkTag(what: string, key: string, value: string): void {
  if (Token.isUnresolved(key)) throw new ResilientInferenceError('TokenNotAllowed', `${what} have a key that is a token: pass a literal key; the value may be a token`);
  if (!KEY.test(key)) throw invalidTag(`${what} have the key '${key}', but a key has 1 to 128 letters, digits, spaces and _.:/=+@-`);
  if (key.toLowerCase().startsWith('aws:')) throw invalidTag(`${what} have the key '${key}', but keys that begin with aws: are for AWS alone: choose another one`);
  if (!Token.isUnresolved(value) && !VALUE.test(value)) {
    throw invalidTag(`${what} have '${value}' for '${key}', but a value has at most 256 letters, digits, spaces and _.:/=+@-`);
  }
}

function invalidTag(message: string): ResilientInferenceError {
  return new ResilientInferenceError('InvalidTag', message);
}
