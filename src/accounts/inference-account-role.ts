import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { AccountPrincipal, Conditions, IManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { readRoleArn, roleArnOf } from './role-arn';
import { checkPolicyCount } from '../iam/check-policy-count';
import { guardrailStatements } from '../iam/guardrail-statements';
import { invokeStatements } from '../iam/target-statements';
import { ResilientInferenceError } from '../private/errors';
import { checkAccountId, checkExternalId, checkOrganizationId, checkRegion, checkRoleName } from '../private/validate';
import { BoundTarget } from '../targets/bound-target';
import { InferenceTarget } from '../targets/inference-target';

/** Properties of `InferenceAccountRole`. */
export interface InferenceAccountRoleProps {
  /** The account that the gateway runs in. */
  readonly gatewayAccount: string;

  /** The name of the gateway's role: `roleName` of its `ResilientInference`. */
  readonly gatewayRoleName: string;

  /** The targets that are called through this role: all those whose `roleArn` is its ARN. */
  readonly targets: InferenceTarget[];

  /**
   * The Region of the gateway's stack, where targets without a Region of their own are called.
   *
   * @default - the Region of this stack
   */
  readonly gatewayRegion?: string;

  /**
   * The name of the role.
   *
   * @default - the name in the `roleArn` of the targets
   */
  readonly roleName?: string;

  /**
   * The external id that the gateway has to send.
   *
   * @default - the `externalId` of the targets, if they have one
   */
  readonly externalId?: string;

  /**
   * The organization of AWS Organizations that the gateway's account has to be in when the role is assumed, such as
   * `o-a1b2c3d4e5`. The trust names the account and the role of the gateway already; this ends it when the account leaves.
   *
   * @default - no condition on the organization
   */
  readonly organizationId?: string;

  /**
   * The most that the role may ever be allowed.
   *
   * @default - that of the stack, if it has one
   */
  readonly permissionsBoundary?: IManagedPolicy;
}

/**
 * The role through which the gateway of another account calls Bedrock in this one, so that the quotas of this
 * account count. It may call exactly its targets, and only the gateway's role may assume it; the two stacks can
 * be deployed in any order.
 *
 * @example
 * const shard = InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
 *   roleArn: InferenceAccountRole.arnFor('222222222222', 'inference'),
 * });
 * new InferenceAccountRole(this, 'InferenceRole', {
 *   gatewayAccount: '111111111111',
 *   gatewayRoleName: 'inference-gateway',
 *   targets: [shard],
 * });
 */
export class InferenceAccountRole extends Construct {
  /**
   * The ARN of a role that this construct creates in another account, for the `roleArn` of a target.
   *
   * @param account 12 digits
   * @param roleName the role's name
   */
  public static arnFor(account: string, roleName: string): string {
    checkAccountId('the account of a role', account);
    checkRoleName('the name of a role', roleName);
    return roleArnOf(account, roleName);
  }

  /** The role. */
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: InferenceAccountRoleProps) {
    super(scope, id);
    checkAccountId('gatewayAccount', props.gatewayAccount, this);
    checkRoleName('gatewayRoleName', props.gatewayRoleName, this);
    if (props.gatewayRegion !== undefined) checkRegion('gatewayRegion', props.gatewayRegion, this);
    if (props.roleName !== undefined) checkRoleName('roleName', props.roleName, this);
    if (props.externalId !== undefined) checkExternalId('externalId', props.externalId, this);
    if (props.organizationId !== undefined) checkOrganizationId('organizationId', props.organizationId, this);
    if (props.targets.length === 0) {
      throw new ResilientInferenceError('NoTargets', 'targets is empty, so the role could call nothing: list the targets that are called through it', this);
    }

    const stack = Stack.of(this);
    const targets = props.targets.map((target) => target._bind(this, props.gatewayRegion ?? stack.region));
    const { path, roleName } = this.identityOf(targets, props.roleName);
    const externalId = this.externalIdOf(targets, props.externalId);
    this.role = new Role(this, 'Role', {
      roleName,
      path,
      description: `Lets ${props.gatewayRoleName} of account ${props.gatewayAccount} call Amazon Bedrock here`,
      assumedBy: new AccountPrincipal(props.gatewayAccount).withConditions(trustConditions(stack, props, externalId)),
      permissionsBoundary: props.permissionsBoundary,
    });
    const guardrails = targets.flatMap(({ guardrail, shardGuardrail = guardrail, region }) =>
      (shardGuardrail ? [{ region: region.name, identifier: shardGuardrail.identifier }] : []));
    for (const statement of [...targets.flatMap((target) => invokeStatements(stack, target)), ...guardrailStatements(stack, guardrails)]) {
      this.role.addToPolicy(statement);
    }
    this.node.addValidation({
      validate: () => checkPolicyCount(this.role, 'give some of the targets a role of their own with a second InferenceAccountRole, or call fewer models in fewer Regions'),
    });
  }

  /** What the targets' role ARNs say about this role. All have to agree, with each other and with the properties. */
  private identityOf(targets: readonly BoundTarget[], roleName?: string): { path?: string; roleName: string } {
    let identity = { path: undefined as string | undefined, roleName };
    for (const target of targets) {
      if (!target.role) {
        throw new ResilientInferenceError('RoleMismatch', `target '${target.name}' has no roleArn, so it is not called through any role: set its roleArn to this role's ARN`, this);
      }
      const parts = readRoleArn(target.role.arn);
      if (!parts) continue;
      this.checkAgrees(target, 'account', parts.account, Stack.of(this).account);
      if (identity.roleName !== undefined) this.checkAgrees(target, 'role name', parts.roleName, identity.roleName);
      if (identity.path !== undefined) this.checkAgrees(target, 'role path', parts.path, identity.path);
      identity = { path: parts.path, roleName: identity.roleName ?? parts.roleName };
    }
    if (identity.roleName === undefined) {
      throw new ResilientInferenceError('RoleMismatch', 'the role ARNs of the targets are tokens, so the role has no name yet: pass roleName', this);
    }
    return { path: identity.path === '/' ? undefined : identity.path, roleName: identity.roleName };
  }

  private externalIdOf(targets: readonly BoundTarget[], externalId?: string): string | undefined {
    const expected = externalId ?? targets[0].role?.externalId;
    for (const target of targets) this.checkAgrees(target, 'external id', target.role?.externalId, expected);
    return expected;
  }

  private checkAgrees(target: BoundTarget, what: string, received: string | undefined, expected: string | undefined): void {
    if (received === expected || Token.isUnresolved(received) || Token.isUnresolved(expected)) return;
    throw new ResilientInferenceError(
      'RoleMismatch',
      `target '${target.name}' names ${what} '${received ?? 'none'}', but this role has '${expected ?? 'none'}': give them the same, or list the target with its own role`,
      this,
    );
  }
}

/** Naming the role in a condition, not as the principal, keeps the trust valid before the gateway's role exists and after it is recreated. */
function trustConditions(stack: Stack, props: InferenceAccountRoleProps, externalId: string | undefined): Conditions {
  const gatewayRole = stack.formatArn({
    service: 'iam', region: '', account: props.gatewayAccount, resource: 'role', resourceName: props.gatewayRoleName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  const equal = {
    ...externalId !== undefined && { 'sts:ExternalId': externalId },
    ...props.organizationId !== undefined && { 'aws:PrincipalOrgID': props.organizationId },
  };
  return { ArnEquals: { 'aws:PrincipalArn': gatewayRole }, ...Object.keys(equal).length > 0 && { StringEquals: equal } };
}
