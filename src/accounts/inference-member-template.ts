import { BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createMemberRoles, identityOf, memberAccounts, targetsByRole } from './gateway-estate';
import { InferenceAccountRole } from './inference-account-role';
import { InferenceMemberOptions } from './member-options';
import { readRoleArn } from './role-arn';
import { invokeStatements } from '../iam/target-statements';
import { ResilientInferenceError } from '../private/errors';
import { checkAccountId } from '../private/validate';
import { ResilientInference } from '../resilient-inference';
import { InferenceTarget } from '../targets/inference-target';

/** Properties of `InferenceMemberTemplate`. */
export interface InferenceMemberTemplateProps extends InferenceMemberOptions {
  /**
   * The accounts that the template is for. The gateway calls the same in each of them, through a role of the same name.
   *
   * @default - every account other than its own in which the gateway has targets
   */
  readonly accounts?: string[];
}

/**
 * One template for many accounts, for AWS CloudFormation StackSets: the roles of `InferenceMemberStack`, with
 * `AWS::AccountId` in the place of an account. It needs no bootstrapped account, no asset and no parameter, so that
 * `cdk.out/<name>.template.json` can be given to a StackSet as it is. Roles are of no Region: deploy it to one Region of
 * each account.
 *
 * It is a stack of the app like others, and `cdk deploy --all` would deploy it to the account of the CLI: deploy the
 * stacks that are meant by name.
 *
 * @example
 * const app = new App();
 * const shards = [InferenceShard.inAccount('222222222222'), InferenceShard.inAccount('333333333333')];
 * const hub = new ResilientInferenceStack(app, 'Inference', {
 *   env: { account: '111111111111', region: 'us-east-1' },
 *   roleName: 'inference-gateway',
 *   routes: { 'claude-sonnet': { targets: InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6').inShards(shards) } },
 *   tenants: { 'team-a': {} },
 * });
 * new InferenceMemberTemplate(app, 'InferenceMembers', { gateway: hub.inference });
 */
export class InferenceMemberTemplate extends Stack {
  /** The roles, one for each role name of the gateway's targets in the accounts. */
  public readonly roles: InferenceAccountRole[];

  /** The accounts that the template is for. */
  public readonly accounts: string[];

  constructor(scope: Construct, id: string, props: InferenceMemberTemplateProps) {
    const { gateway, accounts, organizationId, ...ofStack } = props;
    super(scope, id, {
      description: `Lets ${gateway.node.path} call Amazon Bedrock in this account`,
      synthesizer: new BootstraplessSynthesizer(),
      analyticsReporting: false,
      ...ofStack,
    });
    if (ofStack.env) {
      throw new ResilientInferenceError('ContradictoryProperties', 'env is given, but the template is for many accounts: leave it out, or make an InferenceMemberStack for the one account', this);
    }
    this.accounts = accounts ?? memberAccounts(gateway);
    for (const account of this.accounts) checkAccountId('an account of the template', account, this);
    const [first, ...others] = this.accounts;
    if (first === undefined) {
      throw new ResilientInferenceError('NoTargets', `gateway '${gateway.node.path}' has targets in no other account, so the template would be empty: put targets into shards of other accounts`, this);
    }
    this.roles = createMemberRoles(this, gateway, first, organizationId);
    for (const other of others) this.checkAlike(gateway, first, other);
  }

  private checkAlike(gateway: ResilientInference, one: string, other: string): void {
    if (this.calledIn(gateway, one) === this.calledIn(gateway, other)) return;
    throw new ResilientInferenceError(
      'RoleMismatch',
      `gateway '${gateway.node.path}' does not call the same in account '${other}' as in '${one}', or not through a role of the same name and external id, so no template fits both: `
      + 'make their shards alike, or list accounts that are alike in a template each',
      this,
    );
  }

  /** Everything that the template says, without the account. */
  private calledIn(gateway: ResilientInference, account: string): string {
    const { region } = identityOf(this, gateway);
    const roles = [...targetsByRole(gateway, account)].map(([roleArn, targets]) => {
      const { path, roleName } = readRoleArn(roleArn)!;
      return { role: path + roleName, allows: [...new Set(targets.map((target) => this.permissionsOf(target, region)))].sort() };
    });
    return JSON.stringify(roles.sort((one, other) => one.role.localeCompare(other.role)));
  }

  private permissionsOf(target: InferenceTarget, region: string): string {
    const bound = target._bind(this, region);
    const statements = invokeStatements(this, bound).map((statement) => statement.toStatementJson());
    const guardrail = bound.guardrail ?? bound.shardGuardrail;
    return JSON.stringify(this.resolve({ statements, externalId: bound.role?.externalId, region: bound.region.name, guardrail }));
  }
}
