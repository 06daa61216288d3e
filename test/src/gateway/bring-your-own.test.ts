import { Token } from 'aws-cdk-lib';
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

describe('copies that are kept ready', () => {
  test('belong to an alias, which the API calls', () => {
    const { template, inference } = synthesize({ ...minimalProps(), provisionedConcurrentExecutions: 3 });
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 } });
    const [[alias]] = Object.entries(template.findResources('AWS::Lambda::Alias')) as [[string, unknown]];
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGateway::Method'))) {
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(`{"Ref":"${alias}"},"/response-streaming-invocations"`);
    }
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Permission'))) expect(Properties.FunctionName).toEqual({ Ref: alias });
    expect(inference.alias?.node.path).toBe('Stack/Gateway/Alias');
  });

  test('the version changes with the plan, so that a deployment moves the alias', () => {
    const versionOf = (routes: string[]) => Object.keys(withProps({ provisionedConcurrentExecutions: 1, tenants: { 'team-a': { routes } } }).findResources('AWS::Lambda::Version'));
    expect(versionOf(['sonnet'])).toEqual(versionOf(['sonnet']));
    expect(withProps({ provisionedConcurrentExecutions: 1, tenants: { other: {} } }).findResources('AWS::Lambda::Version')).not.toHaveProperty(versionOf(['sonnet']));
  });

  test('there are none unless some are wanted', () => {
    const template = withProps({});
    template.resourceCountIs('AWS::Lambda::Alias', 0);
    template.resourceCountIs('AWS::Lambda::Version', 0);
  });

  test.each([0, -1, 1.5, NaN])('%s is refused', (provisionedConcurrentExecutions) => {
    expectError(() => construct({ ...minimalProps(), provisionedConcurrentExecutions }), 'InvalidNumber', 'provisionedConcurrentExecutions', 'at least 1');
  });

  test('more than are set aside are refused, tokens are not compared', () => {
    const props = { ...minimalProps(), provisionedConcurrentExecutions: 5 };
    expectError(() => construct({ ...props, reservedConcurrentExecutions: 4 }), 'ContradictoryProperties', 'provisionedConcurrentExecutions is 5', 'reservedConcurrentExecutions is 4');
    expect(() => construct({ ...props, reservedConcurrentExecutions: 5 })).not.toThrow();
    expect(() => construct({ ...props, reservedConcurrentExecutions: Token.asNumber({ Ref: 'Reserved' }) })).not.toThrow();
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
