import { Token } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { BoundManagedInstances } from './bound-compute';
import { CONCURRENCY_PER_VCPU, LEAST_INSTANCE_MEGABYTES } from './managed-instances-limits';
import { ManagedInstancesOptions } from './managed-instances-options';
import { ResilientInferenceError } from '../private/errors';
import { checkTemplateAmountWithin, checkTemplateNumberWithin } from '../private/validate';

const MEGABYTES_PER_GIB = 1024;

const MEMORY_RANGE = { minimum: LEAST_INSTANCE_MEGABYTES, maximum: 32_768 };
/** One vCPU with room for the threads of as many requests as a vCPU may get (decision 0039). */
const DEFAULT_MEMORY_MEGABYTES = 4096;
const DEFAULT_MEMORY_PER_VCPU = 4;
/** Under load a thread needs about 50 MB, and a request of several MB more (decision 0039). */
const THREADS_PER_GIB = 16;
/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_LambdaManagedInstancesCapacityProviderConfig.html */
const MEMORY_PER_VCPU_RANGE = { minimum: 2, maximum: 8 };
/** One in each of three zones: what Lambda starts before a version is active. */
const DEFAULT_MIN_ENVIRONMENTS = 3;
/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionScalingConfig.html */
const MOST_ENVIRONMENTS = 15_000;
/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_CapacityProviderScalingConfig.html */
const VCPUS_RANGE = { minimum: 12, maximum: 15_000 };

export function bindManagedInstances(scope: IConstruct, options: ManagedInstancesOptions): BoundManagedInstances {
  const {
    memorySize = DEFAULT_MEMORY_MEGABYTES, memoryGiBPerVcpu = DEFAULT_MEMORY_PER_VCPU, architecture = Architecture.ARM_64,
    minExecutionEnvironments = DEFAULT_MIN_ENVIRONMENTS, maxExecutionEnvironments, maxVcpus, instanceTypes, capacityProvider,
  } = options;
  checkTemplateNumberWithin('compute.memorySize', memorySize, MEMORY_RANGE, scope);
  checkTemplateAmountWithin('compute.memoryGiBPerVcpu', memoryGiBPerVcpu, MEMORY_PER_VCPU_RANGE, scope);
  const vcpus = checkVcpus(scope, memorySize, memoryGiBPerVcpu);
  // The default is set all the same: a gateway that waits for tokens is made for it, and what others take for the default differs.
  const { concurrencyPerEnvironment = defaultConcurrency(memorySize, vcpus) } = options;
  checkTemplateNumberWithin(
    'compute.concurrencyPerEnvironment', concurrencyPerEnvironment, { minimum: 1, maximum: CONCURRENCY_PER_VCPU * (vcpus ?? MEMORY_RANGE.maximum / MEMORY_RANGE.minimum) }, scope,
  );
  checkTemplateNumberWithin('compute.minExecutionEnvironments', minExecutionEnvironments, { minimum: 1, maximum: MOST_ENVIRONMENTS }, scope);
  if (maxExecutionEnvironments !== undefined) {
    const minimum = Token.isUnresolved(minExecutionEnvironments) ? 1 : minExecutionEnvironments;
    checkTemplateNumberWithin('compute.maxExecutionEnvironments', maxExecutionEnvironments, { minimum, maximum: MOST_ENVIRONMENTS }, scope);
  }
  if (maxVcpus !== undefined) checkTemplateNumberWithin('compute.maxVcpus', maxVcpus, VCPUS_RANGE, scope);
  const ofTheProvider = Object.entries({ maxVcpus, instanceTypes }).find(([, value]) => value !== undefined)?.[0];
  if (capacityProvider && ofTheProvider !== undefined) {
    throw new ResilientInferenceError(
      'ContradictoryProperties', `compute.${ofTheProvider} was given, but compute.capacityProvider was brought: set it on that, and remove it here`, scope,
    );
  }
  if (instanceTypes?.length === 0) {
    throw new ResilientInferenceError('ContradictoryProperties', 'compute.instanceTypes is empty, so there would be no instances: name one, or leave it out for Lambda to choose', scope);
  }
  return {
    kind: 'managedInstances',
    memorySize,
    memoryGiBPerVcpu,
    concurrencyPerEnvironment,
    minExecutionEnvironments,
    maxExecutionEnvironments,
    maxVcpus,
    instanceTypes,
    architecture,
    capacityProvider,
  };
}

/** As many requests as the vCPUs may get, and as there is memory for. */
function defaultConcurrency(memorySize: number, vcpus = 1): number {
  const most = CONCURRENCY_PER_VCPU * vcpus;
  return Token.isUnresolved(memorySize) ? most : Math.min(most, Math.floor(memorySize / MEGABYTES_PER_GIB * THREADS_PER_GIB));
}

/** How many vCPUs an environment has, unless a token is among what says so. */
function checkVcpus(scope: IConstruct, memorySize: number, memoryGiBPerVcpu: number): number | undefined {
  if (Token.isUnresolved(memorySize) || Token.isUnresolved(memoryGiBPerVcpu)) return undefined;
  const vcpus = memorySize / MEGABYTES_PER_GIB / memoryGiBPerVcpu;
  if (Number.isInteger(vcpus)) return vcpus;
  throw new ResilientInferenceError(
    'InvalidNumber',
    `compute.memorySize is ${memorySize}, which at ${memoryGiBPerVcpu} GiB for each vCPU (compute.memoryGiBPerVcpu) is ${vcpus} vCPUs, but must be a whole number of them: `
    + `use ${Math.max(1, Math.round(vcpus)) * memoryGiBPerVcpu * MEGABYTES_PER_GIB} MB, or change the ratio`,
    scope,
  );
}
