import { matchesArn } from './condition';
import { resolveVariables, type RequestContext } from './context';
import type { Policy, Selection, Statement } from './policy';
import { matchesWildcard } from './wildcard';

/** One question put to a set of policies. */
export interface EvaluationRequest {
  /** The identity-based policies of the principal. */
  readonly policies: readonly Policy[];
  /** Permissions boundary: what it does not allow is denied. */
  readonly boundary?: Policy;
  /** `service:Operation` */
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

export type Effect = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** The statement that decided. */
export interface Match {
  readonly policy: string;
  readonly statement: Statement;
}

export interface Evaluation {
  readonly effect: Effect;
  /** Absent when nothing matched. */
  readonly matched?: Match;
  /** Which kind of policy decided a denial. */
  readonly deniedBy?: 'identity' | 'boundary';
}

/**
 * Identity-based policies, narrowed by a permissions boundary. An explicit deny in either wins.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: EvaluationRequest): Evaluation {
  const applies = (statement: Statement) => statementApplies(statement, request.action, request.resource, request.context ?? {});
  const identity = decide(request.policies, applies);
  const boundary = request.boundary === undefined ? undefined : decide([request.boundary], applies);
  if (identity.effect === 'explicitDeny') return { ...identity, deniedBy: 'identity' };
  if (boundary?.effect === 'explicitDeny') return { ...boundary, deniedBy: 'boundary' };
  if (identity.effect === 'implicitDeny') return { ...identity, deniedBy: 'identity' };
  if (boundary?.effect === 'implicitDeny') return { ...boundary, deniedBy: 'boundary' };
  return identity;
}

/** Looks for a Deny first, then for an Allow. */
export function decide(policies: readonly Policy[], applies: (statement: Statement) => boolean): Evaluation {
  let allow: Match | undefined;
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (statement.effect === 'Allow' && allow !== undefined) continue;
      if (!applies(statement)) continue;
      if (statement.effect === 'Deny') return { effect: 'explicitDeny', matched: { policy: policy.name, statement } };
      allow = { policy: policy.name, statement };
    }
  }
  return allow === undefined ? { effect: 'implicitDeny' } : { effect: 'allowed', matched: allow };
}

/** Whether action, conditions and, where the statement has one, resource all match. */
export function statementApplies(statement: Statement, action: string, resource: string, context: RequestContext): boolean {
  return selects(statement.action, (pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()))
    && (statement.resource === undefined || selectsResource(statement, statement.resource, resource, context))
    && statement.conditions.every((condition) => condition.test(context, statement.hasVariables));
}

function selectsResource(statement: Statement, selection: Selection, resource: string, context: RequestContext): boolean {
  const resolved = statement.hasVariables ? selection.patterns.map((pattern) => resolveVariables(pattern, context)) : selection.patterns;
  const usable = resolved.filter((pattern) => pattern !== undefined);
  // A statement with a variable that has no value does not apply, neither as Resource nor as NotResource.
  if (usable.length === 0) return false;
  return selects({ ...selection, patterns: usable }, (pattern) => matchesArn(resource, pattern));
}

function selects(selection: Selection, matches: (pattern: string) => boolean): boolean {
  return selection.patterns.some(matches) !== selection.negated;
}
