import { Annotations, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundTenant } from './bind-tenants';
import { BoundRoute } from '../routing/bound-route';
import { BoundTarget } from '../targets/bound-target';
import { Capacity } from '../targets/capacity';

const LIMITS = ['requestsPerMinute', 'quotaTokensPerMinute'] as const;
type Limit = (typeof LIMITS)[number];

/** Targets without a role are called in the gateway's own account. */
const HOME = "the gateway's own account";

/**
 * Warns of routes over several accounts whose targets cannot hold the guarantees of their tenants when any one of the
 * accounts is lost: a guarantee is then worth less than it says.
 */
export function checkShardLoss(
  scope: IConstruct, routes: readonly BoundRoute[], tenants: readonly BoundTenant[], pools: ReadonlyMap<string, Capacity>,
): void {
  for (const route of routes) {
    const targets = route.tiers.flatMap((tier) => tier.targets);
    const accounts = [...new Set(targets.map(accountOf))].sort();
    if (accounts.length < 2) continue;
    for (const limit of LIMITS) {
      const guaranteed = tenants.filter(({ routes: names }) => names.includes(route.name))
        .reduce((sum, { share }) => sum + (share?.guaranteed?.[limit] ?? 0), 0);
      if (guaranteed > 0) checkRoute(scope, route.name, limit, { guaranteed, targets, accounts }, pools);
    }
  }
}

function checkRoute(
  scope: IConstruct, route: string, limit: Limit,
  { guaranteed, targets, accounts }: { readonly guaranteed: number; readonly targets: readonly BoundTarget[]; readonly accounts: readonly string[] },
  pools: ReadonlyMap<string, Capacity>,
): void {
  const left = accounts.map((account) => ({ account, amount: declaredBy(targets.filter((target) => accountOf(target) !== account), limit, pools) }));
  const tooLittle = left.filter(({ amount }) => amount < guaranteed);
  if (tooLittle.length === 0) return;
  Annotations.of(scope).addWarningV2(
    `cdk-resilient-inference:guaranteesAfterLoss-${route}-${limit}`,
    `the tenants of route '${route}' are guaranteed ${guaranteed} ${limit}, but its targets declare only `
    + `${tooLittle.map(({ account, amount }) => `${amount} without ${nameOf(account, targets)}`).join(', ')}: `
    + 'lower the guarantees, or declare more capacity in the other accounts, if they are to hold while an account is lost',
  );
}

/** Infinite when a target declares none: it takes what there is. */
function declaredBy(targets: readonly BoundTarget[], limit: Limit, pools: ReadonlyMap<string, Capacity>): number {
  return [...new Set(targets.map(({ pool }) => pool))].reduce((sum, pool) => sum + (pools.get(pool)?.[limit] ?? Infinity), 0);
}

/** By the account in the ARN of the role; a role that only a deployment knows is taken to be of an account of its own. */
function accountOf({ role }: BoundTarget): string {
  if (!role) return HOME;
  return /^arn:[^:]+:iam::(?<account>\d{12}):/.exec(role.arn)?.groups?.account ?? role.arn;
}

function nameOf(account: string, targets: readonly BoundTarget[]): string {
  return Token.isUnresolved(account) ? `the account of '${targets.find((target) => accountOf(target) === account)!.name}'` : account;
}
