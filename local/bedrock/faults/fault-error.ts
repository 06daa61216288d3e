import { AwsRequest } from '../../aws/service';
import { BEDROCK_ERRORS, BedrockError, throttlingError } from '../bedrock-error';
import { ModelReference } from '../model-id';
import { isStreamOperation, Operation } from '../operation';
import { ErrorFault, ThrottleFault } from './fault';

/** A name that stands for AccessDeniedException with the text of a denial by an organization. */
export const SERVICE_CONTROL_POLICY_DENY = 'ServiceControlPolicyDeny';

/** The error that a fault answers a call with. */
export function faultError(fault: ErrorFault | ThrottleFault, request: AwsRequest, operation: Operation, model: ModelReference): BedrockError {
  if (fault.kind === 'throttle') return throttlingError(fault.dimension);
  const headers: Record<string, string> = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  if (fault.name === SERVICE_CONTROL_POLICY_DENY) {
    const action = isStreamOperation(operation) ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel';
    const text = `User: ${request.caller.arn} is not authorized to perform: ${action} on resource: ${model.arn} `
      + 'with an explicit deny in a service control policy';
    return new BedrockError('AccessDeniedException', fault.status ?? 403, fault.message ?? text, fault.fields, headers);
  }
  const defaults = BEDROCK_ERRORS[fault.name];
  return new BedrockError(
    fault.name,
    fault.status ?? defaults?.status ?? 500,
    fault.message ?? defaults?.message ?? 'An error occurred.',
    { ...defaults?.fields, ...fault.fields },
    headers,
  );
}
