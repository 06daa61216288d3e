import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { statementsFor } from '../support/policies';
import { construct, minimalProps, synthesize } from '../support/synthesis';

const withProps = (props: Partial<ResilientInferenceProps>) => synthesize({ ...minimalProps(), ...props }).template;

describe('permissions boundary', () => {
  const boundary = 'arn:aws:iam::111111111111:policy/boundary';
  const bounded = () => synthesize((stack) => ({ ...minimalProps(), rolePermissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary) })).template;

  test('is that of every role, the one for logs of API Gateway included', () => {
    const roles = Object.values(bounded().findResources('AWS::IAM::Role'));
    expect(roles).toHaveLength(2);
    expect(roles.map(({ Properties }) => Properties.PermissionsBoundary)).toEqual([boundary, boundary]);
  });

  test('there is none unless one is wanted', () => {
    expect(JSON.stringify(withProps({}).toJSON())).not.toContain('PermissionsBoundary');
  });
});

describe('log groups that exist', () => {
  test('take the access log', () => {
    const { template, inference } = synthesize((stack) => ({ ...minimalProps(), accessLogGroup: LogGroup.fromLogGroupName(stack, 'Access', 'access') }));
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    expect(JSON.stringify(Object.values(template.findResources('AWS::ApiGateway::Stage'))[0]?.Properties.AccessLogSetting.DestinationArn)).toContain('log-group:access');
    expect(inference.accessLogGroup?.logGroupName).toBe('access');
  });

  test('contradict no access log', () => {
    expectError(() => construct({ ...minimalProps(), accessLogging: false, accessLogGroup: {} as LogGroup }), 'ContradictoryProperties', 'accessLogGroup', 'accessLogging is false');
  });

  test('keep their own retention', () => {
    const brought = { ...minimalProps(), logGroup: {} as LogGroup, logRetention: RetentionDays.ONE_DAY };
    expectError(() => construct({ ...brought, accessLogGroup: {} as LogGroup }), 'ContradictoryProperties', 'logRetention');
    expectError(() => construct({ ...brought, accessLogging: false }), 'ContradictoryProperties', 'logRetention');
  });
});

describe('tracing', () => {
  const traced = withProps({ tracing: true });

  test('is on for API and function, with the permission to send traces', () => {
    traced.hasResourceProperties('AWS::ApiGateway::Stage', { TracingEnabled: true });
    traced.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' }, Environment: { Variables: { GATEWAY_TRACING: 'xray' } } });
    expect(statementsFor('xray', traced, 'GatewayRole')).toEqual([{ Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' }]);
  });

  test('is off unless it is wanted', () => {
    const template = withProps({});
    expect(JSON.stringify(template.toJSON())).not.toMatch(/xray|Tracing/i);
  });
});
