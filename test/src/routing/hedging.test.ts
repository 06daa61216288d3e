import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Affinity, Hedging, InferenceTarget, InferenceTargetOptions, RouteProps, RoutingStrategy } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { expectError } from '../support/errors';
import { ENV, SONNET } from '../support/synthesis';

const target = (name: string, options: InferenceTargetOptions = {}) => InferenceTarget.crossRegion(SONNET, { name, ...options });
const bind = (props: RouteProps) => () => bindRoutes(new Stack(new App(), 'Stack', { env: ENV }), { r: { hedging: Hedging.afterSlowest5Percent(), ...props } });
const CAPACITY = { capacity: { requestsPerMinute: 10 } };

describe('the initial delay', () => {
  test.each([Duration.millis(10), Duration.minutes(5)])('%s is accepted', (initialDelay) => {
    expect(Hedging.afterSlowest5Percent({ initialDelay })._render()).toEqual({ initialDelayMs: initialDelay.toMilliseconds() });
  });

  test.each([Duration.millis(9), Duration.seconds(301), Duration.millis(10.5)])('%s is refused', (initialDelay) => {
    expectError(() => Hedging.afterSlowest5Percent({ initialDelay }), 'InvalidDuration', 'the initialDelay of Hedging.afterSlowest5Percent()');
  });

  test('a token is refused, because the plan is a file', () => {
    expectError(() => Hedging.afterSlowest5Percent({ initialDelay: Duration.seconds(Token.asNumber({ Ref: 'N' })) }), 'TokenNotAllowed', 'literal duration');
  });
});

describe('a route with hedging', () => {
  test('needs a tier with somebody to ask who says how much it takes', () => {
    expect(bind({ targets: [target('a'), target('b', CAPACITY)] })).not.toThrow();
    expect(bind({ targets: [target('a')], fallbacks: [{ targets: [target('b'), target('c', CAPACITY)] }] })).not.toThrow();
  });

  test.each<[string, RouteProps]>([
    ['no target declares a capacity', { targets: [target('a'), target('b')] }],
    ['only the first of ordered targets declares one', { targets: [target('a', CAPACITY), target('b')], strategy: RoutingStrategy.ordered() }],
    ['every tier has one target', { targets: [target('a', CAPACITY)], fallbacks: [{ targets: [target('b', CAPACITY)] }] }],
  ])('is refused where %s', (_, props) => {
    expectError(bind(props), 'MissingCapacity', "route 'r' has hedging", 'give the targets of a tier a capacity', '(at Stack)');
  });

  test('takes another target of an ordered tier than its first, or any where affinity puts them in order', () => {
    const strategy = RoutingStrategy.ordered();
    expect(bind({ targets: [target('a'), target('b', CAPACITY)], strategy })).not.toThrow();
    expect(bind({ targets: [target('a', CAPACITY), target('b')], strategy, affinity: Affinity.conversation() })).not.toThrow();
  });

  const targets = [target('a', CAPACITY), target('b', CAPACITY)];

  test('needs a second attempt', () => {
    expectError(bind({ targets, maxAttempts: 1 }), 'ContradictoryProperties', "route 'r' has hedging", 'maxAttempts is 1', 'at least 2', '(at Stack)');
    expect(bind({ targets, maxAttempts: 2 })).not.toThrow();
  });

  test('has to begin before its requests end', () => {
    const hedging = Hedging.afterSlowest5Percent({ initialDelay: Duration.seconds(2) });
    expectError(bind({ targets, hedging, deadline: Duration.seconds(2) }), 'ContradictoryProperties', 'the initialDelay', "route 'r' is 2 seconds", 'after 2 seconds', '(at Stack)');
    expect(bind({ targets, hedging, deadline: Duration.seconds(3) })).not.toThrow();
  });
});
