import { App, Stack } from 'aws-cdk-lib';
import { Capacity, InferenceTarget, RouteProps, ShardSelection, TenantProps } from '../../../src';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { targetsOf } from '../../../src/routing/bound-route';
import { bindPools } from '../../../src/targets/bind-pools';
import { bindTenants } from '../../../src/tenants/bind-tenants';
import { setAside } from '../../../src/tenants/set-aside';
import { expectError } from '../support/errors';

const target = (name: string, capacity?: Capacity) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
  name, capacity: capacity && { pool: name, ...capacity },
});

function setAsideIn(routes: { [name: string]: RouteProps }, tenants: { [name: string]: TenantProps }) {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const bound = bindRoutes(stack, routes);
  return Object.fromEntries(setAside(stack, bound, bindTenants(stack, tenants, bound), bindPools(stack, bound.flatMap(targetsOf))));
}
const guaranteed = (requestsPerMinute?: number, quotaTokensPerMinute?: number, routes?: string[]): TenantProps => ({
  share: { guaranteed: { requestsPerMinute, quotaTokensPerMinute } }, routes,
});

test('nothing is set aside without a guarantee', () => {
  expect(setAsideIn({ r: { targets: [target('p', { requestsPerMinute: 10 })] } }, { a: { share: { weight: 2 } }, b: {} })).toEqual({});
});

test('guarantees of all tenants add up, limit by limit', () => {
  const routes = { r: { targets: [target('p', { requestsPerMinute: 10, quotaTokensPerMinute: 9_000 })] } };
  expect(setAsideIn(routes, { a: guaranteed(3), b: guaranteed(4, 5_000), c: {} }))
    .toEqual({ p: { requestsPerMinute: 7, quotaTokensPerMinute: 5_000 } });
});

test('a guarantee is spread over the pools of a route by what each can take, rounded up, fallbacks included', () => {
  const routes = { r: { targets: [target('large', { requestsPerMinute: 30 })], fallbacks: [{ targets: [target('small', { requestsPerMinute: 10 }), target('free')] }] } };
  expect(setAsideIn(routes, { a: guaranteed(10) })).toEqual({ large: { requestsPerMinute: 8 }, small: { requestsPerMinute: 3 } });
});

test('a tenant finds its guarantee at each of its routes, and not twice where they share a pool', () => {
  const p = target('p', { requestsPerMinute: 10 });
  const routes = { one: { targets: [p] }, two: { targets: [p, target('q', { requestsPerMinute: 10 })] }, three: { targets: [target('z', { requestsPerMinute: 10 })] } };
  expect(setAsideIn(routes, { a: guaranteed(6, undefined, ['one', 'two']) })).toEqual({ p: { requestsPerMinute: 6 }, q: { requestsPerMinute: 3 } });
});

describe('a tenant that selects shards', () => {
  const inShard = (shard: string, requestsPerMinute: number) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
    name: shard, shard, capacity: { requestsPerMinute, pool: shard },
  });
  const routes = { r: { targets: [inShard('a', 10), inShard('b', 20), inShard('c', 30)] } };
  const tenant = (shards: ShardSelection) => ({ t: { ...guaranteed(6), shards } });

  test('has its guarantee in those that it is pinned to, and nothing set aside elsewhere', () => {
    expect(setAsideIn(routes, tenant(ShardSelection.pinned('a', 'b')))).toEqual({ a: { requestsPerMinute: 2 }, b: { requestsPerMinute: 4 } });
  });

  test('has it in whichever it may be given, also if they are those that can take least', () => {
    expect(setAsideIn(routes, tenant(ShardSelection.shuffled(2)))).toEqual({
      a: { requestsPerMinute: 2 }, b: { requestsPerMinute: 4 }, c: { requestsPerMinute: Math.ceil((6 * 30) / 40) },
    });
    const all = { requestsPerMinute: 6 };
    expect(setAsideIn(routes, tenant(ShardSelection.shuffled(1)))).toEqual({ a: all, b: all, c: all });
  });
});

test('guarantees that are more than a pool can take are refused with both numbers and all who have some', () => {
  const routes = { r: { targets: [target('p', { requestsPerMinute: 10 })] } };
  expect(setAsideIn(routes, { a: guaranteed(6), b: guaranteed(4) })).toEqual({ p: { requestsPerMinute: 10 } });
  expectError(() => setAsideIn(routes, { a: guaranteed(6), b: guaranteed(5), c: {} }), 'GuaranteesTooLarge',
    "the tenants 'a', 'b' are guaranteed 11 requestsPerMinute of 'p', which can take 10", 'lower the guarantees', '(at Stack)');
});

test('a guarantee in what no target of a route declares is refused', () => {
  const routes = { r: { targets: [target('p', { requestsPerMinute: 10 }), target('free')] } };
  expectError(() => setAsideIn(routes, { a: guaranteed(1, 500) }), 'MissingCapacity',
    "tenant 'a' is guaranteed 500 quotaTokensPerMinute", "no target of its route 'r' declares", 'declare what the targets can take', '(at Stack)');
});
