import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { InferenceTarget, LedgerFailurePolicy, Quota, TenantProps } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { bindTenants } from '../../../src/tenants/bind-tenants';
import { expectError } from '../support/errors';

const HAIKU = InferenceTarget.crossRegion('us.anthropic.claude-haiku-4-5-20251001-v1:0', { price: { inputPerMillionTokens: 1, outputPerMillionTokens: 5 } });
const UNPRICED = InferenceTarget.onDemand('acme.model-1', { name: 'unpriced' });

function bindAll(tenants: { [name: string]: TenantProps }) {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
  const routes = bindRoutes(stack, { haiku: { targets: [HAIKU] }, sonnet: { targets: [HAIKU], fallbacks: [{ targets: [UNPRICED] }] } });
  return bindTenants(stack, tenants, routes);
}

test('no tenants are refused with what to add', () => {
  expectError(() => bindAll({}), 'NoTenants', 'nobody may call', "tenants: { 'team-a'", '(at Stack)');
});

test('a tenant has no quota, may use all routes and fails closed unless told otherwise', () => {
  expect(bindAll({ a: {} })).toEqual([{ name: 'a', quota: undefined, routeQuotas: new Map(), routes: ['haiku', 'sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_CLOSED }]);
});

test('a tenant keeps what it was told', () => {
  const quota = { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 };
  const routeQuotas = { sonnet: { quotaTokensPerDay: 5 } };
  expect(bindAll({ a: { quota, routeQuotas, routes: ['sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN } })).toEqual([
    { name: 'a', quota, routeQuotas: new Map([['sonnet', { quotaTokensPerDay: 5 }]]), routes: ['sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN },
  ]);
});

test('tenants and their routes are in order of name, each once', () => {
  const tenants = bindAll({ b: {}, a: { routes: ['sonnet', 'haiku', 'sonnet'] } });
  expect(tenants.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(tenants[0]?.routes).toEqual(['haiku', 'sonnet']);
});

test('a route that does not exist is refused with those that do', () => {
  expectError(() => bindAll({ a: { routes: ['sonet'] } }), 'UnknownRoute', "tenant 'a'", "'sonet'", "'haiku', 'sonnet'", '(at Stack)');
});

test('a tenant without any route is refused', () => {
  expectError(() => bindAll({ a: { routes: [] } }), 'UnknownRoute', "tenant 'a'", 'leave routes out for all');
});

test.each(['', ' ', 'a b', 'a#b', 'TENANT#x', '-a', 'a'.repeat(129)])("the tenant name '%s' is refused", (name) => {
  expectError(() => bindAll({ [name]: {} }), 'InvalidName', 'the name of a tenant', `'${name}'`, '(at Stack)');
});

test('a tenant name that is a token is refused', () => {
  expectError(() => bindAll({ [Aws.ACCOUNT_ID]: {} }), 'TokenNotAllowed', 'the name of a tenant');
});

test('a quota for a route that the tenant may not use is refused with those that it may', () => {
  const routeQuotas = { haiku: { requestsPerMinute: 1 } };
  expectError(() => bindAll({ a: { routes: ['sonnet'], routeQuotas } }), 'UnknownRoute', "the routeQuotas of tenant 'a' name route 'haiku'", "its routes are 'sonnet'", '(at Stack)');
});

test.each<[string, { quota?: Quota; routeQuotas?: { [route: string]: Quota } }]>([
  ['by day', { quota: { usdPerDay: 5 } }],
  ['by month', { quota: { usdPerMonth: 5 } }],
  ['for a route', { routeQuotas: { sonnet: { usdPerDay: 5 } } }],
])('a limit in US dollars %s needs a price for every target that it counts', (_, limits) => {
  expectError(() => bindAll({ a: limits }), 'MissingPrice', "tenant 'a'", "target 'unpriced' of route 'sonnet' has no price", '(at Stack)');
  expect(bindAll({ a: { ...limits, routeQuotas: limits.routeQuotas && { haiku: limits.routeQuotas.sonnet! }, routes: ['haiku'] } })).toHaveLength(1);
});

test.each(['requestsPerMinute', 'quotaTokensPerDay', 'concurrentRequests'] as const)('%s is a whole number', (limit) => {
  expectError(() => bindAll({ a: { quota: { [limit]: 1.5 } } }), 'InvalidNumber', `${limit} of the quota of tenant 'a'`, 'is 1.5');
  expectError(() => bindAll({ a: { routeQuotas: { sonnet: { [limit]: 0 } } } }), 'InvalidNumber', `${limit} of the quota of tenant 'a' for route 'sonnet'`, 'is 0');
});

test.each([0, -1, NaN, Infinity])('%s US dollars are refused as a limit', (value) => {
  expectError(() => bindAll({ a: { quota: { usdPerDay: value } } }), 'InvalidNumber', "usdPerDay of the quota of tenant 'a'", `is ${value}`, '(at Stack)');
});

test.each([0, -1, 0.5, NaN, Infinity])('%s is refused as a limit', (value) => {
  expectError(() => bindAll({ a: { quota: { requestsPerMinute: value } } }), 'InvalidNumber', "requestsPerMinute of the quota of tenant 'a'", `is ${value}`, '(at Stack)');
  expectError(() => bindAll({ a: { quota: { quotaTokensPerMinute: value } } }), 'InvalidNumber', "quotaTokensPerMinute of the quota of tenant 'a'", `is ${value}`);
});

test('a token is refused as a limit, because the plan is a file', () => {
  expectError(() => bindAll({ a: { quota: { requestsPerMinute: Token.asNumber({ Ref: 'N' }) } } }), 'TokenNotAllowed', 'literal number', '(at Stack)');
});

test('a quota without a limit is refused', () => {
  expectError(() => bindAll({ a: { quota: {} } }), 'QuotaWithoutLimit', "the quota of tenant 'a'", 'leave it out for no limit', '(at Stack)');
});
