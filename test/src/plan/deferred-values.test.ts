import { App, Stack, Token } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceProps } from '../../../src/index';
import { DeferredValues } from '../../../src/plan/deferred-values';
import { expectError } from '../support/errors';
import { construct, minimalProps, SONNET } from '../support/synthesis';

function fill(count: number): DeferredValues {
  const deferred = new DeferredValues(new Stack(new App(), 'Stack'));
  for (let index = 0; index < count; index++) deferred.reference(Token.asString({ Ref: `Value${index}` }));
  return deferred;
}

test('a literal stays what it is and takes no variable', () => {
  const deferred = fill(0);
  expect(deferred.reference('us-east-1')).toBe('us-east-1');
  expect(deferred.environment()).toEqual({});
});

test('equal tokens share a variable', () => {
  const deferred = fill(0);
  const token = Token.asString({ Ref: 'Value' });
  expect(deferred.reference(token)).toEqual({ env: 'GATEWAY_VALUE_1' });
  expect(deferred.reference(Token.asString({ Ref: 'Other' }))).toEqual({ env: 'GATEWAY_VALUE_2' });
  expect(deferred.reference(token)).toEqual({ env: 'GATEWAY_VALUE_1' });
});

test('as many as fit into the 4 KB of a function are accepted, more are refused with what to do', () => {
  expect(Object.keys(fill(30).environment())).toHaveLength(30);
  expectError(() => fill(40).environment(), 'EnvironmentTooLarge', '40 model ids, Regions or role ARNs', 'pass literals', 'an env with a Region', '(at Stack)');
});

test('role ARNs of arnFor() are not among them where the Region of the stack is known', () => {
  const targets = Array.from({ length: 40 }, (_, index) => InferenceTarget.crossRegion(SONNET, { roleArn: InferenceAccountRole.arnFor(`${200_000_000_000 + index}`, 'r') }));
  const props: ResilientInferenceProps = { ...minimalProps(), routes: { many: { targets } } };
  expectError(() => construct(props, {}), 'EnvironmentTooLarge', '40 model ids, Regions or role ARNs');
  expect(() => construct(props, { region: 'us-east-1' })).not.toThrow();
});
