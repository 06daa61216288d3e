import { ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { ResilientInferenceError } from '../private/errors';

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, of which ten are there without asking. */
const MOST_MANAGED_POLICIES = 20;

/**
 * An inline policy of a role has 10,240 characters at most. CDK moves what is more to managed policies while it synthesizes,
 * with no more than a warning when there are too many of them: a deployment would fail.
 *
 * @param remedy what to do about it
 */
export function checkPolicyCount(role: Role, remedy: string): string[] {
  const managed = role.node.findAll().filter((node) => node instanceof ManagedPolicy).length;
  if (managed <= MOST_MANAGED_POLICIES) return [];
  return [new ResilientInferenceError(
    'TooManyPolicies',
    `calling the targets needs ${managed} managed policies beside the one in the role, but a role can have ${MOST_MANAGED_POLICIES}: ${remedy}`,
    role,
  ).message];
}
