import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { AddToResourcePolicyResult, IPrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { INVOCATION_LOG_STREAM } from '../contract/invocation-logging';

/**
 * Who may do what for the log to be delivered.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 */

/** The role that Bedrock writes to the log group with. */
export function createDeliveryRole(scope: Construct, logGroup: ILogGroup): Role {
  const stack = Stack.of(scope);
  return new Role(scope, 'DeliveryRole', {
    description: 'Lets Amazon Bedrock write its model invocation log',
    assumedBy: bedrock(stack),
    inlinePolicies: {
      Deliver: new PolicyDocument({
        statements: [new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [stack.formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: `${logGroup.logGroupName}:log-stream:${INVOCATION_LOG_STREAM}`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          })],
        })],
      }),
    },
  });
}

/** @returns what has to exist before Bedrock tries the bucket */
export function allowLargeData(scope: Construct, bucket: IBucket, keyPrefix: string | undefined): AddToResourcePolicyResult {
  const stack = Stack.of(scope);
  const path = [...keyPrefix === undefined ? [] : [keyPrefix], 'AWSLogs', stack.account, 'BedrockModelInvocationLogs', '*'].join('/');
  const added = bucket.addToResourcePolicy(new PolicyStatement({
    principals: [bedrock(stack)],
    actions: ['s3:PutObject'],
    resources: [bucket.arnForObjects(path)],
  }));
  if (!added.statementAdded) warn(scope, 'bucketPolicy', `the policy of the bucket '${bucket.node.path}' cannot be changed here: allow bedrock.amazonaws.com s3:PutObject on '${path}' in it`);
  if (bucket.encryptionKey) allowKey(scope, bucket.encryptionKey, bedrock(stack), ['kms:GenerateDataKey']);
  return added;
}

/**
 * The key of a new log group. Its policy cannot name the group, which needs the key to exist; it names the log groups of this
 * account and Region, as AWS's second example does.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function allowLogEncryption(scope: Construct, key: IKey): void {
  const stack = Stack.of(scope);
  const groups = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  const logs = new ServicePrincipal(`logs.${stack.region}.amazonaws.com`, { conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } } });
  allowKey(scope, key, logs, LOGS_KEY_ACTIONS);
}

/** AWS's example has wildcards in them. */
const LOGS_KEY_ACTIONS = [
  'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo',
];

function allowKey(scope: Construct, key: IKey, principal: IPrincipal, actions: string[]): void {
  const added = key.addToResourcePolicy(new PolicyStatement({ principals: [principal], actions, resources: ['*'] }));
  if (!added.statementAdded) {
    warn(scope, 'keyPolicy', `the policy of the key '${key.node.path}' cannot be changed here: allow '${principal}' ${actions.join(', ')} in it`);
  }
}

/** Bedrock, on behalf of this account and Region only: the confused-deputy conditions of AWS's own examples. */
function bedrock({ account, partition, region }: Stack): ServicePrincipal {
  return new ServicePrincipal('bedrock.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:bedrock:${region}:${account}:*` },
    },
  });
}

function warn(scope: Construct, id: string, message: string): void {
  Annotations.of(scope).addWarningV2(`cdk-resilient-inference:invocationLogging-${id}`, message);
}

