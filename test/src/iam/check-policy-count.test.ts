import { App, Stack } from 'aws-cdk-lib';
import { InferenceAccountRole, InferenceTarget, ResilientInferenceProps } from '../../../src/index';
import { minimalProps, synthesize } from '../support/synthesis';

const propsWith = (models: number): ResilientInferenceProps => ({
  ...minimalProps(),
  routes: Object.fromEntries(Array.from({ length: models }, (_, index) => [`r${index}`, { targets: [InferenceTarget.crossRegion(`us.vendor.a-model-of-many-${index}`)] }])),
});

test('as many targets as twenty managed policies hold are no mistake', () => {
  const managed = Object.keys(synthesize(propsWith(60)).template.findResources('AWS::IAM::ManagedPolicy'));
  expect(managed.length).toBeGreaterThan(2);
});

test('a role that would need more than twenty is refused, and what to do is said', () => {
  expect(() => synthesize(propsWith(300))).toThrow(/needs \d+ managed policies.*a role can have 20: call some of the targets through an InferenceAccountRole.*\[TooManyPolicies\]/s);
});

test('nor is a role in another account that would', () => {
  const app = new App();
  const stack = new Stack(app, 'Member', { env: { account: '222222222222', region: 'us-east-1' } });
  new InferenceAccountRole(stack, 'Role', {
    gatewayAccount: '111111111111',
    gatewayRoleName: 'inference-gateway',
    targets: Array.from({ length: 300 }, (_, index) => InferenceTarget.crossRegion(`us.vendor.a-model-of-many-${index}`, {
      roleArn: InferenceAccountRole.arnFor('222222222222', 'inference'),
    })),
  });
  expect(() => app.synth()).toThrow(/needs \d+ managed policies.*a second InferenceAccountRole.*\[TooManyPolicies\]/s);
});
