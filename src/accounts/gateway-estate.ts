import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { InferenceAccountRole } from './inference-account-role';
import { readRoleArn } from './role-arn';
import { ResilientInferenceError } from '../private/errors';
import { ResilientInference } from '../resilient-inference';
import { InferenceTarget } from '../targets/inference-target';

/** What the stacks of other accounts need to know of a gateway. */
export interface GatewayEstate {
  /** Absent: CloudFormation makes a name up, which no other account can know. */
  readonly roleName?: string;
  /** Of all routes; one may be there several times. */
  readonly targets: readonly InferenceTarget[];
}

/** Who assumes the roles in other accounts: text that is known at synth, so that no stack refers to another one. */
export interface GatewayIdentity {
  readonly account: string;
  readonly region: string;
  readonly roleName: string;
}

export function identityOf(scope: IConstruct, gateway: ResilientInference): GatewayIdentity {
  const { account, region } = Stack.of(gateway);
  const { roleName } = gateway._estate;
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    throw new ResilientInferenceError(
      'MissingEnvironment',
      `the account or the Region of the gateway's stack '${Stack.of(gateway).node.path}' is not known at synth, but other accounts have to name them: give that stack an env with account and region`,
      scope,
    );
  }
  if (roleName === undefined || Token.isUnresolved(roleName)) {
    throw new ResilientInferenceError(
      'MissingRoleName',
      `the role of gateway '${gateway.node.path}' has ${roleName === undefined ? 'no name of its own' : 'a token as its name'}, but other accounts have to name it: set its roleName to a literal`,
      scope,
    );
  }
  return { account, region, roleName };
}

/** The accounts other than the gateway's own in which it has targets, as far as they are known at synth. */
export function memberAccounts({ _estate: { targets } }: ResilientInference): string[] {
  const accounts = targets.flatMap(({ roleArn }) => (roleArn === undefined ? [] : readRoleArn(roleArn)?.account ?? []));
  return [...new Set(accounts)].filter((account) => !Token.isUnresolved(account)).sort();
}

/** What the gateway calls in an account, by the role that it does so through. */
export function targetsByRole(gateway: ResilientInference, account: string): ReadonlyMap<string, readonly InferenceTarget[]> {
  const byRole = new Map<string, Set<InferenceTarget>>();
  for (const target of gateway._estate.targets) {
    const { roleArn } = target;
    if (roleArn === undefined || readRoleArn(roleArn)?.account !== account) continue;
    byRole.set(roleArn, (byRole.get(roleArn) ?? new Set()).add(target));
  }
  return new Map([...byRole].map(([roleArn, targets]) => [roleArn, [...targets]]));
}

/** Makes every role through which the gateway calls an account. */
export function createMemberRoles(
  scope: Construct, gateway: ResilientInference, account: string, organizationId: string | undefined,
): InferenceAccountRole[] {
  const { account: gatewayAccount, region: gatewayRegion, roleName: gatewayRoleName } = identityOf(scope, gateway);
  const roles = targetsByRole(gateway, account);
  if (roles.size === 0) {
    const known = memberAccounts(gateway);
    throw new ResilientInferenceError(
      'NoTargets',
      `gateway '${gateway.node.path}' has no target in account '${account}', so a role there could call nothing: `
      + `its targets are in ${known.length > 0 ? known.join(', ') : 'no other account'}`,
      scope,
    );
  }
  return [...roles].map(([roleArn, targets]) => new InferenceAccountRole(scope, readRoleArn(roleArn)!.roleName, {
    gatewayAccount, gatewayRoleName, gatewayRegion, organizationId, targets: [...targets],
  }));
}
