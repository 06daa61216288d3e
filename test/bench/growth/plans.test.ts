import { renderEstate, routeWith, tenantName } from '../../../bench/growth/plans';
import { FREE_TENANT, ROUTE } from '../../../bench/setting';
import { parsePlan } from '../../../lambda/adapters/read-plan';
import { ensureGatewayBundle } from '../../src/support/gateway-bundle';

ensureGatewayBundle();

describe('a synthesized plan', () => {
  const plan = parsePlan(JSON.parse(renderEstate({ targets: [2, 30], tenants: 100 }).json), {});

  test('has a route for each number of targets, all in accounts of their own', () => {
    const accounts = (targets: number) => new Set(plan.routes.get(routeWith(targets))!.tiers.flatMap(({ members }) =>
      members.map(({ target }) => plan.targets.get(target)!.role?.arn)));
    expect(accounts(2).size).toBe(2);
    expect(accounts(30).size).toBe(30);
    expect(accounts(30)).not.toContain(undefined);
  });

  test('has one target at home beside them', () => {
    expect(plan.routes.get(ROUTE)!.tiers.flatMap(({ members }) => members).map(({ target }) => plan.targets.get(target)!.role)).toEqual([undefined]);
  });

  test('has tenants with a quota in one item each, and one without', () => {
    expect(plan.tenants.size).toBe(101);
    expect(plan.tenants.get(FREE_TENANT)).not.toHaveProperty('quota');
    expect(plan.tenants.get(tenantName(99))).toMatchObject({ quota: { quotaTokensPerMinute: expect.any(Number) as number } });
    expect(plan.tenants.get(tenantName(99))).not.toHaveProperty('ledgerItems');
  });
});
