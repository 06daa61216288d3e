import { planOf } from '../../../bench/cold/plans';
import { LIMITED_TENANT, REGION, ROUTE } from '../../../bench/setting';
import { parsePlan } from '../../../lambda/adapters/read-plan';

describe('the plans of the cold start', () => {
  test.each([{ tenants: 1, routes: 1 }, { tenants: 30, routes: 4 }])('have $tenants tenants and $routes routes that the gateway accepts', ({ tenants, routes }) => {
    const plan = parsePlan(JSON.parse(JSON.stringify(planOf({ tenants, routes }))), {});
    expect(plan.tenants.size).toBe(tenants);
    expect(plan.routes.size).toBe(routes);
    expect(plan.targets.size).toBe(3 * routes);
    expect([...plan.tenants.values()].every((tenant) => tenant.quota !== undefined && tenant.routes.length === routes)).toBe(true);
  });

  test('begin with the tenant and the route that are asked for, whose first target is at home', () => {
    const plan = planOf({ tenants: 2, routes: 2 });
    expect(Object.keys(plan.tenants)[0]).toBe(LIMITED_TENANT);
    const [first] = plan.routes[ROUTE]!.tiers[0]!.members;
    expect(plan.targets[first!.target]!.region).toBe(REGION);
  });
});
