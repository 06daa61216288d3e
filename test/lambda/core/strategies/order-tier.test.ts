import * as fc from 'fast-check';
import { createObservations } from '../../../../lambda/core/observations/observations';
import { orderTier } from '../../../../lambda/core/strategies/order-tier';
import { StrategyPlan, TierMember } from '../../../../src/contract/plan';
import { orderingContext } from '../../../support/core/ordering';
import { TargetSketch } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';
import { seededRandom } from '../../../support/random';

const STRATEGIES: readonly StrategyPlan[] = [
  { kind: 'weightedRandom' }, { kind: 'roundRobin' }, { kind: 'ordered' },
  { kind: 'leastInFlight' }, { kind: 'lowestLatency' }, { kind: 'lowestCost' }, { kind: 'mostHeadroom' },
];

/** Some things are known of some targets. */
function knowledge(seed: number, random: () => number) {
  const observations = createObservations(() => 0);
  const targets: { [name: string]: TargetSketch } = {};
  const draw = seededRandom(seed + 1);
  for (let index = 0; index < 8; index++) {
    const name = `target-${index}`;
    if (draw() < 0.6) observations.firstContent(name, draw() * 1_000);
    if (draw() < 0.4) observations.started(name);
    targets[name] = draw() < 0.7 ? { price: priceOf(1 + draw(), 1) } : {};
  }
  return { observations, targets, random, headroom: ({ name }: { readonly name: string }) => (Number(name.at(-1)) % 3) / 2 };
}

const tiers: fc.Arbitrary<readonly TierMember[]> = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 8 })
  .map((weights) => weights.map((weight, index) => ({ target: `target-${index}`, weight })));

describe('orderTier', () => {
  it.each(STRATEGIES)('$kind returns every member exactly once and leaves the tier as it was', (strategy) => {
    fc.assert(fc.property(tiers, fc.nat(), fc.option(fc.nat(), { nil: undefined }), (members, seed, sequence) => {
      const before = structuredClone(members);
      const ordered = orderTier(strategy, members, orderingContext({ ...knowledge(seed, seededRandom(seed)), sequence }));
      expect([...ordered].sort((left, right) => left.target.localeCompare(right.target))).toEqual(members);
      expect(members).toEqual(before);
    }), { numRuns: 200, seed: 3 });
  });

  it('keeps the order of the plan when the strategy is ordered', () => {
    const members = [{ target: 'z', weight: 1 }, { target: 'a', weight: 9 }];
    expect(orderTier({ kind: 'ordered' }, members, orderingContext({ random: () => 0.99, sequence: 1 }))).toEqual(members);
  });

  it('refuses a strategy that it does not know, by name', () => {
    const strategy = { kind: 'astrology' } as unknown as StrategyPlan;
    expect(() => orderTier(strategy, [{ target: 'a', weight: 1 }], orderingContext())).toThrow('astrology');
  });
});
