import { GatewayError } from '../../../../lambda/core/gateway-error';
import { EVERY_SHARD, OpenShards } from '../../../../lambda/core/shards/open-shards';
import { routeWithin } from '../../../../lambda/core/shards/route-within';
import { TierPlan } from '../../../../src/contract/plan';
import { routeOf, targetOf } from '../../../support/core/plans';

const tier = (...names: readonly string[]): TierPlan => ({ strategy: { kind: 'roundRobin' }, members: names.map((target) => ({ target, weight: 2 })) });
const only = (...names: readonly string[]): OpenShards => ({ names, isOpen: (shard) => names.includes(shard) });
const membersOf = (tiers: readonly TierPlan[] | undefined) => tiers?.map(({ members }) => members.map(({ target }) => target));

const TARGETS = new Map(['a1', 'a2', 'b1', 'c1', 'c2'].map((name) => [name, targetOf(name, { shard: name.charAt(0) })]));
const ROUTE = routeOf({ tiers: [tier('a1', 'b1'), tier('c1')], contextFallbacks: [tier('c2'), tier('a2')], filterFallbacks: [tier('b1')] });

describe('a route within shards', () => {
  it('is the route itself where every shard is open', () => {
    expect(routeWithin(ROUTE, TARGETS, EVERY_SHARD)).toBe(ROUTE);
  });

  it('has the targets of those shards and no others, in all of its chains', () => {
    const within = routeWithin(ROUTE, TARGETS, only('a', 'c'));
    expect(membersOf(within.tiers)).toEqual([['a1'], ['c1']]);
    expect(membersOf(within.contextFallbacks)).toEqual([['c2'], ['a2']]);
    expect(within.filterFallbacks).toBeUndefined();
  });

  it('keeps the numbers of its tiers, their strategies and weights, and all that is not about targets', () => {
    const within = routeWithin(ROUTE, TARGETS, only('c'));
    expect(within).toEqual({
      ...ROUTE,
      tiers: [{ strategy: { kind: 'roundRobin' }, members: [] }, tier('c1')],
      contextFallbacks: [tier('c2'), { strategy: { kind: 'roundRobin' }, members: [] }],
      filterFallbacks: undefined,
    });
  });

  it('leaves the route as it was', () => {
    const before = structuredClone(ROUTE);
    routeWithin(ROUTE, TARGETS, only('c'));
    expect(ROUTE).toEqual(before);
  });

  it.each([['a route that has none there', only('d')], ['no shard at all', only()]])('refuses with the time to come back: %s', (_, shards) => {
    expect(() => routeWithin(ROUTE, TARGETS, shards)).toThrow(new GatewayError('unavailable', 'no shard that may serve this request is open'));
    expect(() => routeWithin(ROUTE, TARGETS, shards)).toThrow(expect.objectContaining({ reason: 'unavailable', details: { retryAfterMs: 30_000 } }));
  });

  it('has nothing to serve ordinary requests with when only its other chains are open', () => {
    const route = routeOf({ tiers: [tier('b1')], contextFallbacks: [tier('c2')] });
    expect(() => routeWithin(route, TARGETS, only('c'))).toThrow('no shard that may serve this request is open');
  });
});
