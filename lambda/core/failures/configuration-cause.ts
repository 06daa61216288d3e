import { UpstreamError } from '../upstream-error';

/**
 * Why a target cannot be used as it is set up: `modelNotFound` covers a model that its account may not use yet,
 * `credentials` a role that cannot be assumed, `other` what Bedrock says in none of these ways.
 */
export type ConfigurationCause = 'accessDenied' | 'serviceControlPolicy' | 'modelNotFound' | 'credentials' | 'other';

/** AWS says so in every refusal by such a policy. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const BY_POLICY = /service control policy/i;

const WRONG_MODEL = /model identifier is invalid|on-demand throughput isn.t supported/i;

/** Of a failure of the class `configuration`. */
export function configurationCause({ code, message, status }: UpstreamError): ConfigurationCause {
  if (code === 'CredentialsError') return 'credentials';
  if (code === 'AccessDeniedException' || status === 403) return BY_POLICY.test(message) ? 'serviceControlPolicy' : 'accessDenied';
  if (code === 'ResourceNotFoundException' || status === 404 || WRONG_MODEL.test(message)) return 'modelNotFound';
  return 'other';
}
