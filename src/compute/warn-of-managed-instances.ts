import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundManagedInstances } from './bound-compute';
import { BoundNetwork, isIsolated } from '../network/bind-network';

/** Fewer cannot be one in each of three zones. */
const ZONES = 3;

/** What nobody should find out after the deployment. */
export function warnOfManagedInstances(
  scope: IConstruct, compute: BoundManagedInstances, network: BoundNetwork | undefined,
): void {
  const warn = (id: string, message: string) => Annotations.of(scope).addWarningV2(`cdk-resilient-inference:${id}`, message);
  warn(
    'managedInstancesStreaming',
    'compute is GatewayCompute.managedInstances(), and the gateway streams every answer: AWS documents response streaming of Node.js functions '
    + 'for AWS Lambda, but neither says that it works on Lambda Managed Instances nor that it does not, and it has not been tried in an account. '
    + 'Deploy it to a test account and run "npx cdk-resilient-inference verify" there before callers depend on it; then acknowledge this warning',
  );
  const { minExecutionEnvironments: least } = compute;
  if (!Token.isUnresolved(least) && least < ZONES) {
    warn('fewExecutionEnvironments', `compute.minExecutionEnvironments is ${least}, so a zone that fails can leave the gateway without any: use ${ZONES} or more, or acknowledge this warning`);
  }
  if (network && isIsolated(network)) {
    warn(
      'telemetryOutOfReach',
      'instances send logs through their own network, and their subnets are isolated: metrics and decision records are lost without an endpoint for CloudWatch Logs. '
      + 'Use InferenceVpcEndpoints with logs: true (and xray: true for traces), or subnets with a NAT gateway, and acknowledge this warning',
    );
  }
}
