import type { RequestContext } from './context';
import { decide, statementApplies, type Evaluation } from './evaluate';
import type { Policy, Principals } from './policy';
import type { Caller } from '../aws/service';

/** Who wants to assume a role: a role session, or an AWS service such as `lambda.amazonaws.com`. */
export type TrustPrincipal = Pick<Caller, 'accountId' | 'arn' | 'roleArn'> | { readonly service: string };

/** How closely a trust statement names somebody. */
export type Naming = 'principal' | 'account' | 'none';

/**
 * Evaluates a role's trust policy for `sts:AssumeRole`.
 * @returns `naming`: `account` leaves the decision to the identity policies of the trusted account
 */
export function evaluateTrust(trust: Policy, principal: TrustPrincipal, context: RequestContext): Evaluation & { readonly naming: Naming } {
  return evaluateResourcePolicy(trust, principal, 'sts:AssumeRole', '*', context);
}

/**
 * Evaluates a policy that hangs on what is called.
 * @returns `naming`: `account` leaves the decision to the identity policies of the account that is named
 */
export function evaluateResourcePolicy(
  policy: Policy, principal: TrustPrincipal, action: string, resource: string, context: RequestContext,
): Evaluation & { readonly naming: Naming } {
  const applicable = policy.statements.filter((statement) => statementApplies(statement, action, resource, context));
  const named = (naming: Naming) => applicable.filter((statement) => statement.effect === 'Deny'
    ? namingOf(statement.principals, principal) !== 'none'
    : namingOf(statement.principals, principal) === naming);
  const direct = decide([{ ...policy, statements: named('principal') }], () => true);
  if (direct.effect !== 'implicitDeny') return { ...direct, naming: 'principal' };
  const delegated = decide([{ ...policy, statements: named('account') }], () => true);
  return { ...delegated, naming: delegated.effect === 'implicitDeny' ? 'none' : 'account' };
}

/** Whether a statement's Principal names the caller itself, only its account, or neither. */
export function namingOf(principals: Principals | undefined, principal: TrustPrincipal): Naming {
  if (principals === undefined) return 'none';
  if (principals === '*') return 'principal';
  if ('service' in principal) return principals.Service?.includes(principal.service) ? 'principal' : 'none';
  const names = principals.AWS ?? [];
  if (names.some((name) => name === '*' || name === principal.roleArn || name === principal.arn)) return 'principal';
  const isAccount = (name: string) => name === principal.accountId || /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1] === principal.accountId;
  return names.some(isAccount) ? 'account' : 'none';
}
