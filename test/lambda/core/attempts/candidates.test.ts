import { orderByAffinity } from '../../../../lambda/core/affinity/rendezvous';
import { listCandidates } from '../../../../lambda/core/attempts/candidates';
import { namesOf, orderingContext } from '../../../support/core/ordering';
import { planOf, ROUTE, routeOf } from '../../../support/core/plans';
import { priceOf } from '../../../support/core/prices';
import { seededRandom } from '../../../support/random';

describe('listCandidates', () => {
  it('puts every target of a tier before the next tier, and says which tier it is', () => {
    const plan = planOf({ tiers: [['a', 'b'], ['c'], ['d']] });
    const candidates = listCandidates(plan.routes.get(ROUTE)!.tiers, plan.targets, orderingContext());
    expect(candidates.map(({ target, tier }) => [target.name, tier])).toEqual([['a', 0], ['b', 0], ['c', 1], ['d', 2]]);
  });

  it('keeps the tiers apart whatever the strategy draws', () => {
    const plan = planOf({ tiers: [['a', 'b', 'c'], ['d', 'e', 'f']], strategy: { kind: 'weightedRandom' } });
    for (let seed = 0; seed < 50; seed++) {
      const context = orderingContext({ random: seededRandom(seed) });
      const tiers = listCandidates(plan.routes.get(ROUTE)!.tiers, plan.targets, context).map(({ tier }) => tier);
      expect(tiers).toEqual([0, 0, 0, 1, 1, 1]);
    }
  });

  it('orders the members of every tier by the affinity key in place of the strategy', () => {
    const plan = planOf({ tiers: [['a', 'b', 'c'], ['d', 'e', 'f']], strategy: { kind: 'ordered' } });
    const route = plan.routes.get(ROUTE)!;
    const orders = new Set<string>();
    for (let index = 0; index < 50; index++) {
      const affinityKey = `key ${index}`;
      const candidates = listCandidates(route.tiers, plan.targets, { ...orderingContext(), affinityKey });
      const expected = route.tiers.flatMap(({ members }) => orderByAffinity(members, affinityKey));
      expect(candidates.map(({ target }) => target.name)).toEqual(namesOf(expected));
      expect(candidates.map(({ tier }) => tier)).toEqual([0, 0, 0, 1, 1, 1]);
      orders.add(candidates.map(({ target }) => target.name).join());
    }
    expect(orders.size).toBeGreaterThan(10);
  });

  it('asks the strategy for a request without an affinity key', () => {
    const plan = planOf({ tiers: [['a', 'b', 'c']], strategy: { kind: 'ordered' } });
    const candidates = listCandidates(plan.routes.get(ROUTE)!.tiers, plan.targets, { ...orderingContext(), affinityKey: undefined });
    expect(candidates.map(({ target }) => target.name)).toEqual(['a', 'b', 'c']);
  });

  it('lets a strategy see the prices and capacities of its targets', () => {
    const priced = (dollars: number) => ({ price: priceOf(dollars, dollars) });
    const plan = planOf({ tiers: [['a', 'b']], strategy: { kind: 'lowestCost' }, targets: { a: priced(2), b: priced(1) } });
    expect(listCandidates(plan.routes.get(ROUTE)!.tiers, plan.targets, orderingContext()).map(({ target }) => target.name)).toEqual(['b', 'a']);
  });

  it.each(['weightedRandom', 'roundRobin', 'ordered', 'leastInFlight', 'lowestLatency', 'lowestCost', 'mostHeadroom'] as const)(
    'passes over a tier of which the shards of the request have left nothing, and keeps the numbers of the others (%s)', (kind) => {
      const plan = planOf({ tiers: [[], ['a'], [], ['b']], strategy: { kind } });
      for (const affinityKey of [undefined, 'key']) {
        const candidates = listCandidates(plan.routes.get(ROUTE)!.tiers, plan.targets, { ...orderingContext({ sequence: 1 }), affinityKey });
        expect(candidates.map(({ target, tier }) => [target.name, tier])).toEqual([['a', 1], ['b', 3]]);
      }
    },
  );

  it('refuses a plan that names a target it does not describe', () => {
    const route = routeOf({ tiers: [{ strategy: { kind: 'ordered' }, members: [{ target: 'nowhere', weight: 1 }] }] });
    expect(() => listCandidates(route.tiers, planOf().targets, orderingContext())).toThrow('does not describe: nowhere');
  });
});
