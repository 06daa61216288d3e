import { canDeliver } from './delivery-role';
import { LoggingSettings } from './logging-settings';
import { parseLoggingConfiguration } from './parse-configuration';
import { createFaults, Fault } from '../../aws/faults';
import { AwsError, AwsRequest, AwsResponse, AwsService } from '../../aws/service';
import { renderBedrockError, validationError } from '../../bedrock/bedrock-error';
import { JsonObject } from '../../bedrock/json-fields';
import { Clock } from '../../clock';
import { Role } from '../../iam/authorizer';

const PATH = '/logging/modelinvocations';

const OPERATIONS = {
  GET: 'GetModelInvocationLoggingConfiguration',
  PUT: 'PutModelInvocationLoggingConfiguration',
  DELETE: 'DeleteModelInvocationLoggingConfiguration',
} as const;

export type LoggingOperation = (typeof OPERATIONS)[keyof typeof OPERATIONS];

/** The operations of Bedrock's control plane on model invocation logging. */
export interface LoggingControlPlane extends AwsService {
  /** Calls that IAM let through, oldest first, also those that a fault then struck. */
  readonly calls: readonly LoggingOperation[];
  /** Without an operation a fault strikes all. @returns a function that clears this fault */
  setFault(fault: Fault, operation?: LoggingOperation): () => void;
  clearFaults(): void;
}

export interface LoggingControlOptions {
  readonly settings: LoggingSettings;
  /** By ARN: the roles that Bedrock can be told to deliver with. */
  readonly roles: ReadonlyMap<string, Role>;
  readonly clock: Clock;
}

export function createLoggingControl({ settings, roles, clock }: LoggingControlOptions): LoggingControlPlane {
  const faults = createFaults<LoggingOperation>(clock);
  const calls: LoggingOperation[] = [];

  function perform(operation: LoggingOperation, request: AwsRequest): JsonObject {
    const { region, caller: { accountId: account } } = request;
    switch (operation) {
      case OPERATIONS.GET: {
        const loggingConfig = settings.get(account, region);
        return loggingConfig ? { loggingConfig } : {};
      }
      case OPERATIONS.DELETE:
        settings.delete(account, region);
        return {};
      case OPERATIONS.PUT: {
        const configuration = readBody(request);
        const { cloudWatchConfig } = configuration;
        if (cloudWatchConfig) request.authorize('iam:PassRole', cloudWatchConfig.roleArn, { 'iam:PassedToService': 'bedrock.amazonaws.com' });
        if (!canDeliver(configuration, { account, region }, roles)) {
          throw validationError(`Failed to validate permissions for log group: ${cloudWatchConfig?.logGroupName}, with role: ${cloudWatchConfig?.roleArn}. Verify the IAM role permissions are correct.`);
        }
        settings.set(account, region, configuration);
        return {};
      }
    }
  }

  return {
    signingName: 'bedrock',
    calls,
    async handle(request) {
      const operation = operationOf(request);
      request.authorize(`bedrock:${operation}`, '*');
      calls.push(operation);
      await faults.strike(operation, 'before', request.signal);
      const answer = perform(operation, request);
      await faults.strike(operation, 'after', request.signal);
      return jsonResponse(request, answer);
    },
    renderError: (error, request) => renderBedrockError(error, request.id),
    setFault: (fault, operation) => faults.set(fault, (called) => operation === undefined || operation === called),
    clearFaults: () => faults.clear(),
  };
}

function operationOf({ method, path }: AwsRequest): LoggingOperation {
  const operation = path === PATH && method in OPERATIONS ? OPERATIONS[method as keyof typeof OPERATIONS] : undefined;
  if (operation === undefined) throw new AwsError('UnknownOperationException', 404, `${method} ${path} is no operation on model invocation logging`);
  return operation;
}

function readBody({ body }: AwsRequest) {
  try {
    return parseLoggingConfiguration((JSON.parse(body.toString()) as JsonObject).loggingConfig);
  } catch (error) {
    throw validationError(error instanceof Error ? error.message : String(error));
  }
}

function jsonResponse(request: AwsRequest, json: JsonObject): AwsResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': request.id },
    body: Buffer.from(JSON.stringify(json)),
  };
}
