import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { statementsFor } from '../support/policies';
import { ENV, minimalProps, synthesize } from '../support/synthesis';

const withKey = (more: (stack: Stack) => Partial<ResilientInferenceProps> = () => ({})) =>
  synthesize((stack) => ({ ...minimalProps(), encryptionKey: new Key(stack, 'Key'), ...more(stack) }));
const KEY_ARN = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

test('table, log groups and environment variables are encrypted with it', () => {
  const { template } = withKey();
  const [table] = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
  expect(table?.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
  expect(table?.Properties.Replicas[0].SSESpecification).toEqual({ KMSMasterKeyId: KEY_ARN });
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
  expect(groups.map(({ Properties }) => Properties.KmsKeyId)).toEqual([KEY_ARN, KEY_ARN]);
  template.hasResourceProperties('AWS::Lambda::Function', { KmsKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
});

test('its policy lets CloudWatch Logs use it for the log groups of the stack, and for nothing else', () => {
  const [key] = Object.values(withKey().template.findResources('AWS::KMS::Key'));
  const services = key?.Properties.KeyPolicy.Statement.filter(({ Principal }: { Principal: object }) => 'Service' in Principal);
  expect(services).toEqual([{
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Join': ['', ['logs.us-east-1.', { Ref: 'AWS::URLSuffix' }]] } },
    Action: expect.arrayContaining(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']),
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:us-east-1:111111111111:log-group:Stack-*']] } } },
  }]);
});

test('the gateway may use it in one statement', () => {
  expect(statementsFor('kms', withKey().template, 'GatewayRole')).toEqual([
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'], Resource: KEY_ARN },
  ]);
});

test('with a table of somebody else it is needed for the environment variables only', () => {
  const { template } = withKey((stack) => ({
    table: new TableV2(stack, 'Mine', { partitionKey: { name: 'pk', type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.STRING } }),
  }));
  expect(statementsFor('kms', template, 'GatewayRole')).toEqual([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN }]);
});

test('without new log groups CloudWatch Logs needs nothing', () => {
  const { template } = withKey((stack) => ({ logGroup: LogGroup.fromLogGroupName(stack, 'Logs', 'logs'), accessLogging: false }));
  expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).not.toContain('kms:EncryptionContext');
});

test('of an imported key it says that its policy cannot be changed', () => {
  const { stack } = synthesize((scope) => ({ ...minimalProps(), encryptionKey: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/k') }));
  Annotations.fromStack(stack).hasWarning('/Stack/Gateway', Match.stringLikeRegexp('policy of encryptionKey.*keyPolicyNotChanged'));
});

test('in a nested stack, whose name is not known, it may be used for log groups of the account and Region', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  new ResilientInference(new NestedStack(stack, 'Nested'), 'Gateway', { ...minimalProps(), encryptionKey: new Key(stack, 'Key') });
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::KMS::Key'))).toContain('111111111111:log-group:*"');
});

test('a stack without a Region is told that it needs one', () => {
  expectError(() => synthesize((stack) => ({ ...minimalProps(), encryptionKey: new Key(stack, 'Key') }), {}), 'MissingRegion', 'env with a region', '(at Stack/Gateway)');
});

test('without it nothing has a key of its own', () => {
  const { template } = synthesize(minimalProps());
  expect(JSON.stringify(template.toJSON())).not.toMatch(/kms/i);
});
