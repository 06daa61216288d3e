import { RoutingStrategy } from '../../../src/index';

test.each([
  [RoutingStrategy.weightedRandom(), { kind: 'weightedRandom' }],
  [RoutingStrategy.roundRobin(), { kind: 'roundRobin' }],
  [RoutingStrategy.ordered(), { kind: 'ordered' }],
  [RoutingStrategy.leastInFlight(), { kind: 'leastInFlight' }],
  [RoutingStrategy.lowestLatency(), { kind: 'lowestLatency' }],
  [RoutingStrategy.lowestCost(), { kind: 'lowestCost' }],
  [RoutingStrategy.mostHeadroom(), { kind: 'mostHeadroom' }],
])('a strategy renders what the plan says (%#)', (strategy, plan) => {
  expect(strategy._render()).toEqual(plan);
});

test('every strategy is one of the class', () => {
  expect(RoutingStrategy.roundRobin()).toBeInstanceOf(RoutingStrategy);
});
