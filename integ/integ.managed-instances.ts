/**
 * A gateway on Lambda Managed Instances: three small instances in private subnets of a new VPC, which reach AWS through a NAT
 * gateway, and a limit to what they can cost.
 *
 * Needs one account and Region (a Region of the `us` geography with Lambda Managed Instances). Deploying it calls no model.
 * Instances and the NAT gateway cost money while the stack exists. What is to be found out with it: whether answers are streamed.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { GatewayCompute, InferenceTarget, QuotaLedger, ResilientInference } from 'cdk-resilient-inference';

const app = new App();
const stack = new Stack(app, 'integ-resilient-inference-managed-instances');

const gateway = new ResilientInference(stack, 'Gateway', {
  vpc: new Vpc(stack, 'Vpc', { maxAzs: 3, natGateways: 1 }),
  compute: GatewayCompute.managedInstances({ maxVcpus: 24, maxExecutionEnvironments: 12 }),
  quotaLedger: QuotaLedger.leased(),
  routes: { nova: { targets: [InferenceTarget.onDemand('amazon.nova-micro-v1:0')] } },
  tenants: { 'team-a': { quota: { requestsPerMinute: 600 } } },
});
Annotations.of(gateway).acknowledgeWarning('cdk-resilient-inference:managedInstancesStreaming', 'this app is there to find it out');

new IntegTest(app, 'ManagedInstances', { testCases: [stack] });

app.synth();
