import { Duration } from 'aws-cdk-lib';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias, Architecture, Code, Function, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BoundNetwork } from '../network/bind-network';

/** The longest that Lambda and a streaming integration of API Gateway allow. */
export const GATEWAY_TIMEOUT = Duration.minutes(15);

/**
 * The gateway waits for the network nearly all the time and holds little, so memory buys processor share rather than
 * room: Lambda allots processor in proportion to memory, and 1,024 MB is more than half a core for cold starts and TLS.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html (1,769 MB is one vCPU)
 */
const MEMORY_MEGABYTES = 1024;

export interface GatewayFunctionOptions {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly reservedConcurrentExecutions?: number;
  /** Absent: in no VPC. */
  readonly network?: BoundNetwork;
  /** Of the environment variables. Absent: a key of Lambda's own. */
  readonly environmentEncryption?: IKey;
  readonly tracing: boolean;
}

export function createGatewayFunction(scope: Construct, { network, tracing, ...options }: GatewayFunctionOptions): Function {
  return new Function(scope, 'Handler', {
    description: 'Resilient inference gateway in front of Amazon Bedrock',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    memorySize: MEMORY_MEGABYTES,
    timeout: GATEWAY_TIMEOUT,
    tracing: tracing ? Tracing.ACTIVE : undefined,
    ...network,
    ...options,
  });
}

/** Copies that are kept ready belong to a version of the function; the alias moves to the newest with each deployment. */
export function createAlias(scope: Construct, handler: Function, provisionedConcurrentExecutions: number): Alias {
  return new Alias(scope, 'Alias', { aliasName: 'live', version: handler.currentVersion, provisionedConcurrentExecutions });
}
