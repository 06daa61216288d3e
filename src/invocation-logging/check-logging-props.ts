import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ReplacedInvocationLogging } from './existing-invocation-logging';
import { ModelInvocationLoggingProps } from './model-invocation-logging-props';
import { checkKey } from '../encryption/check-key';
import { checkPlace } from '../private/check-place';
import { ResilientInferenceError } from '../private/errors';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_S3Config.html (at most 1,024 characters) */
const KEY_PREFIX = /^[^/\s][^\s]{0,1022}[^/\s]$|^[^/\s]$/;
const LOG_GROUP_NAME = /^[\w./#-]{1,512}$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
/** Without a bucket they have nowhere to go. */
const BINARY = ['imageData', 'videoData', 'audioData'] as const;
/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html (same account and Region) */
const DELIVERY = { region: 'Bedrock delivers to the Region that it logs', account: 'Bedrock delivers to the account that it logs' };
/** Of the log group that the construct makes. */
const OF_NEW_GROUP = ['retention', 'encryptionKey', 'removalPolicy'] as const;

export function checkLoggingProps(scope: IConstruct, props: ModelInvocationLoggingProps): void {
  const fail = (message: string) => new ResilientInferenceError('ContradictoryProperties', message, scope);
  const useless = OF_NEW_GROUP.find((name) => props.logGroup && props[name] !== undefined);
  if (useless) throw fail(`${useless} was given, but so was logGroup, and it is for a new log group: set it on yours, and remove it here`);
  const binary = BINARY.find((name) => props[name] && !props.largeDataBucket);
  if (binary) throw fail(`${binary} is true, but largeDataBucket was not given, and binary data is delivered to S3 only: give a bucket, or remove ${binary}`);
  if (props.largeDataKeyPrefix !== undefined) {
    if (!props.largeDataBucket) throw fail('largeDataKeyPrefix was given, but largeDataBucket was not: give a bucket, or remove the prefix');
    checkKeyPrefix('largeDataKeyPrefix', props.largeDataKeyPrefix, scope);
  }
  checkPlace('logGroup', props.logGroup, DELIVERY, scope);
  checkPlace('largeDataBucket', props.largeDataBucket, DELIVERY, scope);
  if (props.encryptionKey) checkKey(scope, 'encryptionKey', props.encryptionKey);
  const replaced = props.existing?._replaced();
  if (replaced) checkReplaced(scope, replaced);
}

function checkReplaced(scope: IConstruct, { logGroupName, roleArn, largeDataBucketName, largeDataKeyPrefix }: ReplacedInvocationLogging): void {
  const what = 'ExistingInvocationLogging.replace()';
  const fail = (message: string) => new ResilientInferenceError('ContradictoryProperties', message, scope);
  if ((logGroupName === undefined) !== (roleArn === undefined)) {
    throw fail(`${what} has ${logGroupName === undefined ? 'a roleArn, but no logGroupName' : 'a logGroupName, but no roleArn'}: a setting has both, or no log group at all`);
  }
  if (largeDataBucketName !== undefined && logGroupName === undefined) {
    throw fail(`${what} has a largeDataBucketName, but no logGroupName: large data belongs to a log group, and an S3 destination is kept without being named`);
  }
  if (largeDataKeyPrefix !== undefined && largeDataBucketName === undefined) {
    throw fail(`${what} has a largeDataKeyPrefix, but no largeDataBucketName: name both, or neither`);
  }
  if (logGroupName !== undefined && !Token.isUnresolved(logGroupName) && !LOG_GROUP_NAME.test(logGroupName)) {
    throw new ResilientInferenceError('InvalidName', `the logGroupName of ${what} is '${logGroupName}', but must be the name of a log group, not its ARN`, scope);
  }
  if (roleArn !== undefined && !Token.isUnresolved(roleArn) && !ROLE_ARN.test(roleArn)) {
    throw new ResilientInferenceError(
      'InvalidRoleArn', `the roleArn of ${what} is '${roleArn}', but must be the ARN of a role such as 'arn:aws:iam::111111111111:role/bedrock-logging'`, scope,
    );
  }
}

function checkKeyPrefix(what: string, value: string, scope: IConstruct): void {
  if (Token.isUnresolved(value) || KEY_PREFIX.test(value)) return;
  throw new ResilientInferenceError('InvalidName', `${what} is '${value}', but must be 1 to 1024 characters without spaces, and without a slash at either end`, scope);
}
