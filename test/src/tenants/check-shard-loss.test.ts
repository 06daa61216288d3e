import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Capacity, InferenceTarget, TenantProps } from '../../../src';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { targetsOf } from '../../../src/routing/bound-route';
import { bindPools } from '../../../src/targets/bind-pools';
import { bindTenants } from '../../../src/tenants/bind-tenants';
import { checkShardLoss } from '../../../src/tenants/check-shard-loss';

const ROLES = { b: 'arn:aws:iam::222222222222:role/inference', c: 'arn:aws:iam::333333333333:role/inference' };

const target = (name: string, requestsPerMinute?: number, options: { roleArn?: string; region?: string; capacity?: Capacity } = {}) => InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', {
  name, capacity: requestsPerMinute === undefined ? undefined : { requestsPerMinute }, ...options,
});

function warningsOf(targets: InferenceTarget[], tenants: { [name: string]: TenantProps }) {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'us-east-1', account: '111111111111' } });
  const routes = bindRoutes(stack, { r: { targets } });
  checkShardLoss(stack, routes, bindTenants(stack, tenants, routes), bindPools(stack, routes.flatMap(targetsOf)));
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}
const guaranteed = (requestsPerMinute: number): TenantProps => ({ share: { guaranteed: { requestsPerMinute } } });

test('guarantees that do not fit without one account are warned of, with the numbers and every such account', () => {
  const [warning, ...others] = warningsOf([target('a', 10), target('b', 4, { roleArn: ROLES.b }), target('c', 3, { roleArn: ROLES.c })], { x: guaranteed(6), y: guaranteed(4) });
  expect(others).toEqual([]);
  expect(warning).toContain("route 'r' are guaranteed 10 requestsPerMinute");
  expect(warning).toContain("7 without the gateway's own account: lower");
  expect(warning).toContain('cdk-resilient-inference:guaranteesAfterLoss-r-requestsPerMinute');
});

test('guarantees that fit whichever account is lost are not', () => {
  expect(warningsOf([target('a', 10), target('b', 10, { roleArn: ROLES.b })], { x: guaranteed(6), y: guaranteed(4) })).toEqual([]);
});

test('all targets of an account are lost together', () => {
  const two = [target('b', 9, { roleArn: ROLES.b }), target('b2', 9, { roleArn: ROLES.b, region: 'us-west-2' })];
  expect(warningsOf([target('a', 9), ...two], { x: guaranteed(10) })).toEqual([expect.stringContaining('9 without 222222222222')]);
});

test('a pool of two targets counts once', () => {
  const pool = { requestsPerMinute: 6, pool: 'shared' };
  const shared = [target('b', 6, { roleArn: ROLES.b, capacity: pool }), target('c', 6, { roleArn: ROLES.b, region: 'us-west-2', capacity: pool })];
  expect(warningsOf([target('a', 20), ...shared], { x: guaranteed(8) })).toEqual([expect.stringContaining("6 without the gateway's own account")]);
});

test('a target that declares no capacity takes what there is', () => {
  expect(warningsOf([target('a', 10), target('b', undefined, { roleArn: ROLES.b })], { x: guaranteed(6) })).toEqual([]);
});

test('one account alone is nothing to warn of, nor are tenants without a guarantee', () => {
  expect(warningsOf([target('a', 10), target('a2', 10, { region: 'us-west-2' })], { x: guaranteed(15) })).toEqual([]);
  expect(warningsOf([target('a', 10), target('b', 1, { roleArn: ROLES.b })], { x: { share: { weight: 2 } }, y: {} })).toEqual([]);
});

test('a role that only a deployment knows is of an account of its own', () => {
  const roleArn = Lazy.string({ produce: () => ROLES.b });
  expect(warningsOf([target('a', 10), target('b', 2, { roleArn })], { x: guaranteed(5) })).toEqual([expect.stringContaining("2 without the gateway's own account:")]);
  expect(warningsOf([target('a', 2), target('b', 10, { roleArn })], { x: guaranteed(5) })).toEqual([expect.stringContaining("2 without the account of 'b':")]);
});
