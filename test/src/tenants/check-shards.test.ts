import { Aws, Fn } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceProps, ShardSelection, TenantProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, SONNET, synthesize } from '../support/synthesis';

const NOVA = 'amazon.nova-pro-v1:0';
const GATEWAY = '(at Stack/Gateway)';
/** An account that only a deployment knows. */
const DEFERRED = Fn.importValue('account');

const at = (...shards: readonly string[]) => shards.map((shard) => InferenceTarget.crossRegion(SONNET, { name: `sonnet-${shard}`, shard, roleArn: roleOf(shard) }));
const nova = (shard: string) => InferenceTarget.onDemand(NOVA, { name: `nova-${shard}`, shard, roleArn: roleOf(shard), contextWindow: 2_000_000 });
/** An account of its own for every shard. */
const roleOf = (shard: string) => InferenceAccountRole.arnFor(`${222222222222 + shard.charCodeAt(0)}`, 'inference');

const gateway = (routes: ResilientInferenceProps['routes'], tenants: { [name: string]: TenantProps }) => ({ routes, tenants });
const sharded = (shards: ShardSelection, routes: ResilientInferenceProps['routes'] = { r: { targets: at('a', 'b', 'c') } }) =>
  gateway(routes, { t: { shards } });

describe('the shard of a target', () => {
  const shardOf = (target: InferenceTarget) =>
    Object.values(synthesize({ routes: { r: { targets: [target] } }, tenants: { t: {} } }).plan.targets)[0]!.shard;

  test('is the account it is called in', () => {
    expect(shardOf(InferenceTarget.crossRegion(SONNET))).toBe('home');
    expect(shardOf(InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' }))).toBe('home');
    expect(shardOf(InferenceTarget.crossRegion(SONNET, { roleArn: InferenceAccountRole.arnFor('222222222222', 'x') }))).toBe('222222222222');
  });

  test('is home for a role in the gateway\'s own account, whether that is known or not', () => {
    const role = (account: string) => InferenceTarget.crossRegion(SONNET, { roleArn: InferenceAccountRole.arnFor(account, 'x') });
    expect(shardOf(role('111111111111'))).toBe('home');
    expect(shardOf(role(Aws.ACCOUNT_ID))).toBe('home');
    const { plan } = synthesize({ routes: { r: { targets: [role(Aws.ACCOUNT_ID)] } }, tenants: { t: {} } }, {});
    expect(Object.values(plan.targets).map(({ shard }) => shard)).toEqual(['home']);
  });

  test('is what the target says', () => {
    expect(shardOf(InferenceTarget.crossRegion(SONNET, { region: 'us-west-2', shard: 'home/us-west-2' }))).toBe('home/us-west-2');
  });

  test('has a name for records where the account is not known', () => {
    expect(shardOf(InferenceTarget.crossRegion(SONNET, { roleArn: InferenceAccountRole.arnFor(DEFERRED, 'x') }))).toBe('deferred-account');
  });

  test.each(['', ' ', 'a b', '-a', 'a#b', 'a'.repeat(129)])("is not called '%s'", (shard) => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { shard }), 'InvalidName', `the shard of the target for '${SONNET}'`, `'${shard}'`);
  });

  test('is not a token, because the plan is a file', () => {
    expectError(() => InferenceTarget.crossRegion(SONNET, { shard: Aws.REGION }), 'TokenNotAllowed', 'the shard of the target');
  });

  test('is the same in every route', () => {
    const target = (shard: string) => InferenceTarget.crossRegion(SONNET, { name: 'x', shard });
    expectError(() => construct(gateway({ q: { targets: [target('a')] }, r: { targets: [target('b')] } }, { t: {} })), 'TargetConflict', "target 'x'", GATEWAY);
  });
});

describe('the plan', () => {
  test('names the shards of a tenant that is pinned, each once', () => {
    expect(synthesize(sharded(ShardSelection.pinned('b', 'a', 'b'))).plan.tenants.t!.shards).toEqual({ kind: 'pinned', shards: ['a', 'b'] });
  });

  test('names those that a tenant is shuffled over: what serves ordinary requests of its own routes', () => {
    const { plan } = synthesize(gateway({
      q: { targets: at('x') },
      r: { targets: at('c', 'a'), fallbacks: [{ targets: [nova('a'), nova('c')] }], contextWindowFallbacks: [{ targets: [nova('d')] }] },
    }, { t: { shards: ShardSelection.shuffled(2), routes: ['r'] } }));
    expect(plan.tenants.t!.shards).toEqual({ kind: 'shuffled', count: 2, shards: ['a', 'c'] });
  });

  test('says nothing of a tenant that selects none', () => {
    expect(synthesize(gateway({ r: { targets: at('a') } }, { t: {} })).plan.tenants.t).not.toHaveProperty('shards');
  });
});

describe('a tenant that is pinned is refused', () => {
  test('without a shard', () => {
    expectError(() => construct(sharded(ShardSelection.pinned())), 'UnknownShard', "tenant 't' is pinned to no shard", "'a', 'b', 'c'", GATEWAY);
  });

  test('to a shard that no target is in', () => {
    expectError(() => construct(sharded(ShardSelection.pinned('a', 'd'))), 'UnknownShard', "tenant 't' is pinned to shard 'd'", "'a', 'b', 'c'", GATEWAY);
  });

  test('to a shard that only routes of others reach', () => {
    const routes = { q: { targets: at('d') }, r: { targets: at('a') } };
    expectError(() => construct(gateway(routes, { t: { shards: ShardSelection.pinned('a', 'd'), routes: ['r'] } })), 'UnknownShard', "shard 'd'", "are in 'a'", GATEWAY);
  });

  test('when one of its routes has no target there', () => {
    const routes = { q: { targets: at('b', 'c') }, r: { targets: at('a', 'b') } };
    expectError(
      () => construct(sharded(ShardSelection.pinned('a'), routes)), 'UnservedRoute', "tenant 't' is pinned to 'a'", "route 'q' are in 'b', 'c'", GATEWAY,
    );
    expect(() => construct(sharded(ShardSelection.pinned('a', 'c'), routes))).not.toThrow();
  });

  test('when one of its routes has nothing there but a chain for long requests', () => {
    const routes = { r: { targets: at('a'), contextWindowFallbacks: [{ targets: [nova('b')] }] } };
    expectError(() => construct(sharded(ShardSelection.pinned('b'), routes)), 'UnservedRoute', "route 'r'", GATEWAY);
    expect(() => construct(sharded(ShardSelection.pinned('a', 'b'), routes))).not.toThrow();
  });

  test('by a name that is a token', () => {
    expectError(() => construct(sharded(ShardSelection.pinned(Aws.ACCOUNT_ID))), 'TokenNotAllowed', "a shard of tenant 't'", GATEWAY);
  });
});

describe('a tenant that is shuffled is refused', () => {
  test.each([0, -1, 1.5, NaN])('over %s shards', (count) => {
    expectError(() => construct(sharded(ShardSelection.shuffled(count))), 'InvalidNumber', "the number of shards of tenant 't'", `is ${count}`, GATEWAY);
  });

  test('over more shards than there are', () => {
    expectError(() => construct(sharded(ShardSelection.shuffled(4))), 'TooFewShards', "tenant 't' is shuffled over 4 shards", 'in 3', "'a', 'b', 'c'", GATEWAY);
    expect(() => construct(sharded(ShardSelection.shuffled(3)))).not.toThrow();
  });

  test('when a route has no target in one that it may be given', () => {
    const routes = { q: { targets: at('a', 'b') }, r: { targets: at('a', 'b', 'c') } };
    expectError(
      () => construct(sharded(ShardSelection.shuffled(2), routes)),
      'UnservedRoute', "tenant 't' is shuffled over 2 of 3 shards", "route 'q' has a target in 2 of them and none in 'c'", GATEWAY,
    );
    expect(() => construct(gateway(routes, { t: { shards: ShardSelection.shuffled(2), routes: ['r'] } }))).not.toThrow();
  });

  test('but not when a fallback is what the route has there', () => {
    expect(() => construct(sharded(ShardSelection.shuffled(2), { r: { targets: at('a', 'b'), fallbacks: [{ targets: [nova('c')] }] } }))).not.toThrow();
  });
});

test('whoever selects shards needs to know those of all targets that may serve it', () => {
  const unknown = InferenceTarget.crossRegion(SONNET, { name: 'unknown', roleArn: InferenceAccountRole.arnFor(DEFERRED, 'x') });
  const routes = { q: { targets: at('a') }, r: { targets: at('a'), fallbacks: [{ targets: [unknown] }] } };
  expectError(
    () => construct(sharded(ShardSelection.pinned('a'), routes)), 'MissingShard', "tenant 't'", "target 'unknown' of route 'r' is a token", 'give the target a shard', GATEWAY,
  );
  expect(() => construct(gateway(routes, { t: { shards: ShardSelection.pinned('a'), routes: ['q'] } }))).not.toThrow();
  expect(() => construct(gateway(routes, { t: {} }))).not.toThrow();
});

describe('what may be meant is said', () => {
  const notesOf = (props: ResilientInferenceProps) => {
    const { stack } = synthesize(props);
    const annotations = Annotations.fromStack(stack);
    const texts = (found: { readonly entry: { readonly data?: unknown } }[]) => found.map(({ entry }) => String(entry.data));
    return {
      warnings: texts(annotations.findWarning('*', Match.anyValue())),
      shardInfos: texts(annotations.findInfo('*', Match.stringLikeRegexp('singleShard'))),
    };
  };

  test('nothing where every shard has everything', () => {
    expect(notesOf(sharded(ShardSelection.shuffled(2)))).toEqual({ warnings: [], shardInfos: [] });
  });

  test('that a tenant with one shard has one place to be served in: once for all tenants', () => {
    const { warnings, shardInfos } = notesOf(gateway({ r: { targets: at('a', 'b') } }, {
      p: { shards: ShardSelection.pinned('a') }, s: { shards: ShardSelection.shuffled(1) }, t: {}, u: { shards: ShardSelection.shuffled(2) },
    }));
    expect(shardInfos).toEqual([expect.stringContaining("tenants 'p', 's' have one shard: while that cannot serve, nothing else is tried")]);
    expect(warnings).toEqual([]);
  });

  test('of many tenants, how many there are', () => {
    const tenants = Object.fromEntries(['p', 'q', 'r', 's', 't'].map((name) => [name, { shards: ShardSelection.pinned('a') }]));
    expect(notesOf(gateway({ r: { targets: at('a') } }, tenants)).shardInfos).toEqual([expect.stringContaining("tenants 'p', 'q', 'r' and 2 more have one shard")]);
  });

  test('that a tenant may have nothing but fallbacks', () => {
    const routes = { r: { targets: at('a', 'b'), fallbacks: [{ targets: [nova('c')] }] } };
    expect(notesOf(sharded(ShardSelection.shuffled(1), routes)).warnings).toEqual([
      expect.stringContaining("the targets of route 'r' are in 'a', 'b', and tenant 't' has shards that may be none of these: for such a tenant its requests begin with a fallback"),
    ]);
    expect(notesOf(sharded(ShardSelection.shuffled(2), routes)).warnings).toEqual([]);
    expect(notesOf(sharded(ShardSelection.pinned('c'), routes)).warnings).toHaveLength(1);
  });

  test('that a chain for long requests or filtered answers is out of reach', () => {
    const routes = {
      r: { targets: at('a', 'b'), contextWindowFallbacks: [{ targets: [nova('a')] }], contentFilterFallbacks: [{ targets: [nova('d')] }] },
    };
    expect(notesOf(sharded(ShardSelection.shuffled(1), routes)).warnings).toEqual([
      expect.stringContaining("the contextWindowFallbacks of route 'r' are in 'a'"),
      expect.stringContaining("the contentFilterFallbacks of route 'r' are in 'd'"),
    ]);
    expect(notesOf(sharded(ShardSelection.pinned('a', 'd'), routes)).warnings).toEqual([]);
  });

  test('that two shards draw on the same quotas', () => {
    const split = [InferenceTarget.crossRegion(SONNET, { name: 'one', shard: 'a' }), InferenceTarget.crossRegion(SONNET, { name: 'two', shard: 'b' })];
    const [warning, ...others] = notesOf(sharded(ShardSelection.shuffled(2), { r: { targets: split } })).warnings;
    expect(warning).toContain(`target 'one' is in shard 'a' and target 'two' in 'b', but both call ${SONNET} in one account and Region`);
    expect(others).toEqual([]);
    const apart = [InferenceTarget.crossRegion(SONNET, { shard: 'a' }), InferenceTarget.crossRegion(SONNET, { shard: 'b', region: 'us-west-2' })];
    expect(notesOf(sharded(ShardSelection.shuffled(2), { r: { targets: apart } })).warnings).toEqual([]);
    expect(notesOf(gateway({ r: { targets: split } }, { t: {} })).warnings).toEqual([]);
  });
});
