import { Annotations, App, Stack, Token } from 'aws-cdk-lib';
import { Annotations as FoundAnnotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceType, SecurityGroup, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Architecture, CapacityProvider } from 'aws-cdk-lib/aws-lambda';
import { GatewayCompute, InferenceVpcEndpoints, ManagedInstancesOptions, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { allStatements, statementsFor } from '../support/policies';
import { ENV, minimalProps, synthesize } from '../support/synthesis';

const PROVIDER_ARN = 'arn:aws:lambda:us-east-1:111111111111:capacity-provider:shared';
const ISOLATED = [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }];

interface Made {
  readonly stack: Stack;
  readonly gateway: ResilientInference;
}

function make(
  options: ManagedInstancesOptions = {}, more: (vpc: Vpc, stack: Stack) => Partial<ResilientInferenceProps> = () => ({}), isolated = false,
): Made {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const vpc = isolated ? new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED }) : new Vpc(stack, 'Vpc', { maxAzs: 3, natGateways: 1 });
  const gateway = new ResilientInference(stack, 'Gateway', { ...minimalProps(), vpc, compute: GatewayCompute.managedInstances(options), ...more(vpc, stack) });
  return { stack, gateway };
}

/** With a capacity provider that was brought, and so in no VPC of this gateway. */
const brought = (options: ManagedInstancesOptions = {}, more: Partial<ResilientInferenceProps> = {}) => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const capacityProvider = CapacityProvider.fromCapacityProviderArn(stack, 'Shared', PROVIDER_ARN);
  return { stack, gateway: new ResilientInference(stack, 'Gateway', { ...minimalProps(), compute: GatewayCompute.managedInstances({ capacityProvider, ...options }), ...more }) };
};

const templateOf = ({ stack }: Made) => Template.fromStack(stack);
/** The one resource of its type: its properties, and its logical id. */
function only(template: Template, type: string): { readonly id: string; readonly [property: string]: any } {
  const found = Object.entries(template.findResources(type));
  expect(found).toHaveLength(1);
  const [[id, { Properties }]] = found as [[string, { Properties: object }]];
  return { ...Properties, id };
}

const handlerIn = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler', CapacityProviderConfig: Match.anyValue() } }))[0]?.Properties;
const warningsOf = ({ stack }: Made) => FoundAnnotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-resilient-inference:'))
  .map(({ entry }) => /cdk-resilient-inference:(\w+)/.exec(entry.data as string)?.[1]);

describe('the function', () => {
  test('has a vCPU, and memory for the 64 requests at once that it takes', () => {
    const template = templateOf(make());
    const provider = only(template, 'AWS::Lambda::CapacityProvider');
    expect(handlerIn(template)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 4096,
      Timeout: 900,
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: {
          CapacityProviderArn: { 'Fn::GetAtt': [provider.id, 'Arn'] },
          ExecutionEnvironmentMemoryGiBPerVCpu: 4,
          PerExecutionEnvironmentMaxConcurrency: 64,
        },
      },
    });
  });

  test('has no network of its own, and its role no permission for one', () => {
    const template = templateOf(make());
    expect(handlerIn(template)).not.toHaveProperty('VpcConfig');
    expect(statementsFor('ec2', template, 'GatewayRole')).toEqual([]);
  });

  test('has no concurrency set aside and none kept ready, which such functions cannot have', () => {
    const template = templateOf(make());
    expect(handlerIn(template)).not.toHaveProperty('ReservedConcurrentExecutions');
    expect(only(template, 'AWS::Lambda::Alias')).not.toHaveProperty('ProvisionedConcurrencyConfig');
  });

  test('is called as a published version, whose number of environments is set, and is published once', () => {
    const made = make({ minExecutionEnvironments: 4, maxExecutionEnvironments: 9 });
    const template = templateOf(made);
    const version = only(template, 'AWS::Lambda::Version');
    const alias = only(template, 'AWS::Lambda::Alias');
    expect(version.FunctionScalingConfig).toEqual({ MinExecutionEnvironments: 4, MaxExecutionEnvironments: 9 });
    expect(alias.FunctionVersion).toEqual({ 'Fn::GetAtt': [version.id, 'Version'] });
    expect(handlerIn(template).PublishToLatestPublished).toBe(false);
    for (const { Properties } of Object.values(template.findResources('AWS::ApiGateway::Method'))) {
      expect(JSON.stringify(Properties.Integration.Uri)).toContain(`{"Ref":"${alias.id}"},"/response-streaming-invocations"`);
    }
    expect(made.gateway.alias?.aliasName).toBe('live');
  });

  test('leaves no version behind, which would keep its instances', () => {
    const [version] = Object.values(templateOf(make()).findResources('AWS::Lambda::Version'));
    expect(version?.DeletionPolicy ?? 'Delete').toBe('Delete');
    expect(version?.UpdateReplacePolicy ?? 'Delete').toBe('Delete');
  });

  test('has three environments unless told otherwise', () => {
    expect(only(templateOf(make()), 'AWS::Lambda::Version').FunctionScalingConfig).toEqual({ MinExecutionEnvironments: 3 });
  });

  test('has the concurrency that follows from its vCPUs', () => {
    const concurrency = (options: ManagedInstancesOptions) =>
      handlerIn(templateOf(make(options))).CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency;
    expect(concurrency({ memorySize: 8192 })).toBe(128);
    expect(concurrency({ memorySize: 8192, memoryGiBPerVcpu: 8 })).toBe(64);
    expect(concurrency({ memorySize: Token.asNumber({ Ref: 'Memory' }) })).toBe(64);
  });

  test('has no more of it than memory, unless told', () => {
    const concurrency = (options: ManagedInstancesOptions) =>
      handlerIn(templateOf(make(options))).CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.PerExecutionEnvironmentMaxConcurrency;
    expect(concurrency({ memorySize: 2048, memoryGiBPerVcpu: 2 })).toBe(32);
    expect(concurrency({ memorySize: 8192, memoryGiBPerVcpu: 2 })).toBe(128);
    expect(concurrency({ memorySize: 2048, memoryGiBPerVcpu: 2, concurrencyPerEnvironment: 64 })).toBe(64);
    expect(concurrency({ memorySize: 8192, concurrencyPerEnvironment: 100 })).toBe(100);
  });

  test('has a worker thread for each request at once, and a thread of the pool for each of them', () => {
    const threads = (options: ManagedInstancesOptions) => {
      const { AWS_LAMBDA_NODEJS_WORKER_COUNT: workers, UV_THREADPOOL_SIZE: pool } = handlerIn(templateOf(make(options))).Environment.Variables;
      return [workers, pool];
    };
    expect(threads({})).toEqual(['64', '72']);
    expect(threads({ concurrencyPerEnvironment: 20 })).toEqual(['20', '28']);
    expect(threads({ memorySize: 32_768 })).toEqual(['512', '520']);
    expect(threads({ memorySize: 32_768, memoryGiBPerVcpu: 2, concurrencyPerEnvironment: 1_024 })).toEqual(['1024', '1024']);
    expect(threads({ concurrencyPerEnvironment: Token.asNumber({ Ref: 'Concurrency' }) })).toEqual([{ Ref: 'Concurrency' }, '1024']);
  });

  test('has limits of the heap for each of its worker threads', () => {
    const limits = (options: ManagedInstancesOptions) => handlerIn(templateOf(make(options))).Environment.Variables.NODE_OPTIONS;
    expect(limits({})).toBe('--max-semi-space-size=4 --max-old-space-size=128');
    expect(limits({ memorySize: 2048, memoryGiBPerVcpu: 2 })).toBe('--max-semi-space-size=4 --max-old-space-size=128');
    expect(limits({ memorySize: 2048, memoryGiBPerVcpu: 2, concurrencyPerEnvironment: 64 })).toBe('--max-semi-space-size=2 --max-old-space-size=128');
    expect(limits({ memorySize: 2048, memoryGiBPerVcpu: 2, concurrencyPerEnvironment: 1 })).toBe('--max-semi-space-size=16 --max-old-space-size=1488');
    expect(limits({ concurrencyPerEnvironment: 1 })).toBe('--max-semi-space-size=16 --max-old-space-size=3024');
  });

  test('has those of the most threads in the least memory where a token hides how many or how much there is', () => {
    const limits = (options: ManagedInstancesOptions) => handlerIn(templateOf(make(options))).Environment.Variables.NODE_OPTIONS;
    const [concurrency, memory] = [Token.asNumber({ Ref: 'Concurrency' }), Token.asNumber({ Ref: 'Memory' })];
    const most = limits({ memorySize: 2048, memoryGiBPerVcpu: 2, concurrencyPerEnvironment: 64 });
    expect(limits({ concurrencyPerEnvironment: concurrency })).toBe(most);
    expect(limits({ memorySize: memory, concurrencyPerEnvironment: concurrency })).toBe(most);
    expect(limits({ memorySize: memory, concurrencyPerEnvironment: 64 })).toBe(most);
    expect(limits({ memorySize: 8192, concurrencyPerEnvironment: concurrency })).toBe(most);
  });

  test('is another function than that of ordinary Lambda: neither can become the other, and the API is deployed again', () => {
    const { template: ordinary } = synthesize(minimalProps());
    const managed = templateOf(make());
    const ids = (template: Template, type: string) => Object.keys(template.findResources(type));
    const functions = ids(ordinary, 'AWS::Lambda::Function');
    expect(functions).toHaveLength(1);
    expect(ids(managed, 'AWS::Lambda::Function')).not.toEqual(expect.arrayContaining(functions));
    expect(ids(managed, 'AWS::ApiGateway::Deployment')).not.toEqual(ids(ordinary, 'AWS::ApiGateway::Deployment'));
  });
});

describe('a new capacity provider', () => {
  test('is in the private subnets, with a group that lets HTTPS out and nothing in, for the architecture of the function', () => {
    const made = make({ architecture: Architecture.X86_64 });
    const template = templateOf(made);
    const provider = only(template, 'AWS::Lambda::CapacityProvider');
    const group = only(template, 'AWS::EC2::SecurityGroup');
    expect(provider.VpcConfig.SubnetIds).toHaveLength(3);
    expect(JSON.stringify(provider.VpcConfig.SubnetIds)).toContain('PrivateSubnet1');
    expect(provider.VpcConfig.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [group.id, 'GroupId'] }]);
    expect(group.SecurityGroupEgress).toEqual([{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp', Description: 'AWS services' }]);
    expect(group).not.toHaveProperty('SecurityGroupIngress');
    expect(provider.InstanceRequirements).toEqual({ Architectures: ['x86_64'] });
    expect(provider).not.toHaveProperty('CapacityProviderScalingConfig');
    expect(made.gateway.capacityProvider?.node.path).toBe('Stack/Gateway/CapacityProvider');
  });

  test('is in the subnets and the groups that were given', () => {
    const template = templateOf(make({}, (vpc, stack) => ({
      vpcSubnets: { subnets: [vpc.privateSubnets[1]!] }, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    })));
    expect(only(template, 'AWS::Lambda::CapacityProvider').VpcConfig).toEqual({ SubnetIds: [{ Ref: expect.stringMatching(/PrivateSubnet2/) }], SecurityGroupIds: ['sg-1'] });
  });

  test('has the limits that were given', () => {
    const provider = only(templateOf(make({ maxVcpus: 24, instanceTypes: [new InstanceType('c8g.large')] })), 'AWS::Lambda::CapacityProvider');
    expect(provider.CapacityProviderScalingConfig).toEqual({ MaxVCpuCount: 24 });
    expect(provider.InstanceRequirements).toEqual({ AllowedInstanceTypes: ['c8g.large'], Architectures: ['arm64'] });
  });

  test('is managed with a role that Lambda alone assumes, with what AWS documents for it and nothing else', () => {
    const template = templateOf(make());
    const [[id, role]] = Object.entries(template.findResources('AWS::IAM::Role')).filter(([each]) => each.includes('CapacityProvider')) as [[string, any]];
    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }]);
    expect(JSON.stringify(role.Properties.ManagedPolicyArns)).toBe('[{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::aws:policy/AWSLambdaManagedEC2ResourceOperator"]]}]');
    expect(role.Properties).not.toHaveProperty('Policies');
    expect(JSON.stringify(Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties.Roles))).not.toContain(id);
    expect(only(template, 'AWS::Lambda::CapacityProvider').PermissionsConfig).toEqual({ CapacityProviderOperatorRoleArn: { 'Fn::GetAtt': [id, 'Arn'] } });
  });

  test('is under the permissions boundary, too, and no statement has a wildcard for an action', () => {
    const boundary = 'arn:aws:iam::111111111111:policy/boundary';
    const template = templateOf(make({}, (_vpc, stack) => ({ rolePermissionsBoundary: ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', boundary) })));
    const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('Gateway'));
    expect(roles.map(([, { Properties }]) => Properties.PermissionsBoundary)).toEqual(roles.map(() => boundary));
    expect(roles.some(([id]) => id.includes('CapacityProvider'))).toBe(true);
    expect(allStatements(template).flatMap(({ Action }) => [Action].flat()).filter((action) => action?.includes('*'))).toEqual([]);
  });
});

describe('a capacity provider that exists', () => {
  test('is used as it is', () => {
    const made = brought();
    const template = templateOf(made);
    template.resourceCountIs('AWS::Lambda::CapacityProvider', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    expect(handlerIn(template).CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn).toBe(PROVIDER_ARN);
    expect(made.gateway.capacityProvider?.capacityProviderArn).toBe(PROVIDER_ARN);
  });

  test.each(['vpc', 'vpcSubnets', 'securityGroups'])('contradicts %s', (name) => {
    const given = { [name]: name === 'securityGroups' ? [] : {} } as never;
    expectError(() => brought({}, given), 'ContradictoryProperties', `${name} was given, but compute.capacityProvider was brought`, '(at Stack/Gateway)');
  });

  test.each([['maxVcpus', { maxVcpus: 12 }], ['instanceTypes', { instanceTypes: [new InstanceType('m8g.large')] }]])('contradicts compute.%s', (name, options) => {
    expectError(() => brought(options), 'ContradictoryProperties', `compute.${name} was given, but compute.capacityProvider was brought`, '(at Stack/Gateway)');
  });
});

describe('refused', () => {
  test('without a VPC', () => {
    expectError(() => make({}, () => ({ vpc: undefined })), 'MissingVpc', 'managedInstances()', 'pass vpc, or a compute.capacityProvider', '(at Stack/Gateway)');
  });

  test.each([
    [{ memorySize: 1024 }, 'compute.memorySize is 1024', 'from 2048 to 32768'],
    [{ memorySize: 65_536 }, 'compute.memorySize is 65536', 'from 2048 to 32768'],
    [{ memorySize: 3072 }, 'compute.memorySize is 3072', '0.75 vCPUs', 'use 4096 MB'],
    [{ memoryGiBPerVcpu: 1 }, 'compute.memoryGiBPerVcpu is 1', 'from 2 to 8'],
    [{ memoryGiBPerVcpu: 9 }, 'compute.memoryGiBPerVcpu is 9', 'from 2 to 8'],
    [{ memoryGiBPerVcpu: 8 }, 'compute.memorySize is 4096', '0.5 vCPUs', 'use 8192 MB'],
    [{ concurrencyPerEnvironment: 0 }, 'compute.concurrencyPerEnvironment is 0', 'from 1 to 64'],
    [{ concurrencyPerEnvironment: 65 }, 'compute.concurrencyPerEnvironment is 65', 'from 1 to 64'],
    [{ concurrencyPerEnvironment: 1.5 }, 'compute.concurrencyPerEnvironment is 1.5', 'a whole number'],
    [{ minExecutionEnvironments: 0 }, 'compute.minExecutionEnvironments is 0', 'from 1 to 15000'],
    [{ minExecutionEnvironments: NaN }, 'compute.minExecutionEnvironments is NaN', 'from 1 to 15000'],
    [{ maxExecutionEnvironments: 2 }, 'compute.maxExecutionEnvironments is 2', 'from 3 to 15000'],
    [{ maxVcpus: 11 }, 'compute.maxVcpus is 11', 'from 12 to 15000'],
  ] as [ManagedInstancesOptions, ...string[]][])('%j', (options, ...fragments) => {
    expectError(() => make(options), 'InvalidNumber', ...fragments, '(at Stack/Gateway)');
  });

  test('without any type of instance', () => {
    expectError(() => make({ instanceTypes: [] }), 'ContradictoryProperties', 'compute.instanceTypes is empty', '(at Stack/Gateway)');
  });

  test('with an alarm on a concurrency that it does not have', () => {
    const monitoring = (functionConcurrency: object) => () => ({ monitoring: { alarmOptions: { functionConcurrency } } });
    expectError(() => make({}, monitoring({ enabled: true })), 'ContradictoryProperties', 'alarmOptions.functionConcurrency.enabled is true', 'functionThrottles');
    // Settings that several gateways share are not a wish for each of them.
    for (const shared of [{ enabled: false }, { percent: 50 }]) expect(() => make({}, monitoring(shared))).not.toThrow();
  });
});

test('tokens are passed on without being looked at', () => {
  const token = (name: string) => Token.asNumber({ Ref: name });
  const made = make({
    memorySize: token('Memory'),
    memoryGiBPerVcpu: token('Ratio'),
    concurrencyPerEnvironment: token('Concurrency'),
    minExecutionEnvironments: token('Least'),
    maxExecutionEnvironments: token('Most'),
    maxVcpus: token('Vcpus'),
  });
  const template = templateOf(made);
  expect(warningsOf(made)).toEqual(['managedInstancesStreaming']);
  expect(handlerIn(template)).toMatchObject({
    MemorySize: { Ref: 'Memory' },
    CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { ExecutionEnvironmentMemoryGiBPerVCpu: { Ref: 'Ratio' }, PerExecutionEnvironmentMaxConcurrency: { Ref: 'Concurrency' } } },
  });
  expect(only(template, 'AWS::Lambda::Version').FunctionScalingConfig).toEqual({ MinExecutionEnvironments: { Ref: 'Least' }, MaxExecutionEnvironments: { Ref: 'Most' } });
  expect(only(template, 'AWS::Lambda::CapacityProvider').CapacityProviderScalingConfig).toEqual({ MaxVCpuCount: { Ref: 'Vcpus' } });
});

describe('warnings', () => {
  test('say that streaming is not confirmed, until that is acknowledged', () => {
    expect(warningsOf(make())).toEqual(['managedInstancesStreaming']);
    const made = make();
    FoundAnnotations.fromStack(made.stack).hasWarning('/Stack/Gateway', Match.stringLikeRegexp('response streaming.*has not been tried in an account.*verify'));
    const acknowledged = make();
    Annotations.of(acknowledged.gateway).acknowledgeWarning('cdk-resilient-inference:managedInstancesStreaming');
    expect(warningsOf(acknowledged)).toEqual([]);
  });

  test('say that one zone may be all there is', () => {
    expect(warningsOf(make({ minExecutionEnvironments: 2 }))).toContain('fewExecutionEnvironments');
    expect(warningsOf(make({ minExecutionEnvironments: 3 }))).not.toContain('fewExecutionEnvironments');
  });

  test('say that isolated instances need endpoints for what they tell', () => {
    expect(warningsOf(make({}, undefined, true))).toContain('telemetryOutOfReach');
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'] });
    const subnets = [Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')];
    const gateway = new ResilientInference(stack, 'Gateway', { ...minimalProps(), vpc, vpcSubnets: { subnets }, compute: GatewayCompute.managedInstances() });
    expect(warningsOf({ stack, gateway })).toEqual(['managedInstancesStreaming']);
  });
});

test('those endpoints are there for the asking', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED });
  const endpoints = new InferenceVpcEndpoints(stack, 'Endpoints', { vpc, sts: false, logs: true, xray: true });
  const services = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => JSON.stringify(Properties.ServiceName));
  expect(services.filter((service) => service.includes('.logs"'))).toHaveLength(1);
  expect(services.filter((service) => service.includes('.xray"'))).toHaveLength(1);
  expect([endpoints.logs, endpoints.xray].map((endpoint) => endpoint?.node.id)).toEqual(['Logs', 'XRay']);
});

test('the dashboard shows requests at once in an environment, and no alarm waits for the concurrency of the account', () => {
  const template = templateOf(make());
  expect(JSON.stringify(only(template, 'AWS::CloudWatch::Dashboard').DashboardBody)).toContain('ExecutionEnvironmentConcurrency');
  const alarms = JSON.stringify(template.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms).not.toContain('ConcurrentExecutions');
  expect(alarms).toContain('"MetricName":"Throttles"');
});
