import { AwsError, type Caller } from '../aws/service';
import { systemClock, type Clock } from '../clock';
import { parseArn } from './arn';
import type { RequestContext } from './context';
import { denialMessage, type Denial } from './denial';
import { evaluate, type Evaluation } from './evaluate';
import { parsePolicy, type Policy } from './policy';
import { evaluateResourcePolicy, evaluateTrust } from './trust';

/** A role of the synthesized application, with every policy that hangs on it. */
export interface Role {
  readonly arn: string;
  readonly accountId: string;
  readonly trustPolicy: unknown;
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
  readonly permissionsBoundary?: unknown;
  /** ARNs of policies whose text is not in the application. */
  readonly managedPolicyArns?: readonly string[];
}

export interface Authorizer {
  /** The most recent denials, oldest first. */
  readonly denials: readonly Denial[];
  /** Managed policies that were attached but could not be evaluated because their text is not here. */
  readonly unknownManagedPolicies: readonly { readonly roleArn: string; readonly policyArn: string }[];
  /** @throws AwsError AccessDeniedException, after recording the denial */
  authorize(caller: Caller, action: string, resource: string, context?: RequestContext): void;
  /**
   * Identity policies of the caller and the policy of what is called together: either is enough within one account, across
   * accounts both must agree. What the own policies of a role allow that is not part of the application cannot be known
   * here, and is taken to be enough.
   * @throws AwsError AccessDeniedException, after recording the denial
   */
  authorizeOnResource(caller: Caller, action: string, resource: string, policy: Policy | undefined, context?: RequestContext): void;
  /**
   * Identity policies of the caller and trust policy of the target together.
   * @throws AwsError AccessDenied (STS's own name), after recording the denial
   */
  authorizeAssumeRole(caller: Caller, roleArn: string, context?: RequestContext): void;
}

interface ReadRole {
  readonly trust: Policy;
  readonly policies: readonly Policy[];
  readonly boundary?: Policy;
}

/** Allows nothing but writing logs, and the local cloud receives logs without IAM. */
const LOGS_ONLY_MANAGED_POLICIES = ['AWSLambdaBasicExecutionRole'];
const MAX_DENIALS = 1000;

/**
 * Reads every policy at once, so that an element that cannot be evaluated stops the start and not a later call.
 * @param options.enforce false lets every call through, for benchmarks
 */
export function createAuthorizer(options: {
  readonly rolesByArn: ReadonlyMap<string, Role>;
  readonly enforce?: boolean;
  readonly clock?: Clock;
  /** Of every account. Absent: they are in none. */
  readonly organizationId?: string;
}): Authorizer {
  const { rolesByArn, enforce = true, clock = systemClock, organizationId } = options;
  const roles = new Map([...rolesByArn].map(([arn, role]) => [arn, readRole(role)]));
  const unknownManagedPolicies = [...rolesByArn.values()].flatMap((role) => (role.managedPolicyArns ?? [])
    .filter((policyArn) => !LOGS_ONLY_MANAGED_POLICIES.some((name) => policyArn.endsWith(`/${name}`)))
    .map((policyArn) => ({ roleArn: role.arn, policyArn })));
  const denials: Denial[] = [];

  const refuse = (code: string, denial: Omit<Denial, 'time'>): never => {
    denials.push({ time: clock.now(), ...denial });
    if (denials.length > MAX_DENIALS) denials.shift();
    throw new AwsError(code, 403, denial.message);
  };

  const missing = (action: string, resource: string) => ({ missingStatement: { Effect: 'Allow', Action: action, Resource: resource } as const });

  const question = (caller: Caller, resource: string, context: RequestContext): RequestContext => ({
    ...principalContext(caller),
    ...organizationId !== undefined && { 'aws:PrincipalOrgID': organizationId },
    ...resourceContext(resource),
    ...context,
  });

  const identityDecision = (caller: Caller, action: string, resource: string, context: RequestContext): Evaluation => {
    const role = roles.get(caller.roleArn);
    return role === undefined
      ? { effect: 'implicitDeny', deniedBy: 'identity' }
      : evaluate({ policies: role.policies, boundary: role.boundary, action, resource, context });
  };

  return {
    denials,
    unknownManagedPolicies,
    authorize: (caller, action, resource, extra = {}) => {
      if (!enforce) return;
      const context = question(caller, resource, extra);
      const decision = identityDecision(caller, action, resource, context);
      if (decision.effect === 'allowed') return;
      const message = roles.has(caller.roleArn)
        ? denialMessage(caller, action, resource, decision)
        : `${denialMessage(caller, action, resource, decision)}; the role ${caller.roleArn} is not part of the application`;
      refuse('AccessDeniedException', {
        caller,
        action,
        resource,
        context,
        message,
        ...(decision.effect === 'explicitDeny' ? denying(decision) : missing(action, resource)),
      });
    },
    authorizeOnResource: (caller, action, resource, policy, extra = {}) => {
      if (!enforce) return;
      const context = question(caller, resource, extra);
      const identity: Evaluation = roles.has(caller.roleArn) ? identityDecision(caller, action, resource, context) : { effect: 'allowed' };
      const own = policy && evaluateResourcePolicy(policy, caller, action, resource, context);
      const message = denialMessage(caller, action, resource, identity.effect === 'explicitDeny' ? identity : { effect: 'implicitDeny', deniedBy: 'identity' });
      const denial = { caller, action, resource, context, message };
      if (identity.effect === 'explicitDeny') refuse('AccessDeniedException', { ...denial, ...denying(identity) });
      if (own?.effect === 'explicitDeny') refuse('AccessDeniedException', { ...denial, ...denying(own) });
      const sameAccount = resource.split(':')[4] === caller.accountId;
      const allowedByOwn = own?.effect === 'allowed';
      if (identity.effect === 'allowed' && (sameAccount || allowedByOwn)) return;
      if (sameAccount && allowedByOwn && own.naming === 'principal') return;
      if (identity.effect !== 'allowed') refuse('AccessDeniedException', { ...denial, ...missing(action, resource) });
      refuse('AccessDeniedException', {
        ...denial, missingStatement: { Effect: 'Allow', Action: action, Resource: resource, Principal: { AWS: caller.roleArn } },
      });
    },
    authorizeAssumeRole: (caller, roleArn, extra = {}) => {
      if (!enforce) return;
      const action = 'sts:AssumeRole';
      const context = question(caller, roleArn, extra);
      const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${roleArn}`;
      const denial = { caller, action, resource: roleArn, context, message };
      const target = roles.get(roleArn);
      if (target === undefined) return refuse('AccessDenied', denial);
      const identity = identityDecision(caller, action, roleArn, context);
      const trust = evaluateTrust(target.trust, caller, context);
      if (identity.effect === 'explicitDeny') return refuse('AccessDenied', { ...denial, ...denying(identity) });
      if (trust.effect === 'explicitDeny') return refuse('AccessDenied', { ...denial, ...denying(trust) });
      if (trust.effect === 'implicitDeny') {
        return refuse('AccessDenied', {
          ...denial,
          missingStatement: { Effect: 'Allow', Action: action, Principal: { AWS: caller.roleArn } },
        });
      }
      // A trust policy that names the caller itself is enough within one account; across accounts both sides must agree.
      const trustSuffices = trust.naming === 'principal' && parseArn(roleArn).accountId === caller.accountId;
      if (identity.effect !== 'allowed' && !trustSuffices) refuse('AccessDenied', { ...denial, ...missing(action, roleArn) });
    },
  };
}

/** What AWS knows about every role session, whatever it calls. */
export function principalContext(caller: Caller): RequestContext {
  return { 'aws:PrincipalArn': caller.roleArn, 'aws:PrincipalAccount': caller.accountId, 'aws:PrincipalType': 'AssumedRole' };
}

function resourceContext(resource: string): RequestContext {
  const accountId = resource.split(':')[4];
  return accountId === undefined || accountId === '' ? {} : { 'aws:ResourceAccount': accountId };
}

function denying(decision: Evaluation): Pick<Denial, 'denyingStatement'> {
  const { matched } = decision;
  return matched === undefined ? {} : { denyingStatement: { policy: matched.policy, statement: matched.statement.source } };
}

function readRole(role: Role): ReadRole {
  return {
    trust: parsePolicy(role.trustPolicy, `trust policy of ${role.arn}`, 'trust'),
    policies: role.policies.map((policy) => parsePolicy(policy.document, `${policy.name} of ${role.arn}`)),
    boundary: role.permissionsBoundary === undefined ? undefined : parsePolicy(role.permissionsBoundary, `permissions boundary of ${role.arn}`),
  };
}
