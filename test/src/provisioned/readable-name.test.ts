import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PROVISIONED_NAME } from '../../../src/contract/provisioned';
import { readableName } from '../../../src/provisioned/readable-name';

const nested = (...ids: string[]) => ids.reduce<Construct>((scope, id) => new Construct(scope, id), new Stack(new App(), 'Stack'));

test('the path, without what a name must not have', () => {
  expect(readableName(nested('Nova'), 54)).toBe('Stack-Nova');
  expect(readableName(nested('my model_', '(v2)'), 54)).toBe('Stack-my-model-v2');
});

test('ends with a hash where the path is too long, and still tells two apart', () => {
  const [first, second] = ['First', 'Second'].map((id) => readableName(nested('x'.repeat(80), id), 54));
  for (const name of [first!, second!]) {
    expect(name.length).toBeLessThanOrEqual(54);
    expect(name).toMatch(PROVISIONED_NAME);
  }
  expect(first).not.toBe(second);
});
