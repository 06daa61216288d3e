import { Refusal, replacementOf } from './refusal';
import {
  DATA_FLAGS, DataFlag, DataFlags, InvocationLoggingProperties, LoggingConfiguration, LogGroupDestination, S3Location,
} from '../../../src/contract/invocation-logging';

/** What has to be done to the setting. */
export type Step =
  | { readonly kind: 'put'; readonly configuration: LoggingConfiguration }
  | { readonly kind: 'delete' }
  | { readonly kind: 'leave'; readonly why: 'done already' | 'not there' | 'changed by somebody else' };

const DONE: Step = { kind: 'leave', why: 'done already' };

/**
 * The API knows only the whole setting, so ours is what is there with our parts in it. Two of them can be somebody else's:
 * the log group, and which data is delivered, which holds for an S3 destination beside ours too.
 * @param found undefined where nothing is configured
 * @throws Refusal
 */
export function decideCreate(found: LoggingConfiguration = {}, { configuration: wanted, replaces }: InvocationLoggingProperties): Step {
  // The role is made by this stack, so a destination that names it was put there by us: an answer was lost.
  const ours = sameDestination(found.cloudWatchConfig, wanted.cloudWatchConfig);
  if (ours && sameFlags(found, wanted)) return DONE;
  const { cloudWatchConfig: expected } = replaces ?? {};
  if (!ours && !sameDestination(found.cloudWatchConfig, expected)) throw destinationRefusal(found, expected);
  if ((ours || isInUse(found) || replaces) && !sameFlags(found, replaces && !ours ? replaces : wanted)) throw dataRefusal(found);
  return put(found, wanted.cloudWatchConfig, wanted);
}

/**
 * Only what differs between the old properties and the new is changed. What somebody else has changed besides stays.
 * @throws Refusal
 */
export function decideUpdate(
  found: LoggingConfiguration = {}, { configuration: wanted, replaces }: InvocationLoggingProperties, previous: InvocationLoggingProperties,
): Step {
  const { cloudWatchConfig: there } = found;
  const known = sameDestination(there, wanted.cloudWatchConfig) || sameDestination(there, previous.configuration.cloudWatchConfig);
  if (there && !known) throw destinationRefusal(found, undefined);
  if (!there) {
    if (found.s3Config && !sameFlags(found, wanted)) throw dataRefusal(found);
    return put(found, wanted.cloudWatchConfig, wanted);
  }
  const changed = DATA_FLAGS.filter((flag) => wanted[flag] !== previous.configuration[flag] && wanted[flag] !== isOn(found, flag));
  if (changed.length > 0 && found.s3Config && !replaces) throw dataRefusal(found);
  if (changed.length === 0 && sameDestination(there, wanted.cloudWatchConfig)) return DONE;
  const flags = flagsOf((flag) => changed.includes(flag) ? wanted[flag] : isOn(found, flag));
  return put(found, wanted.cloudWatchConfig, flags);
}

/** Takes back what was put there, unless somebody else has put something in its place since. */
export function decideDelete(found: LoggingConfiguration | undefined, { configuration: own, replaces }: InvocationLoggingProperties): Step {
  if (!found?.cloudWatchConfig) return { kind: 'leave', why: 'not there' };
  if (!sameDestination(found.cloudWatchConfig, own.cloudWatchConfig)) return { kind: 'leave', why: 'changed by somebody else' };
  if (!replaces?.cloudWatchConfig && !found.s3Config) return { kind: 'delete' };
  const flags = flagsOf((flag) => replaces && isOn(found, flag) === own[flag] ? replaces[flag] : isOn(found, flag));
  return put(found, replaces?.cloudWatchConfig, flags);
}

function put(found: LoggingConfiguration, destination: LogGroupDestination | undefined, flags: DataFlags): Step {
  const { cloudWatchConfig: _, ...rest } = found;
  return { kind: 'put', configuration: { ...rest, ...(destination && { cloudWatchConfig: destination }), ...flagsOf((flag) => flags[flag]) } };
}

function destinationRefusal(found: LoggingConfiguration, expected: LogGroupDestination | undefined): Refusal {
  if (expected && !found.cloudWatchConfig) {
    return new Refusal(found, `'existing' names the log group '${expected.logGroupName}' as the one to replace, but no log group is configured.`, 'Remove it from the app.');
  }
  return new Refusal(
    found,
    'Amazon Bedrock already logs model invocations of this account and Region to a log group that this stack has not configured.',
    `To put this stack's own in its place until the stack is deleted, pass existing: ${replacementOf(found)}. Otherwise remove that setting, or this construct.`,
  );
}

function dataRefusal(found: LoggingConfiguration): Refusal {
  return new Refusal(
    found,
    'Which data Amazon Bedrock delivers holds for all log destinations of this account and Region, and somebody else has chosen differently.',
    `Ask for the same data, or pass existing: ${replacementOf(found)} to have it changed until this stack is deleted.`,
  );
}

function isInUse({ cloudWatchConfig, s3Config }: LoggingConfiguration): boolean {
  return cloudWatchConfig !== undefined || s3Config !== undefined;
}

/** A kind of data that the answer does not mention is not delivered. */
function isOn(configuration: Partial<DataFlags>, flag: DataFlag): boolean {
  return configuration[flag] ?? false;
}

function flagsOf(value: (flag: DataFlag) => boolean): DataFlags {
  return Object.fromEntries(DATA_FLAGS.map((flag) => [flag, value(flag)])) as unknown as DataFlags;
}

function sameFlags(one: Partial<DataFlags>, other: Partial<DataFlags>): boolean {
  return DATA_FLAGS.every((flag) => isOn(one, flag) === isOn(other, flag));
}

function sameDestination(one: LogGroupDestination | undefined, other: LogGroupDestination | undefined): boolean {
  return one?.logGroupName === other?.logGroupName && one?.roleArn === other?.roleArn
    && sameLocation(one?.largeDataDeliveryS3Config, other?.largeDataDeliveryS3Config);
}

function sameLocation(one: S3Location | undefined, other: S3Location | undefined): boolean {
  return one?.bucketName === other?.bucketName && (one?.keyPrefix ?? '') === (other?.keyPrefix ?? '');
}
