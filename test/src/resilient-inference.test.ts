import { App, Stack } from 'aws-cdk-lib';
import { expectError } from './support/errors';
import { construct, ENV, minimalProps, synthesize } from './support/synthesis';
import { ResilientInference } from '../../src/index';

test('a gateway without routes is refused where it is made', () => {
  expectError(() => construct({ routes: {}, tenants: { t: {} } }), 'NoRoutes', '(at Stack/Gateway)');
});

test('a gateway without tenants is refused where it is made', () => {
  expectError(() => construct({ ...minimalProps(), tenants: undefined }), 'NoTenants', '(at Stack/Gateway)');
  expectError(() => construct({ ...minimalProps(), tenants: {} }), 'NoTenants', '(at Stack/Gateway)');
});

test('a tenant that names no route of the gateway is refused where it is made', () => {
  expectError(() => construct({ ...minimalProps(), tenants: { t: { routes: ['opus'] } } }), 'UnknownRoute', "'opus'", "'sonnet'", '(at Stack/Gateway)');
});

test('every child can be reached', () => {
  const { inference, stack } = synthesize(minimalProps());
  for (const child of [inference.api, inference.handler, inference.role, inference.table, inference.logGroup, inference.accessLogGroup]) {
    expect(child?.node.scope).toBe(inference);
  }
  expect(stack.resolve(inference.url)).toEqual(stack.resolve(inference.api.url));
});

test('the ids of the children stay, because a change would replace what they hold', () => {
  const { inference } = synthesize(minimalProps());
  expect(inference.node.children.map(({ node }) => node.id).sort()).toEqual(['AccessLogGroup', 'Api', 'Handler', 'LogGroup', 'Monitoring', 'Role', 'Table']);
});

test('several gateways fit into one stack', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  new ResilientInference(stack, 'One', minimalProps());
  expect(() => new ResilientInference(stack, 'Two', minimalProps())).not.toThrow();
});
