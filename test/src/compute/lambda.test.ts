import { App, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { GatewayCompute, LambdaComputeOptions, ModelInvocationLogging, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, ENV, minimalProps, synthesize } from '../support/synthesis';

const on = (options?: LambdaComputeOptions, more: Partial<ResilientInferenceProps> = {}) => ({
  ...minimalProps(), compute: GatewayCompute.lambda(options), ...more,
});
const functionOf = (options?: LambdaComputeOptions) => Object.values(synthesize(on(options)).template.findResources('AWS::Lambda::Function'))[0]?.Properties;

test('is what a gateway runs on that says nothing', () => {
  expect(synthesize(on()).template.toJSON()).toEqual(synthesize(minimalProps()).template.toJSON());
});

test('memory and architecture are passed on', () => {
  expect(functionOf({ memorySize: 2048, architecture: Architecture.X86_64 })).toMatchObject({ MemorySize: 2048, Architectures: ['x86_64'] });
});

test.each([127, 10_241, 512.5, NaN])('%s MB are refused', (memorySize) => {
  expectError(() => construct(on({ memorySize })), 'InvalidNumber', `compute.memorySize is ${memorySize}`, 'from 128 to 10240', '(at Stack/Gateway)');
});

test('memory that is a token is passed on without being looked at', () => {
  expect(functionOf({ memorySize: Token.asNumber({ Ref: 'Memory' }) }).MemorySize).toEqual({ Ref: 'Memory' });
});

describe('the limits of the heap', () => {
  test.each([
    [undefined, '--max-semi-space-size=16 --max-old-space-size=720'],
    [128, '--max-semi-space-size=4 --max-old-space-size=52'],
    [512, '--max-semi-space-size=16 --max-old-space-size=336'],
    [10_240, '--max-semi-space-size=16 --max-old-space-size=7632'],
  ])('follow from the memory: %p MB', (memorySize, options) => {
    expect(functionOf({ memorySize }).Environment.Variables.NODE_OPTIONS).toBe(options);
  });

  test('are left to Lambda when the memory is a token', () => {
    expect(functionOf({ memorySize: Token.asNumber({ Ref: 'Memory' }) }).Environment.Variables).not.toHaveProperty('NODE_OPTIONS');
  });

  const stackWith = (more: (stack: Stack, gateway: ResilientInference) => void) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    more(stack, new ResilientInference(stack, 'Gateway', on()));
    return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Environment?.Variables ?? {});
  };

  test('are those of whoever sets them on the function', () => {
    const [variables] = stackWith((_, { handler }) => { handler.addEnvironment('NODE_OPTIONS', '--enable-source-maps'); });
    expect(variables).toMatchObject({ NODE_OPTIONS: '--enable-source-maps', GATEWAY_TABLE_NAME: expect.anything() });
  });

  test('are of no function that works at deployments', () => {
    const functions = stackWith((stack) => { new ModelInvocationLogging(stack, 'Logging'); });
    expect(functions.length).toBeGreaterThan(1);
    expect(functions.filter((variables) => 'NODE_OPTIONS' in variables)).toEqual([expect.objectContaining({ GATEWAY_TABLE_NAME: expect.anything() })]);
  });
});

describe('copies set aside', () => {
  test('there are none unless told otherwise', () => {
    expect(functionOf()).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test.each([0, 50])('%i is passed on', (reservedConcurrentExecutions) => {
    expect(functionOf({ reservedConcurrentExecutions }).ReservedConcurrentExecutions).toBe(reservedConcurrentExecutions);
  });

  test.each([-1, 1.5, NaN])('%s is refused', (reservedConcurrentExecutions) => {
    expectError(
      () => construct(on({ reservedConcurrentExecutions })),
      'InvalidNumber', `compute.reservedConcurrentExecutions is ${reservedConcurrentExecutions}`, 'at least 0', '(at Stack/Gateway)',
    );
  });

  test('a token is passed on without being looked at', () => {
    expect(functionOf({ reservedConcurrentExecutions: Token.asNumber({ Ref: 'Copies' }) }).ReservedConcurrentExecutions).toEqual({ Ref: 'Copies' });
  });
});

describe('copies that are kept ready', () => {
  test('belong to an alias, which the API calls', () => {
    const { template, inference } = synthesize(on({ provisionedConcurrentExecutions: 3 }));
    template.hasResourceProperties('AWS::Lambda::Alias', { Name: 'live', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 } });
    const [[alias]] = Object.entries(template.findResources('AWS::Lambda::Alias')) as [[string, unknown]];
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGateway::Method'))) {
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(`{"Ref":"${alias}"},"/response-streaming-invocations"`);
    }
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Permission'))) expect(Properties.FunctionName).toEqual({ Ref: alias });
    expect(inference.alias?.node.path).toBe('Stack/Gateway/Alias');
  });

  test('the version changes with the plan, so that a deployment moves the alias', () => {
    const versionOf = (tenants: ResilientInferenceProps['tenants']) => Object.keys(
      synthesize(on({ provisionedConcurrentExecutions: 1 }, { tenants })).template.findResources('AWS::Lambda::Version'),
    );
    expect(versionOf({ 'team-a': {} })).toEqual(versionOf({ 'team-a': {} }));
    expect(versionOf({ other: {} })).not.toEqual(versionOf({ 'team-a': {} }));
  });

  test('there are none unless some are wanted', () => {
    const { template } = synthesize(on());
    template.resourceCountIs('AWS::Lambda::Alias', 0);
    template.resourceCountIs('AWS::Lambda::Version', 0);
  });

  test.each([0, -1, 1.5, NaN])('%s is refused', (provisionedConcurrentExecutions) => {
    expectError(() => construct(on({ provisionedConcurrentExecutions })), 'InvalidNumber', 'compute.provisionedConcurrentExecutions', 'at least 1');
  });

  test('more than are set aside are refused, tokens are not compared', () => {
    const keep = (reservedConcurrentExecutions: number) => () => construct(on({ provisionedConcurrentExecutions: 5, reservedConcurrentExecutions }));
    expectError(keep(4), 'ContradictoryProperties', 'compute.provisionedConcurrentExecutions is 5', 'compute.reservedConcurrentExecutions is 4', '(at Stack/Gateway)');
    expect(keep(5)).not.toThrow();
    expect(keep(Token.asNumber({ Ref: 'Reserved' }))).not.toThrow();
  });
});
