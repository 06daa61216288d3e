import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createMemberRoles } from './gateway-estate';
import { InferenceAccountRole } from './inference-account-role';
import { InferenceMemberOptions } from './member-options';
import { ResilientInferenceError } from '../private/errors';
import { checkAccountId } from '../private/validate';
import { ResilientInference } from '../resilient-inference';

/** Properties of `InferenceMemberStack`. */
export interface InferenceMemberStackProps extends InferenceMemberOptions {
  /** The account: 12 digits, in which targets of the gateway are. */
  readonly account: string;
}

/**
 * The stack of another account, with the roles through which a gateway of the same app calls Bedrock there. Each may call
 * exactly what the gateway's routes call through it, and only the gateway's role may assume it. Nothing else is in it.
 *
 * It is deployed to `account`, in the Region of the gateway unless `env` names another: roles are of no Region.
 * `permissionsBoundary` of the stack's own properties bounds the roles.
 *
 * @example
 * const app = new App();
 * const shard = InferenceShard.inAccount('222222222222', { externalId: 'inference' });
 * const hub = new ResilientInferenceStack(app, 'Inference', {
 *   env: { account: '111111111111', region: 'us-east-1' },
 *   roleName: 'inference-gateway',
 *   routes: { 'claude-sonnet': { targets: InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6').inShards([InferenceShard.home(), shard]) } },
 *   tenants: { 'team-a': {} },
 * });
 * new InferenceMemberStack(app, 'InferenceMember', { gateway: hub.inference, account: '222222222222' });
 */
export class InferenceMemberStack extends Stack {
  /** The roles, one for each role ARN of the gateway's targets in the account. */
  public readonly roles: InferenceAccountRole[];

  constructor(scope: Construct, id: string, props: InferenceMemberStackProps) {
    const { gateway, account, organizationId, ...ofStack } = props;
    super(scope, id, {
      description: `Lets ${gateway.node.path} call Amazon Bedrock in this account`,
      ...ofStack,
      env: { account, region: ofStack.env?.region ?? regionOf(gateway) },
    });
    checkMember(this, account, ofStack.env?.account);
    this.roles = createMemberRoles(this, gateway, account, organizationId);
  }
}

function regionOf(gateway: ResilientInference): string | undefined {
  const { region } = Stack.of(gateway);
  return Token.isUnresolved(region) ? undefined : region;
}

function checkMember(scope: InferenceMemberStack, account: string, environment: string | undefined): void {
  if (Token.isUnresolved(account)) {
    throw new ResilientInferenceError('TokenNotAllowed', 'account is a token, but it decides which targets the roles may call: pass the 12 digits of its id', scope);
  }
  checkAccountId('account', account, scope);
  if (environment === undefined || environment === account) return;
  throw new ResilientInferenceError('ContradictoryProperties', `env names account '${environment}', but account is '${account}': leave the account of env out`, scope);
}
