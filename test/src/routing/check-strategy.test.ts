import { App, Stack } from 'aws-cdk-lib';
import { InferenceTarget, InferenceTargetOptions, RouteProps, RoutingStrategy } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { expectError } from '../support/errors';
import { ENV, SONNET } from '../support/synthesis';

const target = (name: string, options: InferenceTargetOptions = {}) => InferenceTarget.onDemand('vendor.unknown-model', { name, ...options });
const bind = (props: RouteProps) => () => bindRoutes(new Stack(new App(), 'Stack', { env: ENV }), { r: props });
const PRICE = { inputPerMillionTokens: 3, outputPerMillionTokens: 15 };
const CAPACITY = { requestsPerMinute: 10 };

describe('lowestCost', () => {
  const strategy = RoutingStrategy.lowestCost();

  test('names every target of its tier that has no price', () => {
    expectError(bind({ targets: [target('a'), target('b', { price: PRICE }), target('c')], strategy }), 'MissingPrice',
      "route 'r'", "no price for 'a', 'c'", 'give each of its targets a price', "in the gateway's models", '(at Stack)');
  });

  test('is satisfied by prices that are known', () => {
    expect(bind({ targets: [InferenceTarget.crossRegion(SONNET), InferenceTarget.onDemand('amazon.nova-pro-v1:0')], strategy })).not.toThrow();
  });

  test('is checked in a fallback too', () => {
    expectError(bind({ targets: [target('a')], fallbacks: [{ targets: [target('b')], strategy }] }), 'MissingPrice', "fallback 1 of route 'r'", "'b'");
  });

  test('asks for no prices in other tiers', () => {
    expect(bind({ targets: [target('a', { price: PRICE })], strategy, fallbacks: [{ targets: [target('b')] }] })).not.toThrow();
  });
});

describe('mostHeadroom', () => {
  const strategy = RoutingStrategy.mostHeadroom();

  test('is refused where no target of the tier declares a capacity', () => {
    expectError(bind({ targets: [target('a'), target('b')], strategy }), 'MissingCapacity', "route 'r'", 'none of its targets declares a capacity', '(at Stack)');
  });

  test('is satisfied by one', () => {
    expect(bind({ targets: [target('a'), target('b', { capacity: CAPACITY })], strategy })).not.toThrow();
  });
});

test.each([RoutingStrategy.leastInFlight(), RoutingStrategy.lowestLatency()])('what looks at nothing that is declared asks for nothing (%#)', (strategy) => {
  expect(bind({ targets: [target('a'), target('b')], strategy })).not.toThrow();
});
