import { Token } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { expectError } from '../support/errors';
import { statementsFor } from '../support/policies';
import { construct, minimalProps, synthesize } from '../support/synthesis';

function functionOf(props = {}) {
  const functions = Object.values(synthesize({ ...minimalProps(), ...props }).template.findResources('AWS::Lambda::Function'));
  expect(functions).toHaveLength(1);
  return functions[0]?.Properties;
}

test('the function runs the bundle’s handler on Node.js 24 and arm64', () => {
  expect(functionOf()).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
});

test('it has 1,024 MB and the 15 minutes that Lambda allows', () => {
  expect(functionOf()).toMatchObject({ MemorySize: 1024, Timeout: 900 });
});

test('it is described', () => {
  expect(functionOf().Description).toContain('Amazon Bedrock');
});

test('it knows the table and the limits of its heap, and nothing else', () => {
  expect(functionOf().Environment.Variables).toEqual({
    GATEWAY_TABLE_NAME: { Ref: expect.stringMatching(/^GatewayTable/) },
    NODE_OPTIONS: '--max-semi-space-size=16 --max-old-space-size=720',
  });
});

test('it has the gateway’s role', () => {
  expect(functionOf().Role).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^GatewayRole/), 'Arn'] });
});

describe('log group', () => {
  test('is a new one that keeps its lines for a month', () => {
    const { template } = synthesize({ ...minimalProps(), accessLogging: false });
    const [group] = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
    expect(functionOf({ accessLogging: false }).LoggingConfig).toEqual({ LogGroup: { Ref: expect.stringMatching(/^GatewayLogGroup/) } });
  });

  test('keeps its lines as long as told', () => {
    const { template } = synthesize({ ...minimalProps(), accessLogging: false, logRetention: RetentionDays.ONE_YEAR });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('can be brought', () => {
    const { template, inference } = synthesize((stack) => ({ ...minimalProps(), accessLogging: false, logGroup: LogGroup.fromLogGroupName(stack, 'Existing', 'existing') }));
    template.resourceCountIs('AWS::Logs::LogGroup', 0);
    template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: 'existing' } });
    expect(inference.logGroup.logGroupName).toBe('existing');
    expect(statementsFor('logs', template, 'GatewayRole').map(({ Action }) => Action)).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents']]);
  });
});

describe('role', () => {
  test('is assumed by Lambda alone and has no managed policy', () => {
    const { template } = synthesize({ ...minimalProps(), cloudWatchRole: false });
    const [role] = Object.values(template.findResources('AWS::IAM::Role'));
    expect(role?.Properties.AssumeRolePolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }]);
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role?.Properties).not.toHaveProperty('RoleName');
  });

  test('has the name that was set, so that other accounts can trust it', () => {
    synthesize({ ...minimalProps(), roleName: 'inference-gateway' }).template.hasResourceProperties('AWS::IAM::Role', { RoleName: 'inference-gateway' });
  });

  test.each(['', 'a b', 'a/b', 'x'.repeat(65)])("the name '%s' is refused", (roleName) => {
    expectError(() => construct({ ...minimalProps(), roleName }), 'InvalidName', 'roleName', '1 to 64', '(at Stack/Gateway)');
  });

  test('a name that is a token is accepted', () => {
    expect(() => construct({ ...minimalProps(), roleName: Token.asString({ Ref: 'Name' }) })).not.toThrow();
  });
});
