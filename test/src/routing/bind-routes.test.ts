import { App, Aws, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InferenceTarget, InferenceTargetOptions, RouteProps, RoutingStrategy } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { BoundRoute } from '../../../src/routing/bound-route';
import { expectError } from '../support/errors';
import { ENV, SONNET } from '../support/synthesis';

const sonnet = InferenceTarget.crossRegion(SONNET);
const haiku = InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0');

function bindAll(routes: { [name: string]: RouteProps }, stack = new Stack(new App(), 'Stack', { env: ENV })): BoundRoute[] {
  return bindRoutes(stack, routes);
}

function bindOne(props: Partial<RouteProps>): BoundRoute {
  const [route] = bindAll({ r: { targets: [sonnet], ...props } });
  if (!route) throw new Error('expected one route');
  return route;
}

test('no routes are refused with what to add', () => {
  expectError(() => bindAll({}), 'NoRoutes', 'no routes were given', 'routes: {', '(at Stack)');
});

test('a route without targets is refused', () => {
  expectError(() => bindAll({ r: { targets: [] } }), 'NoTargets', "route 'r'", 'at least one', '(at Stack)');
});

test('a fallback without targets is refused with its number', () => {
  expectError(() => bindOne({ fallbacks: [{ targets: [haiku] }, { targets: [] }] }), 'NoTargets', "fallback 2 of route 'r'");
});

test.each(['', ' ', 'a b', '/a', 'a/b', '_a', 'ä', 'a'.repeat(129)])("the route name '%s' is refused", (name) => {
  expectError(() => bindAll({ [name]: { targets: [sonnet] } }), 'InvalidName', 'the name of a route', `'${name}'`, 'must match', '(at Stack)');
});

test('a route name that is a token is refused', () => {
  expectError(() => bindAll({ [Aws.STACK_NAME]: { targets: [sonnet] } }), 'TokenNotAllowed', 'the name of a route');
});

describe('a target twice within a route', () => {
  test('is refused in one tier', () => {
    expectError(() => bindAll({ r: { targets: [sonnet, sonnet] } }), 'DuplicateTarget', `'${SONNET}@us-east-1'`, "route 'r'", 'raise its weight');
  });

  test('is refused across tiers', () => {
    expectError(() => bindOne({ fallbacks: [{ targets: [haiku] }, { targets: [sonnet] }] }), 'DuplicateTarget', "in route 'r' and again in fallback 2 of route 'r'");
  });

  test('is refused also when it is written twice', () => {
    expectError(() => bindAll({ r: { targets: [sonnet, InferenceTarget.crossRegion(SONNET)] } }), 'DuplicateTarget', SONNET);
  });
});

describe('two targets of one route that get the same name', () => {
  const byRole = (role: string) => InferenceTarget.crossRegion(SONNET, { roleArn: `arn:aws:iam::222222222222:role/${role}` });

  test.each<[string, InferenceTarget, InferenceTarget]>([
    ['roles of one account', byRole('a'), byRole('b')],
    ['models that are tokens', InferenceTarget.onDemand(Fn.importValue('a')), InferenceTarget.onDemand(Fn.importValue('b'))],
  ])('are told apart by a name of their own, as with two %s', (_, one, other) => {
    expectError(() => bindAll({ r: { targets: [one], fallbacks: [{ targets: [other] }] } }), 'TargetConflict', "in route 'r' and one in fallback 1 of route 'r'", 'a name of its own', '(at Stack)');
  });
});

describe('one target name in two routes', () => {
  test('is accepted with the same settings, and with different weights', () => {
    const routes = bindAll({
      a: { targets: [InferenceTarget.crossRegion(SONNET, { name: 'x', weight: 1 })] },
      b: { targets: [InferenceTarget.crossRegion(SONNET, { name: 'x', weight: 5 })] },
    });
    expect(routes.map((route) => route.tiers[0]?.targets[0]?.weight)).toEqual([1, 5]);
  });

  test('is accepted with the same settings in another order', () => {
    const one: InferenceTargetOptions = {
      capacity: { requestsPerMinute: 1, quotaTokensPerMinute: 2 }, price: { inputPerMillionTokens: 1, outputPerMillionTokens: 2 },
    };
    const other: InferenceTargetOptions = {
      price: { outputPerMillionTokens: 2, inputPerMillionTokens: 1 }, capacity: { quotaTokensPerMinute: 2, requestsPerMinute: 1 },
    };
    const routeTo = (options: InferenceTargetOptions) => ({ targets: [InferenceTarget.crossRegion(SONNET, options)] });
    expect(() => bindAll({ a: routeTo(one), b: routeTo(other) })).not.toThrow();
  });

  test.each([
    ['another capacity', InferenceTarget.crossRegion(SONNET, { name: 'x', capacity: { requestsPerMinute: 5 } })],
    ['another model', InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-5-20250929-v1:0', { name: 'x' })],
    ['another Region', InferenceTarget.crossRegion(SONNET, { name: 'x', region: 'us-west-2' })],
    ['another account', InferenceTarget.crossRegion(SONNET, { name: 'x', roleArn: 'arn:aws:iam::222222222222:role/r' })],
    ['other destinations', InferenceTarget.crossRegion(SONNET, { name: 'x', destinationRegions: ['us-east-1'] })],
    ['another burndown', InferenceTarget.crossRegion(SONNET, { name: 'x', burndown: 1 })],
    ['another price', InferenceTarget.crossRegion(SONNET, { name: 'x', price: { inputPerMillionTokens: 1, outputPerMillionTokens: 2 } })],
  ])('is refused with %s', (_, other) => {
    expectError(
      () => bindAll({ a: { targets: [InferenceTarget.crossRegion(SONNET, { name: 'x' })] }, b: { targets: [other] } }),
      'TargetConflict', "target 'x'", "route 'a'", "route 'b'", 'another name', '(at Stack)',
    );
  });
});

describe('max_tokens', () => {
  test.each([
    [{}, 4096, 64_000],
    [{ defaultMaxTokens: 100 }, 100, 64_000],
    [{ maxTokensCeiling: 8000 }, 4096, 8000],
    [{ maxTokensCeiling: 1000 }, 1000, 1000],
    [{ defaultMaxTokens: 100_000 }, 100_000, 100_000],
    [{ defaultMaxTokens: 7, maxTokensCeiling: 7 }, 7, 7],
  ])('%j gives the default %i and the ceiling %i', (props, defaultMaxTokens, maxTokensCeiling) => {
    expect(bindOne(props)).toMatchObject({ defaultMaxTokens, maxTokensCeiling });
  });

  test.each([[2_000, 0], [2_001, 1]])('a default of %i is worth %i warnings where no target may be asked for more than 2,000', (defaultMaxTokens, warnings) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const targets = [1_000, 2_000].map((maxOutputTokens) => InferenceTarget.onDemand(`a.m${maxOutputTokens}`, { maxOutputTokens }));
    bindAll({ r: { targets, defaultMaxTokens } }, stack);
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("defaultMaxTokens of route 'r' is 2001, .* more than 2000"));
    expect(found).toHaveLength(warnings);
  });

  test('a ceiling below the default is refused with both', () => {
    expectError(() => bindOne({ defaultMaxTokens: 4000, maxTokensCeiling: 3999 }), 'InvalidNumber', "route 'r' is 3999", 'which is 4000', '(at Stack)');
  });
});

describe('numbers', () => {
  test.each([0, -1, 1.5, NaN, Infinity])('%s is refused', (value) => {
    for (const name of ['defaultMaxTokens', 'maxTokensCeiling', 'maxAttempts'] as const) {
      expectError(() => bindOne({ [name]: value }), 'InvalidNumber', `${name} of route 'r' is ${value}`, 'at least 1', '(at Stack)');
    }
  });

  test.each(['defaultMaxTokens', 'maxTokensCeiling', 'maxAttempts'] as const)('a token as %s is refused, because the plan is a file', (name) => {
    expectError(() => bindOne({ [name]: Token.asNumber({ Ref: 'N' }) }), 'TokenNotAllowed', `${name} of route 'r'`, 'literal number');
  });

  test('the ceiling is by default no more than at least one target may be asked for, if that is known of all', () => {
    const small = InferenceTarget.onDemand('a.small', { maxOutputTokens: 2_000 });
    const medium = InferenceTarget.onDemand('a.medium', { maxOutputTokens: 8_000 });
    expect(bindOne({ targets: [small, medium] })).toMatchObject({ maxTokensCeiling: 8_000, defaultMaxTokens: 4_096 });
    expect(bindOne({ targets: [small] })).toMatchObject({ maxTokensCeiling: 2_000, defaultMaxTokens: 2_000 });
    expect(bindOne({ targets: [small, InferenceTarget.onDemand('a.unknown')] })).toMatchObject({ maxTokensCeiling: 64_000, defaultMaxTokens: 4_096 });
    expect(bindOne({ targets: [small], defaultMaxTokens: 3_000 })).toMatchObject({ maxTokensCeiling: 3_000 });
  });

  test('attempts default to 6', () => {
    expect(bindOne({}).maxAttempts).toBe(6);
    expect(bindOne({ maxAttempts: 1 }).maxAttempts).toBe(1);
  });
});

describe('context window fallbacks', () => {
  test('are none unless said otherwise', () => {
    expect(bindOne({}).contextFallbacks).toEqual([]);
  });

  test('are tiers of their own', () => {
    const larger = InferenceTarget.onDemand('amazon.nova-premier-v1:0', { contextWindow: 2_000_000 });
    const bound = bindOne({ contextWindowFallbacks: [{ targets: [larger], strategy: RoutingStrategy.ordered() }] });
    expect(bound.tiers).toHaveLength(1);
    expect(bound.contextFallbacks.map(({ targets }) => targets.map(({ modelId }) => modelId))).toEqual([[larger.modelId]]);
  });

  test('may not name a target of the route again, and not be empty', () => {
    expectError(
      () => bindOne({ contextWindowFallbacks: [{ targets: [sonnet] }] }), 'DuplicateTarget', "in route 'r' and again in context window fallback 1 of route 'r'",
    );
    expectError(() => bindOne({ contextWindowFallbacks: [{ targets: [] }] }), 'NoTargets', "context window fallback 1 of route 'r'");
  });
});

describe('content filter fallbacks', () => {
  test('are none unless said otherwise', () => {
    expect(bindOne({}).filterFallbacks).toEqual([]);
  });

  test('are tiers of their own, which may be ordinary fallbacks too', () => {
    const bound = bindOne({ fallbacks: [{ targets: [haiku] }], contentFilterFallbacks: [{ targets: [haiku] }] });
    expect(bound.filterFallbacks.map(({ targets }) => targets.map(({ modelId }) => modelId))).toEqual([[haiku.modelId]]);
  });

  test('may not name a first choice again, nor any target twice, and not be empty', () => {
    expectError(() => bindOne({ contentFilterFallbacks: [{ targets: [sonnet] }] }), 'DuplicateTarget', "in route 'r' and again in content filter fallback 1 of route 'r'");
    expectError(() => bindOne({ contentFilterFallbacks: [{ targets: [haiku] }, { targets: [haiku] }] }), 'DuplicateTarget', 'content filter fallback 2');
    expectError(() => bindOne({ contentFilterFallbacks: [{ targets: [] }] }), 'NoTargets', "content filter fallback 1 of route 'r'");
  });
});

describe.each(['firstTokenTimeout', 'idleTimeout'] as const)('%s', (limit) => {
  test('is 20 seconds unless said otherwise', () => {
    expect(bindOne({})[limit].toMilliseconds()).toBe(20_000);
  });

  test.each([Duration.millis(100), Duration.minutes(4)])('%s is accepted', (duration) => {
    expect(bindOne({ [limit]: duration })[limit]).toBe(duration);
  });

  test.each([Duration.millis(99), Duration.seconds(241), Duration.seconds(NaN)])('%s is refused', (duration) => {
    expectError(() => bindOne({ [limit]: duration }), 'InvalidDuration', `the ${limit} of route 'r'`, '(at Stack)');
  });

  test('a token is refused, because the plan is a file', () => {
    expectError(() => bindOne({ [limit]: Duration.seconds(Token.asNumber({ Ref: 'N' })) }), 'TokenNotAllowed', 'literal duration');
  });
});

describe('deadline', () => {
  test('defaults to five minutes', () => {
    expect(bindOne({}).deadline.toMilliseconds()).toBe(300_000);
  });

  test.each([Duration.seconds(1), Duration.seconds(870), Duration.millis(1500)])('%s is accepted', (deadline) => {
    expect(bindOne({ deadline }).deadline).toBe(deadline);
  });

  test.each([Duration.seconds(871), Duration.minutes(15), Duration.millis(999), Duration.millis(1500.5), Duration.seconds(0), Duration.seconds(NaN)])('%s is refused', (deadline) => {
    expectError(() => bindOne({ deadline }), 'InvalidDuration', "the deadline of route 'r'", 'a whole number of milliseconds', '14 minutes 30 seconds', '(at Stack)');
  });

  test('a token is refused, because the plan is a file', () => {
    expectError(() => bindOne({ deadline: Duration.seconds(Token.asNumber({ Ref: 'N' })) }), 'TokenNotAllowed', 'literal duration');
  });
});

describe('hint', () => {
  function hintsFor(props: RouteProps): number {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    bindRoutes(stack, { lonely: props });
    return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp("route 'lonely' has one target and no fallback")).length;
  }

  test('a route with nothing to fall back on gets one', () => {
    expect(hintsFor({ targets: [sonnet] })).toBe(1);
  });

  test('a second target or a fallback needs none', () => {
    expect(hintsFor({ targets: [sonnet, haiku] })).toBe(0);
    expect(hintsFor({ targets: [sonnet], fallbacks: [{ targets: [haiku] }] })).toBe(0);
  });
});
