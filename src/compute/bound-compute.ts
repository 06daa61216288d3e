import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Architecture, ICapacityProvider } from 'aws-cdk-lib/aws-lambda';

/** A function that AWS Lambda runs in environments of its own, one request at a time in each. */
export interface BoundLambda {
  readonly kind: 'lambda';
  readonly memorySize: number;
  readonly architecture: Architecture;
  readonly reservedConcurrentExecutions?: number;
  readonly provisionedConcurrentExecutions?: number;
}

/** A function that AWS Lambda runs on EC2 instances of the account, many requests at once in each environment. */
export interface BoundManagedInstances {
  readonly kind: 'managedInstances';
  readonly memorySize: number;
  readonly memoryGiBPerVcpu: number;
  readonly concurrencyPerEnvironment: number;
  readonly minExecutionEnvironments: number;
  readonly maxExecutionEnvironments?: number;
  readonly maxVcpus?: number;
  readonly instanceTypes?: readonly InstanceType[];
  readonly architecture: Architecture;
  readonly capacityProvider?: ICapacityProvider;
}

export type BoundCompute = BoundLambda | BoundManagedInstances;
