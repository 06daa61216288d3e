/**
 * A gateway that neither callers nor its function reach over the internet: a private API, a function in isolated subnets
 * with VPC endpoints, and everything at rest under a key of one's own.
 *
 * Needs one account and Region (a Region of the `us` geography). Deploying it calls no model. Interface endpoints and
 * provisioned concurrency cost money while the stack exists.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GatewayCompute, GatewayEndpoint, GatewayWebAcl, InferenceTarget, InferenceVpcEndpoints, ResilientInference } from 'cdk-resilient-inference';

const app = new App();
// A table under a key of one's own needs a Region that is known.
const stack = new Stack(app, 'integ-resilient-inference-private', { env: { region: 'us-east-1' } });

const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const endpoints = new InferenceVpcEndpoints(stack, 'Endpoints', { vpc, sts: false, executeApi: true });
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
const boundary = new ManagedPolicy(stack, 'Boundary', {
  statements: [new PolicyStatement({
    actions: ['bedrock:InvokeModel*', 'dynamodb:*Item', 'kms:*', 'logs:*', 'ec2:*NetworkInterface*', 'ec2:*PrivateIpAddresses', 'ec2:DescribeSubnets', 'xray:Put*'],
    resources: ['*'],
  })],
});

new ResilientInference(stack, 'Gateway', {
  endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [endpoints.executeApi!] }),
  vpc,
  encryptionKey,
  rolePermissionsBoundary: boundary,
  webAcl: GatewayWebAcl.managed(),
  tracing: true,
  compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 1 }),
  routes: { nova: { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0')] } },
  tenants: { 'team-a': { quota: { requestsPerMinute: 60 } } },
});

new IntegTest(app, 'Private', { testCases: [stack] });

app.synth();
