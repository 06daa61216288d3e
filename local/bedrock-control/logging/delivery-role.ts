import { INVOCATION_LOG_STREAM, LoggingConfiguration } from '../../../src/contract/invocation-logging';
import { Role } from '../../iam/authorizer';
import { evaluate } from '../../iam/evaluate';
import { parsePolicy } from '../../iam/policy';
import { evaluateTrust } from '../../iam/trust';

/**
 * Whether Bedrock could write to the log group with the role, which it tries before it takes a setting.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 */
export function canDeliver(
  { cloudWatchConfig: destination }: LoggingConfiguration,
  here: { readonly account: string; readonly region: string },
  roles: ReadonlyMap<string, Role>,
): boolean {
  if (destination === undefined) return true;
  const role = roles.get(destination.roleArn);
  if (role === undefined) return false;
  const trust = parsePolicy(role.trustPolicy, `trust policy of ${role.arn}`, 'trust');
  const source = { 'aws:SourceAccount': here.account, 'aws:SourceArn': `arn:aws:bedrock:${here.region}:${here.account}:*` };
  if (evaluateTrust(trust, { service: 'bedrock.amazonaws.com' }, source).effect !== 'allowed') return false;
  const policies = role.policies.map(({ name, document }) => parsePolicy(document, `${name} of ${role.arn}`));
  const resource = `arn:aws:logs:${here.region}:${here.account}:log-group:${destination.logGroupName}:log-stream:${INVOCATION_LOG_STREAM}`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) => evaluate({ policies, action, resource }).effect === 'allowed');
}
