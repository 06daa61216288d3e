import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ExistingInvocationLogging, ModelInvocationLogging, ModelInvocationLoggingProps } from '../../../src';
import { expectError } from '../support/errors';
import { ensureBundle } from '../support/gateway-bundle';
import { actionsOf, allStatements, arn, Statement, statementsOf } from '../support/policies';
import { ENV } from '../support/synthesis';

ensureBundle('invocation-logging');

const OF_THIS_ACCOUNT = {
  StringEquals: { 'aws:SourceAccount': ENV.account },
  ArnLike: { 'aws:SourceArn': arn(`bedrock:us-east-1:${ENV.account}:*`) },
};
const NO_DATA = {
  textDataDeliveryEnabled: false,
  imageDataDeliveryEnabled: false,
  embeddingDataDeliveryEnabled: false,
  videoDataDeliveryEnabled: false,
  audioDataDeliveryEnabled: false,
};

function build(props?: ModelInvocationLoggingProps | ((stack: Stack) => ModelInvocationLoggingProps), env: typeof ENV | undefined = ENV) {
  const stack = new Stack(new App(), 'Stack', { env });
  const logging = new ModelInvocationLogging(stack, 'Logging', typeof props === 'function' ? props(stack) : props);
  return { stack, logging, template: () => Template.fromStack(stack) };
}

/** The statement of a resource policy that names a service. */
function statementFor(service: string, policy: { readonly Statement: readonly (Statement & { Principal: { Service?: string } })[] }) {
  return policy.Statement.filter(({ Principal }) => Principal.Service === service);
}

describe('what it creates', () => {
  test('the setting: its own log group, no data, and nothing to replace', () => {
    const { template } = build();
    template().hasResourceProperties('Custom::ModelInvocationLogging', {
      configuration: {
        cloudWatchConfig: {
          logGroupName: { Ref: Match.stringLikeRegexp('^LoggingLogGroup') },
          roleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoggingDeliveryRole'), 'Arn'] },
          largeDataDeliveryS3Config: Match.absent(),
        },
        ...NO_DATA,
      },
      replaces: Match.absent(),
    });
    template().hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 30, KmsKeyId: Match.absent() }, DeletionPolicy: 'Delete',
    });
  });

  test('as it was asked for', () => {
    const { template } = build({
      textData: true,
      embeddingData: true,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
      existing: ExistingInvocationLogging.replace({ logGroupName: 'old', roleArn: 'arn:aws:iam::111111111111:role/old', imageData: true }),
    });
    template().hasResourceProperties('Custom::ModelInvocationLogging', {
      configuration: { ...NO_DATA, textDataDeliveryEnabled: true, embeddingDataDeliveryEnabled: true },
      replaces: { cloudWatchConfig: { logGroupName: 'old', roleArn: 'arn:aws:iam::111111111111:role/old' }, ...NO_DATA, imageDataDeliveryEnabled: true },
    });
    template().hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
  });

  test('a log group that is there already gets the records, the metric filters and the queries', () => {
    const { template, logging } = build((stack) => ({ logGroup: LogGroup.fromLogGroupName(stack, 'Mine', 'mine') }));
    expect(logging.logGroup.logGroupName).toBe('mine');
    template().hasResourceProperties('Custom::ModelInvocationLogging', { configuration: { cloudWatchConfig: { logGroupName: 'mine' } } });
    template().allResourcesProperties('AWS::Logs::MetricFilter', { LogGroupName: 'mine' });
    template().allResourcesProperties('AWS::Logs::QueryDefinition', { LogGroupNames: ['mine'] });
  });

  test('everything that the setting needs is there before it, and longer', () => {
    const { template } = build((stack) => ({ largeDataBucket: new Bucket(stack, 'Bucket') }));
    const [{ DependsOn }] = Object.values(template().findResources('Custom::ModelInvocationLogging')) as [{ DependsOn: string[] }];
    expect(DependsOn.map((id) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(expect.arrayContaining(['BucketPolicy', 'LoggingLogGroup', 'LoggingSettingPolicy']));
  });

  test('works in a stack without an environment', () => {
    const { template } = build(undefined, undefined);
    template().resourceCountIs('Custom::ModelInvocationLogging', 1);
  });
});

describe('permissions', () => {
  test('Bedrock may write to its stream of the log group, for this account and Region, and nothing else', () => {
    const { template } = build();
    template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'bedrock.amazonaws.com' }, Condition: OF_THIS_ACCOUNT }],
      },
      Policies: [{
        PolicyDocument: {
          Statement: [{
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Resource: {
              'Fn::Join': ['', [
                'arn:', { Ref: 'AWS::Partition' }, `:logs:us-east-1:${ENV.account}:log-group:`, { Ref: Match.stringLikeRegexp('^LoggingLogGroup') },
                ':log-stream:aws/bedrock/modelinvocations',
              ]],
            },
          }],
        },
      }],
    });
  });

  test('the function may set the setting, pass the roles that it names, and write its own log', () => {
    const { template } = build({ existing: ExistingInvocationLogging.replace({ logGroupName: 'old', roleArn: 'arn:aws:iam::111111111111:role/old' }) });
    expect(statementsOf(template(), 'LoggingSettingPolicy').map((statement) => [actionsOf(statement), statement.Resource, statement.Condition])).toEqual([
      [['DeleteModelInvocationLoggingConfiguration', 'GetModelInvocationLoggingConfiguration', 'PutModelInvocationLoggingConfiguration'].map((name) => `bedrock:${name}`), '*', undefined],
      [
        ['iam:PassRole'],
        [{ 'Fn::GetAtt': [expect.stringMatching('^LoggingDeliveryRole'), 'Arn'] }, 'arn:aws:iam::111111111111:role/old'],
        { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
      ],
      [['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [expect.stringMatching('^LoggingSettingLogGroup'), 'Arn'] }, undefined],
    ]);
  });

  test('no action has a wildcard, with everything switched on', () => {
    const { template } = build((stack) => ({
      textData: true, largeDataBucket: new Bucket(stack, 'Bucket', { encryption: BucketEncryption.KMS }), encryptionKey: new Key(stack, 'Key'),
    }));
    // The first statement of a key's policy is CDK's own, for the account that has the key.
    const actions = allStatements(template()).flatMap(actionsOf).filter((action) => action !== 'kms:*');
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test.each([
    ['with a prefix', 'prompts/large', 'prompts/large/AWSLogs'],
    ['without', undefined, 'AWSLogs'],
  ])('Bedrock may put large data into the bucket, %s', (_, largeDataKeyPrefix, path) => {
    const { template } = build((stack) => ({ largeDataBucket: new Bucket(stack, 'Bucket', { encryption: BucketEncryption.KMS }), largeDataKeyPrefix }));
    const [policy] = Object.values(template().findResources('AWS::S3::BucketPolicy'));
    expect(statementFor('bedrock.amazonaws.com', policy!.Properties.PolicyDocument)).toEqual([{
      Effect: 'Allow',
      Action: 's3:PutObject',
      Principal: { Service: 'bedrock.amazonaws.com' },
      Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching('^Bucket'), 'Arn'] }, `/${path}/${ENV.account}/BedrockModelInvocationLogs/*`]] },
      Condition: OF_THIS_ACCOUNT,
    }]);
    const [key] = Object.values(template().findResources('AWS::KMS::Key'));
    expect(statementFor('bedrock.amazonaws.com', key!.Properties.KeyPolicy)).toMatchObject([{ Action: 'kms:GenerateDataKey', Condition: OF_THIS_ACCOUNT }]);
    template().hasResourceProperties('Custom::ModelInvocationLogging', {
      configuration: {
        cloudWatchConfig: { largeDataDeliveryS3Config: { bucketName: Match.anyValue(), keyPrefix: largeDataKeyPrefix ?? Match.absent() } },
      },
    });
  });

  test('CloudWatch Logs may use the key for log groups of this account and Region', () => {
    const { template } = build((stack) => ({ encryptionKey: new Key(stack, 'Key') }));
    const [key] = Object.values(template().findResources('AWS::KMS::Key'));
    expect(statementFor('logs.us-east-1.amazonaws.com', key!.Properties.KeyPolicy)).toMatchObject([{
      Effect: 'Allow',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': arn(`logs:us-east-1:${ENV.account}:log-group:*`) } },
    }]);
    template().hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } });
  });

  test('says what to add to policies that it cannot change', () => {
    const { stack } = build((scope) => ({
      largeDataBucket: Bucket.fromBucketName(scope, 'Theirs', 'theirs'),
      encryptionKey: Key.fromKeyArn(scope, 'Imported', 'arn:aws:kms:us-east-1:111111111111:key/1'),
    }));
    const warnings = Annotations.fromStack(stack).findWarning('/Stack/Logging', Match.anyValue()).map(({ entry }) => String(entry.data));
    expect(warnings).toEqual([
      expect.stringContaining("the policy of the key 'Stack/Imported' cannot be changed here: allow 'ServicePrincipal(logs.us-east-1.amazonaws.com)' kms:Decrypt, kms:DescribeKey"),
      expect.stringContaining("the policy of the bucket 'Stack/Theirs' cannot be changed here: allow bedrock.amazonaws.com s3:PutObject on 'AWSLogs/111111111111/"),
    ]);
  });
});

describe('metrics', () => {
  test('read in the account and Region of the stack, in the namespaces that they are published in', () => {
    const { logging, stack } = build({ textData: true });
    const { namespace, metricName, statistic, dimensions } = logging.metricInvocations({ dimensionsMap: { Tenant: 'team-a' } });
    expect([namespace, metricName, statistic, dimensions]).toEqual(['ResilientInference/InvocationLog', 'Invocations', 'Sum', { Tenant: 'team-a' }]);
    expect(logging.metricLatency()).toMatchObject({ metricName: 'Latency', statistic: 'p99' });
    expect(logging.metricDeliveryFailures()).toMatchObject({ namespace: 'AWS/Bedrock', metricName: 'ModelInvocationLogsCloudWatchDeliveryFailure', dimensions: undefined });
    expect(logging.metricLargeDataDeliveryFailures().metricName).toBe('ModelInvocationLargeDataS3DeliveryFailure');
    expect(stack.resolve([logging.metricInputTokens(), logging.metricOutputTokens(), logging.metricErrors()].map((metric) => metric.metricName)))
      .toEqual(['InputTokens', 'OutputTokens', 'Errors']);
  });

  test('every one has a filter that publishes it, latency only where texts are delivered, tenants only where they are wanted', () => {
    const namesOf = (props: ModelInvocationLoggingProps) => new Set(Object.values(build(props).template().findResources('AWS::Logs::MetricFilter'))
      .map(({ Properties: { MetricTransformations: [{ MetricName, Dimensions = [] }] } }) => [MetricName, ...Dimensions.map(({ Key: name }: { Key: string }) => name)].join(' ')));
    const always = ['Invocations', 'Invocations ModelId', 'Invocations ServedRegion', 'InputTokens', 'InputTokens ModelId', 'OutputTokens', 'OutputTokens ModelId', 'Errors', 'Errors ModelId', 'Errors ErrorCode'];
    expect(namesOf({ tenantMetrics: false })).toEqual(new Set(always));
    expect(namesOf({ textData: true })).toEqual(new Set([...always, 'Latency', 'Latency ModelId', 'Invocations Tenant', 'InputTokens Tenant', 'OutputTokens Tenant']));
    expectError(() => build().logging.metricLatency(), 'ContradictoryProperties', 'metricLatency() would have no values', 'textData is false', 'Stack/Logging');
  });
});

describe('bad input', () => {
  const bucket = (stack: Stack) => new Bucket(stack, 'Bucket');
  const group = (stack: Stack) => LogGroup.fromLogGroupName(stack, 'Group', 'mine');
  const elsewhere = (id: string) => new Stack(new App(), id, { env: { account: ENV.account, region: 'eu-west-1' } });

  test.each<[string, (stack: Stack) => ModelInvocationLoggingProps, string[]]>([
    ['retention beside logGroup', (stack) => ({ logGroup: group(stack), retention: RetentionDays.ONE_DAY }), ['retention was given, but so was logGroup']],
    ['encryptionKey beside logGroup', (stack) => ({ logGroup: group(stack), encryptionKey: new Key(stack, 'Key') }), ['encryptionKey was given, but so was logGroup']],
    ['removalPolicy beside logGroup', (stack) => ({ logGroup: group(stack), removalPolicy: RemovalPolicy.RETAIN }), ['removalPolicy was given, but so was logGroup']],
    ['imageData without a bucket', () => ({ imageData: true }), ['imageData is true, but largeDataBucket was not given', 'give a bucket, or remove imageData']],
    ['videoData without a bucket', () => ({ videoData: true }), ['videoData is true']],
    ['audioData without a bucket', () => ({ audioData: true }), ['audioData is true']],
    ['a prefix without a bucket', () => ({ largeDataKeyPrefix: 'x' }), ['largeDataKeyPrefix was given, but largeDataBucket was not']],
    ['a role to replace without a log group', () => ({ existing: ExistingInvocationLogging.replace({ roleArn: 'arn:aws:iam::111111111111:role/x' }) }), ['has a roleArn, but no logGroupName']],
    ['a log group to replace without a role', () => ({ existing: ExistingInvocationLogging.replace({ logGroupName: 'x' }) }), ['has a logGroupName, but no roleArn']],
    ['a bucket to replace without a log group', () => ({ existing: ExistingInvocationLogging.replace({ largeDataBucketName: 'x' }) }), ['has a largeDataBucketName, but no logGroupName']],
    ['a prefix to replace without a bucket', () => ({ existing: ExistingInvocationLogging.replace({ largeDataKeyPrefix: 'x' }) }), ['has a largeDataKeyPrefix, but no largeDataBucketName']],
  ])('%s', (_, props, fragments) => {
    expectError(() => build(props), 'ContradictoryProperties', ...fragments, 'Stack/Logging');
  });

  test('names that cannot be', () => {
    for (const largeDataKeyPrefix of ['', '/logs', 'logs/', 'a b', 'x'.repeat(1_025)]) {
      expectError(() => build((stack) => ({ largeDataBucket: bucket(stack), largeDataKeyPrefix })), 'InvalidName', `largeDataKeyPrefix is '${largeDataKeyPrefix}'`, '1 to 1024');
    }
    const replace = (logGroupName: string, roleArn: string) => () => {
      build({ existing: ExistingInvocationLogging.replace({ logGroupName, roleArn }) });
    };
    expectError(replace('arn:aws:logs:us-east-1:111111111111:log-group:x', 'arn:aws:iam::111111111111:role/x'), 'InvalidName', 'not its ARN');
    expectError(replace('x', 'my-role'), 'InvalidRoleArn', "'my-role'", 'must be the ARN of a role');
  });

  test('takes tokens wherever a name is only passed on', () => {
    const { template } = build((stack) => {
      const token = (id: string) => new CfnParameter(stack, id).valueAsString;
      return {
        largeDataBucket: bucket(stack),
        largeDataKeyPrefix: token('Prefix'),
        existing: ExistingInvocationLogging.replace({ logGroupName: token('Group'), roleArn: token('Role') }),
      };
    });
    template().hasResourceProperties('Custom::ModelInvocationLogging', {
      configuration: { cloudWatchConfig: { largeDataDeliveryS3Config: { keyPrefix: { Ref: 'Prefix' } } } },
      replaces: { cloudWatchConfig: { logGroupName: { Ref: 'Group' }, roleArn: { Ref: 'Role' } } },
    });
  });

  test('destinations in another account or Region', () => {
    expectError(() => build({ largeDataBucket: bucket(elsewhere('Other')) }), 'WrongRegion', 'largeDataBucket is in eu-west-1', 'which is us-east-1 here');
    expectError(() => build({ logGroup: new LogGroup(elsewhere('Other'), 'Group') }), 'WrongRegion', 'logGroup is in eu-west-1');
    const foreign = new Stack(new App(), 'Foreign', { env: { account: '222222222222', region: 'us-east-1' } });
    expectError(() => build({ largeDataBucket: bucket(foreign) }), 'InvalidAccountId', 'largeDataBucket is in account 222222222222');
  });

  test('a second one for the same account and Region, in whatever stack', () => {
    const app = new App();
    const stack = new Stack(app, 'One', { env: ENV });
    new ModelInvocationLogging(stack, 'Logging');
    expectError(() => new ModelInvocationLogging(stack, 'Again'), 'ContradictoryProperties', "'One/Logging' sets the model invocation logging of the same account and Region", 'One/Again');
    expectError(() => new ModelInvocationLogging(new Stack(app, 'Two', { env: ENV }), 'Logging'), 'ContradictoryProperties', "'One/Logging'", 'Two/Logging');
    expect(() => new ModelInvocationLogging(new Stack(app, 'Three', { env: { ...ENV, region: 'eu-west-1' } }), 'Logging')).not.toThrow();
    // Where they go is not known: the deployment would tell.
    expect(() => new ModelInvocationLogging(new Stack(app, 'Four'), 'Logging')).not.toThrow();
    expect(() => new ModelInvocationLogging(new Stack(app, 'Five'), 'Logging')).not.toThrow();
  });
});
