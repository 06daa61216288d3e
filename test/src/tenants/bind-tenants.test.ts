import { App, Aws, Stack, Token } from 'aws-cdk-lib';
import { LedgerFailurePolicy, TenantProps } from '../../../src/index';
import { bindTenants } from '../../../src/tenants/bind-tenants';
import { expectError } from '../support/errors';

function bindAll(tenants: { [name: string]: TenantProps }, routes = ['haiku', 'sonnet']) {
  return bindTenants(new Stack(new App(), 'Stack'), tenants, routes);
}

test('no tenants are refused with what to add', () => {
  expectError(() => bindAll({}), 'NoTenants', 'nobody may call', "tenants: { 'team-a'", '(at Stack)');
});

test('a tenant has no quota, may use all routes and fails closed unless told otherwise', () => {
  expect(bindAll({ a: {} })).toEqual([{ name: 'a', quota: undefined, routes: ['haiku', 'sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_CLOSED }]);
});

test('a tenant keeps what it was told', () => {
  const quota = { requestsPerMinute: 60, quotaTokensPerMinute: 200_000 };
  expect(bindAll({ a: { quota, routes: ['sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN } })).toEqual([
    { name: 'a', quota, routes: ['sonnet'], onLedgerFailure: LedgerFailurePolicy.FAIL_OPEN },
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
