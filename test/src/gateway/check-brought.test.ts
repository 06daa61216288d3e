import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AttributeType, ITableV2, TableV2, TablePropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { GatewayWebAcl, ModelInvocationLogging, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import type { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';
import { ENV, minimalProps } from '../support/synthesis';

/** A gateway that is brought something. @param make what, of a stack of its own Region or account if it wants that */
function bring(make: (stack: Stack, other: (env: Partial<typeof ENV>) => Stack) => Partial<ResilientInferenceProps>) {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const gateway = new ResilientInference(stack, 'Gateway', {
    ...minimalProps(), ...make(stack, (env) => new Stack(app, 'Other', { env: { ...ENV, ...env } })),
  });
  return { stack, gateway };
}

const WEST = { region: 'us-west-2' };
const ELSEWHERE = { account: '222222222222' };
const KEYS: TablePropsV2 = {
  partitionKey: { name: 'pk', type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.STRING }, timeToLiveAttribute: 'expiresAt',
};
const arnOf = (service: string, region: string, rest: string) => `arn:aws:${service}:${region}:111111111111:${rest}`;
const certificate = (stack: Stack, region: string) => Certificate.fromCertificateArn(stack, 'Certificate', arnOf('acm', region, 'certificate/c'));
const webAcl = (region: string) => GatewayWebAcl.existing(arnOf('wafv2', region, 'regional/webacl/name/id'));
const key = (stack: Stack, region: string, account = ENV.account) => Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${account}:key/1`);

type Make = Parameters<typeof bring>[0];

test.each<[string, Make, ErrorCode, string[]]>([
  ['a table of another Region', (_, other) => ({ table: new TableV2(other(WEST), 'T', KEYS) }), 'WrongRegion', ['table is in us-west-2', 'which is us-east-1 here']],
  ['a table of another account', (_, other) => ({ table: new TableV2(other(ELSEWHERE), 'T', KEYS) }), 'InvalidAccountId', ['table is in account 222222222222']],
  ['a log group of another Region', (_, other) => ({ logGroup: new LogGroup(other(WEST), 'L') }), 'WrongRegion', ['logGroup is in us-west-2', 'a function logs']],
  ['a log group of another account', (_, other) => ({ accessLogGroup: new LogGroup(other(ELSEWHERE), 'L') }), 'InvalidAccountId', ['accessLogGroup is in account 222222222222']],
  ['an access log of another Region', (_, other) => ({ accessLogGroup: new LogGroup(other(WEST), 'L') }), 'WrongRegion', ['accessLogGroup is in us-west-2', 'an API logs']],
  ['a VPC of another Region', (_, other) => ({ vpc: new Vpc(other(WEST), 'V') }), 'WrongRegion', ['vpc is in us-west-2']],
  ['a key of another Region', (stack) => ({ encryptionKey: key(stack, 'us-west-2') }), 'WrongRegion', ['encryptionKey is in us-west-2']],
  ['the name of a key', (stack) => ({ encryptionKey: Alias.fromAliasName(stack, 'A', 'alias/mine') }), 'InvalidKey', ['encryptionKey is an alias', 'Key.fromLookup()']],
  ['an alias of this app', (stack) => ({ encryptionKey: new Alias(stack, 'A', { aliasName: 'mine', targetKey: new Key(stack, 'K') }) }), 'InvalidKey', ['is an alias']],
  [
    'a certificate for CloudFront', (stack) => ({ domain: { domainName: 'a.example.com', certificate: certificate(stack, 'us-west-2') } }), 'WrongRegion',
    ['domain.certificate is in us-west-2'],
  ],
  ['a web ACL of another Region', () => ({ webAcl: webAcl('us-west-2') }), 'WrongRegion', ['the web ACL is in us-west-2']],
])('%s is refused', (_, make, code, fragments) => {
  expectError(() => bring(make), code, ...fragments, '(at Stack/Gateway)');
});

test('what is here is taken, and so is a key of another account', () => {
  expect(() => bring((stack) => ({
    table: new TableV2(stack, 'T', KEYS),
    logGroup: LogGroup.fromLogGroupName(stack, 'L', 'mine'),
    encryptionKey: key(stack, 'us-east-1', '222222222222'),
    domain: { domainName: 'a.example.com', certificate: certificate(stack, 'us-east-1') },
    webAcl: webAcl('us-east-1'),
  }))).not.toThrow();
});

test('the key of the invocation log is checked too', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  expectError(() => new ModelInvocationLogging(stack, 'Logging', { encryptionKey: Alias.fromAliasName(stack, 'A', 'alias/mine') }), 'InvalidKey', 'is an alias', '(at Stack/Logging)');
});

describe('the table that is brought', () => {
  const withTable = (make: (stack: Stack) => ITableV2) => () => bring((stack) => ({ table: make(stack) }));
  const keyed = (partition: string, sort?: string, type = AttributeType.STRING) => withTable((stack) => new TableV2(stack, 'T', {
    partitionKey: { name: partition, type: AttributeType.STRING }, ...sort !== undefined && { sortKey: { name: sort, type } },
  }));

  test.each([
    ['another key', keyed('id'), 'id (HASH, S)'],
    ['no sort key', keyed('pk'), 'pk (HASH, S), but'],
    ['a sort key of another type', keyed('pk', 'sk', AttributeType.NUMBER), 'pk (HASH, S), sk (RANGE, N)'],
  ])('is refused with %s', (_, make, found) => {
    expectError(make, 'InvalidTable', "table 'Stack/T' has the key", found, 'needs pk (HASH, S), sk (RANGE, S)', '(at Stack/Gateway)');
  });

  test('should let go of what has expired', () => {
    const warningsOf = (make: (stack: Stack) => ITableV2) => Annotations.fromStack(withTable(make)().stack).findWarning('*', Match.stringLikeRegexp('time-to-live'));
    expect(warningsOf((stack) => new TableV2(stack, 'T', { ...KEYS, timeToLiveAttribute: undefined }))).toHaveLength(1);
    expect(warningsOf((stack) => new TableV2(stack, 'T', { ...KEYS, timeToLiveAttribute: 'ttl' }))).toHaveLength(1);
    expect(warningsOf((stack) => new TableV2(stack, 'T', KEYS))).toEqual([]);
  });

  test('is not looked into where it is imported', () => {
    expect(withTable((stack) => TableV2.fromTableName(stack, 'T', 'mine'))).not.toThrow();
  });
});
