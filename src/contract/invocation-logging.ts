/** The type of the custom resource that sets Bedrock's model invocation logging. */
export const INVOCATION_LOGGING_TYPE = 'Custom::ModelInvocationLogging';

/** The log stream that Bedrock always writes to: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html */
export const INVOCATION_LOG_STREAM = 'aws/bedrock/modelinvocations';

/** Which kinds of data records carry: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_LoggingConfig.html */
export const DATA_FLAGS = [
  'textDataDeliveryEnabled', 'imageDataDeliveryEnabled', 'embeddingDataDeliveryEnabled', 'videoDataDeliveryEnabled', 'audioDataDeliveryEnabled',
] as const;

export type DataFlag = (typeof DATA_FLAGS)[number];
export type DataFlags = { readonly [flag in DataFlag]: boolean };

export interface S3Location {
  readonly bucketName: string;
  readonly keyPrefix?: string;
}

export interface LogGroupDestination {
  readonly logGroupName: string;
  /** Bedrock writes with this role. */
  readonly roleArn: string;
  /** Bodies that are too large for a log record, or binary. */
  readonly largeDataDeliveryS3Config?: S3Location;
}

/** The setting of one account and Region, as Bedrock's API has it. */
export interface LoggingConfiguration extends Partial<DataFlags> {
  readonly cloudWatchConfig?: LogGroupDestination;
  /** Records as files. No part of what the constructs set. */
  readonly s3Config?: S3Location;
}

/** What the construct sets. */
export interface WantedLogging extends DataFlags {
  readonly cloudWatchConfig: LogGroupDestination;
}

/** What the construct was told that it may put its own in the place of, and puts back. */
export interface ReplacedLogging extends DataFlags {
  readonly cloudWatchConfig?: LogGroupDestination;
}

/** The properties of the custom resource. CloudFormation hands them over with every value as a string. */
export interface InvocationLoggingProperties {
  readonly configuration: WantedLogging;
  readonly replaces?: ReplacedLogging;
}
