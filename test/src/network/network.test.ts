import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { GatewayAuth, InferenceTarget, InferenceVpcEndpoints, InferenceVpcEndpointsProps, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { statementsFor } from '../support/policies';
import { construct, ENV, minimalProps, SONNET } from '../support/synthesis';

const ISOLATED = [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }];
const WITH_NAT = [{ name: 'public', subnetType: SubnetType.PUBLIC }, { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS }];

function inVpc(props: (vpc: Vpc, stack: Stack) => Partial<ResilientInferenceProps>, subnets = ISOLATED) {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: subnets === WITH_NAT ? 1 : 0, subnetConfiguration: subnets });
  new ResilientInference(stack, 'Gateway', { ...minimalProps(), vpc, ...props(vpc, stack) });
  return stack;
}

const handlerOf = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler', VpcConfig: Match.anyValue() } }))[0]?.Properties;

describe('a function in a VPC', () => {
  test('has a security group that lets HTTPS out and nothing in', () => {
    const stack = inVpc(() => ({}));
    const template = Template.fromStack(stack);
    const [group] = Object.entries(template.findResources('AWS::EC2::SecurityGroup'));
    expect(group?.[1].Properties.SecurityGroupEgress).toEqual([{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp', Description: 'AWS services' }]);
    expect(group?.[1].Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(handlerOf(stack).VpcConfig.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [group?.[0], 'GroupId'] }]);
    expect(handlerOf(stack).VpcConfig.SubnetIds).toHaveLength(2);
  });

  test('can be given security groups and subnets', () => {
    const stack = inVpc((vpc, scope) => ({
      securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')], vpcSubnets: { subnets: [vpc.isolatedSubnets[0]!] },
    }));
    expect(handlerOf(stack).VpcConfig).toEqual({ SecurityGroupIds: ['sg-1'], SubnetIds: [{ Ref: expect.stringMatching(/isolatedSubnet1/) }] });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('has the permissions that Lambda needs for its network interfaces, which its code cannot use', () => {
    const statements = statementsFor('ec2', Template.fromStack(inVpc(() => ({}))), 'GatewayRole');
    const condition = { Null: { 'lambda:SourceFunctionArn': 'true' } };
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], Resource: '*', Condition: condition },
      {
        Effect: 'Allow',
        Action: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:us-east-1:111111111111:*/*']] },
        Condition: condition,
      },
      // Of a VPC that another account shares, they are that account's.
      {
        Effect: 'Allow',
        Action: 'ec2:CreateNetworkInterface',
        Resource: ['security-group', 'subnet'].map((type) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:us-east-1:*:${type}/*`]] })),
        Condition: condition,
      },
    ]);
  });

  test('outside a VPC it has none of them', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new ResilientInference(stack, 'Gateway', minimalProps());
    expect(statementsFor('ec2', Template.fromStack(stack), 'GatewayRole')).toEqual([]);
  });

  test.each([['vpcSubnets', { vpcSubnets: {} }], ['securityGroups', { securityGroups: [] }]])('%s without a VPC is refused', (name, props) => {
    expectError(() => construct({ ...minimalProps(), ...props }), 'ContradictoryProperties', name, 'pass vpc', '(at Stack/Gateway)');
  });

  test('public subnets are refused, whether chosen or the only ones', () => {
    const only = [{ name: 'public', subnetType: SubnetType.PUBLIC }];
    expectError(() => inVpc(() => ({}), only), 'InvalidSubnets', 'vpc has only public subnets', 'isolated ones with InferenceVpcEndpoints', '(at Stack/Gateway)');
    expectError(() => inVpc(() => ({ vpcSubnets: { subnetType: SubnetType.PUBLIC } }), WITH_NAT), 'InvalidSubnets', 'vpcSubnets selects public subnets');
  });

  test('no security group at all is refused', () => {
    expectError(() => inVpc(() => ({ securityGroups: [] })), 'ContradictoryProperties', 'securityGroups is empty');
  });
});

describe('what isolated subnets cannot reach', () => {
  const away = InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' });
  const routes = { sonnet: { targets: [InferenceTarget.crossRegion(SONNET), away] } };
  const warningsOf = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cannot reach|issuer')).map(({ entry }) => String(entry.data));

  test('targets in other Regions are named', () => {
    const [warning, ...others] = warningsOf(inVpc(() => ({ routes })));
    expect(others).toEqual([]);
    expect(warning).toMatch(/us-west-2.*isolated.*NAT gateway.*\[ack: cdk-resilient-inference:targetsOutOfReach\]/s);
    expect(warning).not.toMatch(/us-east-1/);
  });

  test('nothing is said where there is a NAT gateway, or all is in the Region of the gateway', () => {
    expect(warningsOf(inVpc(() => ({ routes }), WITH_NAT))).toEqual([]);
    expect(warningsOf(inVpc(() => ({})))).toEqual([]);
  });

  test('so is the issuer of tokens', () => {
    const auth = GatewayAuth.jwt({ issuer: 'https://login.example.com', audiences: ['inference'], tenantClaim: 'team' });
    expect(warningsOf(inVpc(() => ({ auth })))).toEqual([expect.stringContaining('[ack: cdk-resilient-inference:issuerOutOfReach]')]);
  });

  test('of a VPC of which nothing is known nothing is said', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] });
    new ResilientInference(stack, 'Gateway', { ...minimalProps(), routes, vpc });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('VPC endpoints', () => {
  function endpointsOf(props: Partial<InferenceVpcEndpointsProps> = {}) {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: ISOLATED });
    const endpoints = new InferenceVpcEndpoints(stack, 'Endpoints', { vpc, ...props });
    return { endpoints, endpointResources: Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties) };
  }
  const servicesOf = (props?: Partial<InferenceVpcEndpointsProps>) => endpointsOf(props).endpointResources
    .map(({ ServiceName, VpcEndpointType }) => `${VpcEndpointType} ${/bedrock-runtime|dynamodb|execute-api|sts/.exec(JSON.stringify(ServiceName))?.[0]}`);

  test('are for Bedrock, STS and DynamoDB', () => {
    expect(servicesOf()).toEqual(['Interface bedrock-runtime', 'Gateway dynamodb', 'Interface sts']);
  });

  test('STS can be left out, execute-api be added', () => {
    expect(servicesOf({ sts: false, executeApi: true })).toEqual(['Interface bedrock-runtime', 'Gateway dynamodb', 'Interface execute-api']);
    expect(endpointsOf({ sts: false, executeApi: true }).endpoints).toMatchObject({ sts: undefined, executeApi: expect.anything() });
  });

  test('have the names of the services, so that nothing has to be told where they are', () => {
    for (const properties of endpointsOf().endpointResources.filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface')) {
      expect(properties.PrivateDnsEnabled).toBe(true);
      expect(properties.SubnetIds).toHaveLength(2);
    }
  });

  test('the one for DynamoDB is in the route table of every subnet', () => {
    expect(endpointsOf().endpointResources.find(({ VpcEndpointType }) => VpcEndpointType === 'Gateway')?.RouteTableIds).toHaveLength(2);
  });
});
