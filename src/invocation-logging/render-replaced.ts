import { ReplacedInvocationLogging } from './existing-invocation-logging';
import { ReplacedLogging } from '../contract/invocation-logging';

/** As the custom resource reads it. */
export function renderReplaced(existing: ReplacedInvocationLogging): ReplacedLogging {
  const { logGroupName, roleArn, largeDataBucketName: bucketName, largeDataKeyPrefix: keyPrefix } = existing;
  return {
    ...(logGroupName !== undefined && roleArn !== undefined
      ? { cloudWatchConfig: { logGroupName, roleArn, ...(bucketName === undefined ? {} : { largeDataDeliveryS3Config: { bucketName, keyPrefix } }) } }
      : {}),
    textDataDeliveryEnabled: existing.textData ?? false,
    imageDataDeliveryEnabled: existing.imageData ?? false,
    embeddingDataDeliveryEnabled: existing.embeddingData ?? false,
    videoDataDeliveryEnabled: existing.videoData ?? false,
    audioDataDeliveryEnabled: existing.audioData ?? false,
  };
}
