import { Annotations, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';

/**
 * CloudWatch Logs uses a key as a service, which the policy of the key has to allow. The statement names the log groups of the
 * stack by how CloudFormation names them: with their ARNs, key and log groups would wait for each other.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function letLogsUseKey(scope: IConstruct, key: IKey): void {
  const stack = Stack.of(scope);
  const groups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    // The name of a nested stack is CloudFormation's to choose.
    resourceName: Token.isUnresolved(stack.stackName) ? '*' : `${stack.stackName}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const { statementAdded } = key.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
  }), true);
  if (statementAdded) return;
  Annotations.of(scope).addWarningV2(
    'cdk-resilient-inference:keyPolicyNotChanged',
    `the policy of encryptionKey cannot be changed from here, because the key was imported: it has to let logs.${stack.region} use it for the log groups of this stack, or their creation fails (see docs/security.md)`,
  );
}
