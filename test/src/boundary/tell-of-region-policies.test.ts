import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InferenceTarget } from '../../../src/index';
import { SONNET, synthesize } from '../support/synthesis';

const INFO = (text: string) => Match.stringLikeRegexp(`${text}.*service control policy.*scp --app`);
const stackOf = (...targets: InferenceTarget[]) => synthesize({ routes: { r: { targets } }, tenants: { t: {} } }).stack;

test('whoever has a policy that denies Regions is told where profiles go, and how to print the exception', () => {
  const stack = stackOf(InferenceTarget.crossRegion(SONNET), InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'));
  Annotations.fromStack(stack).hasInfo('/Stack/Gateway', INFO('us-east-1, us-east-2, us-west-2, any commercial Region .*unspecified'));
});

test('of an application inference profile too, and where nobody knows', () => {
  const copy = InferenceTarget.applicationProfile('arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/x', { copiedFrom: SONNET, destinationRegions: ['us-west-2'] });
  Annotations.fromStack(stackOf(copy)).hasInfo('/Stack/Gateway', INFO('us-west-2:'));
  Annotations.fromStack(stackOf(InferenceTarget.crossRegion('ca.anthropic.claude-sonnet-4-6'))).hasInfo('/Stack/Gateway', INFO('Regions that are not known'));
});

test('models that stay where they are called say nothing', () => {
  Annotations.fromStack(stackOf(InferenceTarget.onDemand('amazon.nova-pro-v1:0'))).hasNoInfo('*', Match.stringLikeRegexp('service control policy'));
});
