import * as fc from 'fast-check';
import { orderTier } from '../../../../lambda/core/strategies/order-tier';
import { StrategyPlan, TierMember } from '../../../../src/contract/plan';
import { seededRandom } from '../../../support/random';

const STRATEGIES: readonly StrategyPlan[] = [{ kind: 'weightedRandom' }, { kind: 'roundRobin' }, { kind: 'ordered' }];

const tiers: fc.Arbitrary<readonly TierMember[]> = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 8 })
  .map((weights) => weights.map((weight, index) => ({ target: `target-${index}`, weight })));

describe('orderTier', () => {
  it.each(STRATEGIES)('$kind returns every member exactly once and leaves the tier as it was', (strategy) => {
    fc.assert(fc.property(tiers, fc.nat(), fc.option(fc.nat(), { nil: undefined }), (members, seed, sequence) => {
      const before = structuredClone(members);
      const ordered = orderTier(strategy, members, { random: seededRandom(seed), sequence });
      expect([...ordered].sort((left, right) => left.target.localeCompare(right.target))).toEqual(members);
      expect(members).toEqual(before);
    }), { numRuns: 200, seed: 3 });
  });

  it('keeps the order of the plan when the strategy is ordered', () => {
    const members = [{ target: 'z', weight: 1 }, { target: 'a', weight: 9 }];
    expect(orderTier({ kind: 'ordered' }, members, { random: () => 0.99, sequence: 1 })).toEqual(members);
  });

  it('refuses a strategy that it does not know, by name', () => {
    const strategy = { kind: 'astrology' } as unknown as StrategyPlan;
    expect(() => orderTier(strategy, [{ target: 'a', weight: 1 }], { random: () => 0 })).toThrow('astrology');
  });
});
