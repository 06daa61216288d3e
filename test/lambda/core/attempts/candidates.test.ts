import { listCandidates } from '../../../../lambda/core/attempts/candidates';
import { planOf, ROUTE, routeOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';

describe('listCandidates', () => {
  it('puts every target of a tier before the next tier, and says which tier it is', () => {
    const plan = planOf({ tiers: [['a', 'b'], ['c'], ['d']] });
    const candidates = listCandidates(plan.routes.get(ROUTE)!, plan.targets, { random: seededRandom(1) });
    expect(candidates.map(({ target, tier }) => [target.name, tier])).toEqual([['a', 0], ['b', 0], ['c', 1], ['d', 2]]);
  });

  it('keeps the tiers apart whatever the strategy draws', () => {
    const plan = planOf({ tiers: [['a', 'b', 'c'], ['d', 'e', 'f']], strategy: { kind: 'weightedRandom' } });
    for (let seed = 0; seed < 50; seed++) {
      const tiers = listCandidates(plan.routes.get(ROUTE)!, plan.targets, { random: seededRandom(seed) }).map(({ tier }) => tier);
      expect(tiers).toEqual([0, 0, 0, 1, 1, 1]);
    }
  });

  it('refuses a plan that names a target it does not describe', () => {
    const route = routeOf({ tiers: [{ strategy: { kind: 'ordered' }, members: [{ target: 'nowhere', weight: 1 }] }] });
    expect(() => listCandidates(route, planOf().targets, { random: seededRandom(1) })).toThrow('does not describe: nowhere');
  });
});
