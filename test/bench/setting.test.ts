import { CREDENTIALS, FREE_TENANT, LIMITED_TENANT, MODEL_ID, NOVA_ROUTE, PLAN, REGION, ROUTE, THROTTLED_ROUTE, UNAVAILABLE_ROUTE } from '../../bench/setting';
import { modelsOf, PEER_ROUTES } from '../../bench/subjects/peers/targets';
import { failureOf } from '../../bench/upstream/failing';
import { parsePlan } from '../../lambda/adapters/read-plan';

describe('the plan of the benchmark', () => {
  const plan = parsePlan(JSON.parse(JSON.stringify(PLAN)), {});

  const modelIdsOf = (route: string) =>
    plan.routes.get(route)!.tiers.flatMap(({ members }) => members.map(({ target }) => plan.targets.get(target)!.modelId));

  test('is one that the gateway accepts, with the model of the benchmark as the first target', () => {
    expect(modelIdsOf(ROUTE)[0]).toBe(MODEL_ID);
    expect([...plan.targets.values()].map(({ region }) => region)).toEqual([...plan.targets].map(() => REGION));
    expect(modelIdsOf(NOVA_ROUTE)).toEqual([expect.stringContaining('amazon.nova')]);
  });

  test.each(PEER_ROUTES)('has the same targets for %s as the peers have', (route) => {
    expect(modelIdsOf(route)).toEqual(modelsOf(route));
  });

  test('lets both tenants use the routes, and limits one of them', () => {
    expect(plan.tenants.get(FREE_TENANT)).toEqual({ routes: [ROUTE, NOVA_ROUTE, THROTTLED_ROUTE, UNAVAILABLE_ROUTE], onLedgerFailure: 'failClosed' });
    expect(plan.tenants.get(LIMITED_TENANT)?.quota).toEqual({ requestsPerMinute: expect.any(Number), quotaTokensPerMinute: expect.any(Number) });
  });

  test.each([THROTTLED_ROUTE, UNAVAILABLE_ROUTE])('has a first target for %s that always fails, and a second one that does not', (route) => {
    const [first, second] = modelIdsOf(route);
    expect(failureOf(String(first))).toMatchObject({ type: expect.any(String) as string });
    expect(failureOf(String(second))).toBeUndefined();
  });

  test('comes with temporary credentials, as a function has them', () => {
    expect(CREDENTIALS.accessKeyId).toMatch(/^ASIA/);
    expect(CREDENTIALS.sessionToken).not.toBe('');
  });
});
