import { DATA_FLAGS, LoggingConfiguration } from '../../../src/contract/invocation-logging';
import { JsonObject, readObject, readOptionalString, rejectUnknownFields } from '../../bedrock/json-fields';

/** The body of PutModelInvocationLoggingConfiguration, or the same in a template. @throws Error that names the member */
export function parseLoggingConfiguration(value: unknown, field = 'loggingConfig'): LoggingConfiguration {
  const body = readObject(value, field);
  rejectUnknownFields(body, field, ['cloudWatchConfig', 's3Config', ...DATA_FLAGS]);
  const flags = DATA_FLAGS.flatMap((flag) => body[flag] === undefined ? [] : [[flag, readFlag(body, flag, field)] as const]);
  return {
    ...(body.cloudWatchConfig === undefined ? {} : { cloudWatchConfig: readDestination(body.cloudWatchConfig, `${field}.cloudWatchConfig`) }),
    ...(body.s3Config === undefined ? {} : { s3Config: readLocation(body.s3Config, `${field}.s3Config`) }),
    ...Object.fromEntries(flags),
  };
}

function readDestination(value: unknown, field: string) {
  const { logGroupName, roleArn, largeDataDeliveryS3Config: large } = readObject(value, field);
  return {
    logGroupName: readText({ logGroupName }, 'logGroupName', field),
    roleArn: readText({ roleArn }, 'roleArn', field),
    ...(large === undefined ? {} : { largeDataDeliveryS3Config: readLocation(large, `${field}.largeDataDeliveryS3Config`) }),
  };
}

function readLocation(value: unknown, field: string) {
  const location = readObject(value, field);
  const { keyPrefix } = location;
  return { bucketName: readText(location, 'bucketName', field), ...(typeof keyPrefix === 'string' ? { keyPrefix } : {}) };
}

function readText(object: JsonObject, name: string, field: string): string {
  const text = readOptionalString(object, name, field);
  if (text === undefined) throw new Error(`${field}.${name}: received nothing; expected a non-empty string.`);
  return text;
}

function readFlag(object: JsonObject, name: string, field: string): boolean {
  const flag = object[name];
  if (typeof flag !== 'boolean') throw new Error(`${field}.${name}: received ${JSON.stringify(flag)}; expected true or false.`);
  return flag;
}
