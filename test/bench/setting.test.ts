import { CREDENTIALS, FREE_TENANT, LIMITED_TENANT, MODEL_ID, NOVA_ROUTE, PLAN, REGION, ROUTE } from '../../bench/setting';
import { parsePlan } from '../../lambda/adapters/read-plan';

describe('the plan of the benchmark', () => {
  const plan = parsePlan(JSON.parse(JSON.stringify(PLAN)), {});

  test('is one that the gateway accepts, with one target for each route', () => {
    expect([...plan.targets.values()]).toEqual([
      expect.objectContaining({ modelId: MODEL_ID, region: REGION }),
      expect.objectContaining({ foundationModel: expect.stringMatching(/^amazon\.nova/) as string, region: REGION }),
    ]);
  });

  test('lets both tenants use the routes, and limits one of them', () => {
    expect(plan.tenants.get(FREE_TENANT)).toEqual({ routes: [ROUTE, NOVA_ROUTE], onLedgerFailure: 'failClosed' });
    expect(plan.tenants.get(LIMITED_TENANT)?.quota).toEqual({ requestsPerMinute: expect.any(Number), quotaTokensPerMinute: expect.any(Number) });
  });

  test('makes one attempt, so that the upstream is called once for each request', () => {
    expect(plan.routes.get(ROUTE)?.maxAttempts).toBe(1);
  });

  test('comes with temporary credentials, as a function has them', () => {
    expect(CREDENTIALS.accessKeyId).toMatch(/^ASIA/);
    expect(CREDENTIALS.sessionToken).not.toBe('');
  });
});
