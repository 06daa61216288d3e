import { DATA_FLAGS, LoggingConfiguration } from '../../../src/contract/invocation-logging';

/** Somebody else's setting would have to be changed: nothing was. */
export class Refusal extends Error {
  constructor(found: LoggingConfiguration, reason: string, advice: string) {
    super(`${reason} Configured at present: ${describeConfiguration(found)}. Nothing was changed. ${advice}`);
    this.name = 'Refusal';
  }
}

export function describeConfiguration({ cloudWatchConfig, s3Config, ...flags }: LoggingConfiguration): string {
  const large = cloudWatchConfig?.largeDataDeliveryS3Config;
  const on = DATA_FLAGS.filter((flag) => flags[flag]);
  return [
    cloudWatchConfig && `log group '${cloudWatchConfig.logGroupName}' with role '${cloudWatchConfig.roleArn}'`,
    large && `large data in bucket '${large.bucketName}'${prefixOf(large.keyPrefix)}`,
    s3Config && `S3 bucket '${s3Config.bucketName}'${prefixOf(s3Config.keyPrefix)}`,
    on.length > 0 ? `${on.join(', ')} true` : 'no data of requests and answers',
  ].filter((part) => part !== undefined).join('; ');
}

/** What to write into the app to have what is there replaced, and put back later. */
export function replacementOf({ cloudWatchConfig, ...flags }: LoggingConfiguration): string {
  const large = cloudWatchConfig?.largeDataDeliveryS3Config;
  const members = [
    ...cloudWatchConfig ? [`logGroupName: '${cloudWatchConfig.logGroupName}'`, `roleArn: '${cloudWatchConfig.roleArn}'`] : [],
    ...large ? [`largeDataBucketName: '${large.bucketName}'`] : [],
    ...large?.keyPrefix === undefined ? [] : [`largeDataKeyPrefix: '${large.keyPrefix}'`],
    // `textDataDeliveryEnabled` is the construct's `textData`.
    ...DATA_FLAGS.filter((flag) => flags[flag]).map((flag) => `${flag.replace('DeliveryEnabled', '')}: true`),
  ];
  return `ExistingInvocationLogging.replace({ ${members.join(', ')} })`;
}

function prefixOf(keyPrefix: string | undefined): string {
  return keyPrefix === undefined ? '' : ` under '${keyPrefix}'`;
}
