import fc from 'fast-check';
import { inForce } from '../../../../lambda/core/overrides/in-force';
import { narrowTenant } from '../../../../lambda/core/overrides/narrow-tenant';
import { createOverrides } from '../../../../lambda/core/overrides/overrides';
import { isLimit, LimitName, LIMITS, LimitValues, Override } from '../../../../src/contract/overrides';
import { TenantPlan } from '../../../../src/contract/plan';
import { planOf, TENANT } from '../../../support/core/plans';

const NAMES = Object.keys(LIMITS) as LimitName[];
const valueOf = (limit: LimitName) => LIMITS[limit] === 'whole' ? fc.integer({ min: 1, max: 1_000 }) : fc.double({ min: 0.01, max: 1_000, noNaN: true });
const limitValues: fc.Arbitrary<LimitValues> = fc.record(Object.fromEntries(NAMES.map((limit) => [limit, valueOf(limit)])), { requiredKeys: [] });
const tenants: fc.Arbitrary<TenantPlan> = fc.record({
  quota: fc.option(limitValues.filter((quota) => Object.keys(quota).length > 0), { nil: undefined }),
  routes: fc.constant(['claude-sonnet']),
  onLedgerFailure: fc.constantFrom('failClosed', 'failOpen'),
});
const limitsOf = ({ quota }: TenantPlan): LimitValues => quota ?? {};
const most = (limits: LimitValues, name: LimitName) => limits[name] ?? Infinity;

/** Anything at all under names that mean something, and under others. */
const garbage = fc.array(fc.tuple(
  fc.oneof(
    fc.constantFrom(...NAMES.map((limit) => `limit:${TENANT}:${limit}`)),
    fc.constantFrom(`tenant:${TENANT}`, 'tenant:', 'limit:', `limit:${TENANT}:`, 'target:first', 'shard:', 'route:claude-sonnet', '__proto__', ''),
    fc.string(),
  ),
  fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc.json(),
    fc.record({ atMost: fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constantFrom(-1, 0, 1e999)) }).map((value) => JSON.stringify(value)),
  ),
));

describe('overrides only narrow', () => {
  test('every limit is the lower of both, and one that neither has stays absent', () => {
    fc.assert(fc.property(tenants, limitValues, (tenant, limits) => {
      const narrowed = limitsOf(narrowTenant(tenant, limits));
      for (const name of NAMES) expect(most(narrowed, name)).toBe(Math.min(most(limitsOf(tenant), name), most(limits, name)));
    }));
  });

  test('nothing but the limits changes, and the tenant stays the same one when none is lower', () => {
    fc.assert(fc.property(tenants, limitValues, (tenant, limits) => {
      const narrowed = narrowTenant(tenant, limits);
      expect({ ...narrowed, quota: undefined }).toEqual({ ...tenant, quota: undefined });
      expect(narrowed === tenant).toBe(NAMES.every((name) => most(limits, name) >= most(limitsOf(tenant), name)));
    }));
  });

  test('whatever stands in the table, no limit rises and every limit is one that a plan could have', async () => {
    await fc.assert(fc.asyncProperty(tenants, garbage, async (tenant, item) => {
      const overrides = createOverrides({
        store: { read: async () => new Map(item) }, plan: planOf({ tenant }), now: () => 0, onStoreFailure: (error) => { throw error; },
      });
      const { limits, disabledTenants, drainedTargets, disabledRoutes, drainedShards } = await overrides.current();
      const narrowed = limitsOf(narrowTenant(tenant, limits.get(TENANT)));
      for (const name of NAMES) {
        expect(most(narrowed, name)).toBeLessThanOrEqual(most(limitsOf(tenant), name));
        if (narrowed[name] !== undefined) expect(isLimit(name, narrowed[name])).toBe(true);
      }
      expect([...limits.keys(), ...disabledTenants].every((name) => name === TENANT)).toBe(true);
      expect([...drainedTargets, ...disabledRoutes, ...drainedShards].every((name) => name === 'first' || name === 'claude-sonnet')).toBe(true);
    }));
  });

  test('several limits of one tenant count together', () => {
    const limit = (name: LimitName, effect: number): Override => ({ kind: 'limit', name: TENANT, limit: name, effect });
    const { limits } = inForce([limit('requestsPerMinute', 3), limit('usdPerDay', 0.5)]);
    expect(limits.get(TENANT)).toEqual({ requestsPerMinute: 3, usdPerDay: 0.5 });
  });
});
