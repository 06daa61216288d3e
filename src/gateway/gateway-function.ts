import { Duration } from 'aws-cdk-lib';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The longest that Lambda and a streaming integration of API Gateway allow. */
export const GATEWAY_TIMEOUT = Duration.minutes(15);

/**
 * The gateway waits for the network nearly all the time, so memory buys processor share rather than room:
 * at 1,024 MB a cold start (loading the bundle, the first TLS handshakes) takes about half the time of 512 MB,
 * and more shortens it little.
 */
const MEMORY_MEGABYTES = 1024;

export interface GatewayFunctionOptions {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly role: IRole;
  readonly logGroup: ILogGroup;
  readonly reservedConcurrentExecutions?: number;
}

export function createGatewayFunction(scope: Construct, options: GatewayFunctionOptions): Function {
  return new Function(scope, 'Handler', {
    description: 'Resilient inference gateway in front of Amazon Bedrock',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: 'index.handler',
    memorySize: MEMORY_MEGABYTES,
    timeout: GATEWAY_TIMEOUT,
    ...options,
  });
}
