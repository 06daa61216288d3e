import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias, Code, Function, FunctionProps, ICapacityProvider, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BoundCompute, BoundLambda, BoundManagedInstances } from '../compute/bound-compute';
import { createCapacityProvider, runOnInstances } from '../compute/capacity-provider';
import { heapLimits } from '../compute/heap-limits';
import { workerThreads } from '../compute/worker-threads';
import { BoundNetwork } from '../network/bind-network';

/** The longest that Lambda and a streaming integration of API Gateway allow. */
export const GATEWAY_TIMEOUT = Duration.minutes(15);

export interface GatewayFunctionOptions {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  /** Absent: in no VPC, or in that of a capacity provider that was brought. */
  readonly network?: BoundNetwork;
  /** Of the environment variables. Absent: a key of Lambda's own. */
  readonly environmentEncryption?: IKey;
  readonly tracing: boolean;
}

/** The function, and what the API calls. */
export interface GatewayFunction {
  readonly handler: Function;
  /** Absent: the API calls the function itself. */
  readonly alias?: Alias;
  readonly capacityProvider?: ICapacityProvider;
}

export function createGatewayFunction(scope: Construct, compute: BoundCompute, options: GatewayFunctionOptions): GatewayFunction {
  return compute.kind === 'lambda' ? onLambda(scope, compute, options) : onManagedInstances(scope, compute, options);
}

function onLambda(scope: Construct, compute: BoundLambda, { network, ...options }: GatewayFunctionOptions): GatewayFunction {
  const { reservedConcurrentExecutions, provisionedConcurrentExecutions: keptReady } = compute;
  const handler = new Function(scope, 'Handler', { ...common(compute, options), ...network, reservedConcurrentExecutions });
  return { handler, alias: keptReady === undefined ? undefined : createAlias(scope, handler, keptReady) };
}

/**
 * Lambda cannot take a function off its instances again, so this one has an id of its own: who changes the compute gets another
 * function. It has no network itself, that is the instances'; and it runs as a published version only.
 */
function onManagedInstances(scope: Construct, compute: BoundManagedInstances, { network, ...options }: GatewayFunctionOptions): GatewayFunction {
  const capacityProvider = compute.capacityProvider ?? createCapacityProvider(scope, compute, network!);
  const { minExecutionEnvironments, maxExecutionEnvironments } = compute;
  const handler = new Function(scope, 'ManagedHandler', {
    ...common(compute, { ...options, environment: { ...options.environment, ...workerThreads(compute) } }),
    // A version that stayed behind would keep its instances.
    currentVersionOptions: { minExecutionEnvironments, maxExecutionEnvironments, removalPolicy: RemovalPolicy.DESTROY },
  });
  runOnInstances(handler, compute, capacityProvider);
  return { handler, alias: createAlias(scope, handler), capacityProvider };
}

function common(compute: BoundCompute, { tracing, environment, ...options }: Omit<GatewayFunctionOptions, 'network'>): FunctionProps {
  const { memorySize, architecture } = compute;
  return {
    description: 'Resilient inference gateway in front of Amazon Bedrock',
    runtime: Runtime.NODEJS_24_X,
    architecture,
    handler: 'index.handler',
    memorySize,
    timeout: GATEWAY_TIMEOUT,
    tracing: tracing ? Tracing.ACTIVE : undefined,
    environment: { ...environment, ...heapLimits(compute) },
    ...options,
  };
}

/** Of the newest version: it moves with each deployment. */
function createAlias(scope: Construct, handler: Function, provisionedConcurrentExecutions?: number): Alias {
  return new Alias(scope, 'Alias', { aliasName: 'live', version: handler.currentVersion, provisionedConcurrentExecutions });
}
