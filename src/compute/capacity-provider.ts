import { CapacityProvider, CfnFunction, Function, ICapacityProvider, InstanceTypeFilter } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { BoundManagedInstances } from './bound-compute';
import { BoundNetwork } from '../network/bind-network';

/**
 * The instances of the gateway. The role with which Lambda manages them is the construct's own: AWS documents the managed policy
 * AWSLambdaManagedEC2ResourceOperator as the least that it needs, and adds to it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-operator-role.html
 */
export function createCapacityProvider(scope: Construct, compute: BoundManagedInstances, network: BoundNetwork): ICapacityProvider {
  const { instanceTypes, architecture, maxVcpus } = compute;
  return new CapacityProvider(scope, 'CapacityProvider', {
    subnets: network.vpc.selectSubnets(network.vpcSubnets).subnets,
    securityGroups: network.securityGroups,
    architectures: [architecture],
    instanceTypeFilter: instanceTypes && InstanceTypeFilter.allow([...instanceTypes]),
    maxVCpuCount: maxVcpus,
  });
}

/** `CapacityProvider.addFunction()` does the same, but not for providers that were brought. */
export function runOnInstances(handler: Function, compute: BoundManagedInstances, provider: ICapacityProvider): void {
  const resource = handler.node.defaultChild as CfnFunction;
  resource.capacityProviderConfig = {
    lambdaManagedInstancesCapacityProviderConfig: {
      capacityProviderArn: provider.capacityProviderArn,
      perExecutionEnvironmentMaxConcurrency: compute.concurrencyPerEnvironment,
      executionEnvironmentMemoryGiBPerVCpu: compute.memoryGiBPerVcpu,
    },
  };
  // The alias names a numbered version. $LATEST.PUBLISHED would be a second one, with instances of its own.
  resource.publishToLatestPublished = false;
}
