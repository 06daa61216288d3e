import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Architecture, ICapacityProvider } from 'aws-cdk-lib/aws-lambda';

/** What `GatewayCompute.managedInstances()` may be told. */
export interface ManagedInstancesOptions {
  /**
   * Memory of each execution environment in MB: from 2,048 to 32,768, and a whole number of vCPUs at `memoryGiBPerVcpu`.
   * Each request at once has a thread, which holds 17 MB from the start and up to about 50 MB under load, more for requests of
   * several MB.
   *
   * @default 4096
   */
  readonly memorySize?: number;

  /**
   * GiB of memory for each vCPU, from 2 to 8. With less than 4 a vCPU could serve more requests at once than there is memory for.
   *
   * @default 4
   */
  readonly memoryGiBPerVcpu?: number;

  /**
   * Requests that one execution environment serves at once, from 1 to 64 for each of its vCPUs.
   *
   * @default - 64 for each vCPU, but no more than 16 for each GiB of memory
   */
  readonly concurrencyPerEnvironment?: number;

  /**
   * Execution environments that there always are, from 1 to 15,000. Lambda places three in as many zones; with fewer, a zone
   * that fails can take the gateway with it.
   *
   * @default 3
   */
  readonly minExecutionEnvironments?: number;

  /**
   * The most execution environments that there may be, from `minExecutionEnvironments` to 15,000.
   *
   * @default - as many as the capacity provider has room for
   */
  readonly maxExecutionEnvironments?: number;

  /**
   * The most vCPUs that all instances may have together, from 12 to 15,000: the limit of what they can cost. Cannot be combined
   * with `capacityProvider`.
   *
   * @default 400
   */
  readonly maxVcpus?: number;

  /**
   * The only types of instances that may be used. Fewer types are less likely to be available. Cannot be combined with
   * `capacityProvider`.
   *
   * @default - Lambda chooses
   */
  readonly instanceTypes?: InstanceType[];

  /**
   * Of the function and the instances.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * A capacity provider that exists. Its instances are in its own network, so `vpc`, `vpcSubnets` and `securityGroups` cannot
   * be given. Functions of one capacity provider are not isolated from each other: share it only with what you trust as much.
   *
   * @default - a new one in `vpc`, with a new operator role
   */
  readonly capacityProvider?: ICapacityProvider;
}
