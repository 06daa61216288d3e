import { DATA_FLAGS, DataFlags, InvocationLoggingProperties, LogGroupDestination, S3Location } from '../../../src/contract/invocation-logging';

type Members = Readonly<Record<string, unknown>>;

/** Reads the properties of the custom resource. @throws Error that names the member */
export function readProperties(properties: unknown): InvocationLoggingProperties {
  const { configuration, replaces } = membersOf(properties, 'ResourceProperties');
  const own = membersOf(configuration, 'configuration');
  return {
    configuration: { cloudWatchConfig: destinationOf(own.cloudWatchConfig, 'configuration.cloudWatchConfig'), ...flagsOf(own, 'configuration') },
    ...(replaces === undefined ? {} : { replaces: replacedOf(membersOf(replaces, 'replaces')) }),
  };
}

function replacedOf(replaces: Members) {
  const { cloudWatchConfig } = replaces;
  return {
    ...(cloudWatchConfig === undefined ? {} : { cloudWatchConfig: destinationOf(cloudWatchConfig, 'replaces.cloudWatchConfig') }),
    ...flagsOf(replaces, 'replaces'),
  };
}

function destinationOf(value: unknown, path: string): LogGroupDestination {
  const { logGroupName, roleArn, largeDataDeliveryS3Config: large } = membersOf(value, path);
  return {
    logGroupName: textOf(logGroupName, `${path}.logGroupName`),
    roleArn: textOf(roleArn, `${path}.roleArn`),
    ...(large === undefined ? {} : { largeDataDeliveryS3Config: locationOf(large, `${path}.largeDataDeliveryS3Config`) }),
  };
}

function locationOf(value: unknown, path: string): S3Location {
  const { bucketName, keyPrefix } = membersOf(value, path);
  return {
    bucketName: textOf(bucketName, `${path}.bucketName`),
    ...(keyPrefix === undefined ? {} : { keyPrefix: textOf(keyPrefix, `${path}.keyPrefix`) }),
  };
}

/** CloudFormation hands booleans over as text. */
function flagsOf(members: Members, path: string): DataFlags {
  return Object.fromEntries(DATA_FLAGS.map((flag) => {
    const value = members[flag];
    if (value === true || value === 'true') return [flag, true];
    if (value === false || value === 'false') return [flag, false];
    throw malformed(`${path}.${flag}`, value, "'true' or 'false'");
  })) as unknown as DataFlags;
}

function membersOf(value: unknown, path: string): Members {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  throw malformed(path, value, 'an object');
}

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(path, value, 'text');
}

function malformed(path: string, value: unknown, expected: string): Error {
  return new Error(`${path} is ${JSON.stringify(value)}, but must be ${expected}: the template and the handler come from different versions of the package.`);
}
