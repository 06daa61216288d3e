import { InferenceTarget, ResilientInferenceProps } from '../../../src/index';
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
