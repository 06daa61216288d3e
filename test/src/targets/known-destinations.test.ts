import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { PROFILES_CONTEXT } from '../../../src/contract/profile-destinations';
import { InferenceTarget } from '../../../src/index';
import { expectError } from '../support/errors';

const EU = 'eu.anthropic.claude-sonnet-4-6';
const CA = 'ca.anthropic.claude-sonnet-4-6';

function stackWith(context?: unknown, region: string | undefined = 'eu-central-1'): Stack {
  const app = new App(context === undefined ? {} : { context: { [PROFILES_CONTEXT]: context } });
  return new Stack(app, 'Stack', { env: { account: '111111111111', region } });
}

function destinations(stack: Stack, target: InferenceTarget): unknown {
  const { model } = target._bind(stack, stack.region);
  if (model.kind === 'applicationProfile') return (model.source as { readonly destinations?: readonly string[] }).destinations;
  return (model as { readonly destinations?: readonly string[] }).destinations;
}

const answered = (byRegion: unknown) => ({ asOf: '2026-11-20', destinations: { [EU]: byRegion } });

describe('where a profile may be served', () => {
  test('is what Bedrock has said of the Region that is called, in the order of the alphabet', () => {
    const stack = stackWith(answered({ 'eu-central-1': ['eu-west-3', 'eu-central-1'], 'eu-west-1': ['eu-west-1'] }));
    expect(destinations(stack, InferenceTarget.crossRegion(EU))).toEqual(['eu-central-1', 'eu-west-3']);
    expect(destinations(stack, InferenceTarget.crossRegion(EU, { region: 'eu-west-1' }))).toEqual(['eu-west-1']);
  });

  test('is that of its source for an application inference profile', () => {
    const arn = 'arn:aws:bedrock:eu-central-1:111111111111:application-inference-profile/x1';
    const stack = stackWith(answered({ 'eu-central-1': ['eu-north-1'] }));
    expect(destinations(stack, InferenceTarget.applicationProfile(arn, { copiedFrom: EU }))).toEqual(['eu-north-1']);
  });

  test('is what the user has named, whatever Bedrock has said', () => {
    const stack = stackWith(answered({ 'eu-central-1': ['eu-west-3'] }));
    expect(destinations(stack, InferenceTarget.crossRegion(EU, { destinationRegions: ['eu-north-1'] }))).toEqual(['eu-north-1']);
  });

  test.each([
    ['says nothing of the Region', answered({ 'eu-west-1': ['eu-west-1'] }), 'eu-central-1'],
    ['says nothing of the profile', { asOf: '2026-11-20', destinations: {} }, 'eu-central-1'],
    ['is not there', undefined, 'eu-central-1'],
  ])('is the whole geography where the context %s', (_, context, region) => {
    expect(destinations(stackWith(context, region), InferenceTarget.crossRegion(EU))).toHaveLength(8);
  });

  test('is the whole geography where the Region is a token', () => {
    const stack = stackWith(answered({ 'eu-central-1': ['eu-west-1'] }));
    const region = new CfnParameter(stack, 'Region').valueAsString;
    expect(destinations(stack, InferenceTarget.crossRegion(EU, { region }))).toHaveLength(8);
  });

  test('is told by Bedrock also of a Region outside of the geography that is known, and of a geography that is not', () => {
    const stack = stackWith({ asOf: '2026-11-20', destinations: { [EU]: { 'il-central-1': ['eu-west-1'] }, [CA]: { 'ca-central-1': ['ca-west-1'] } } });
    expect(destinations(stack, InferenceTarget.crossRegion(EU, { region: 'il-central-1' }))).toEqual(['eu-west-1']);
    expect(destinations(stack, InferenceTarget.crossRegion(CA, { region: 'ca-central-1' }))).toEqual(['ca-west-1']);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is nowhere in particular for a geography that nobody knows, which is a warning', () => {
    const stack = stackWith();
    expect(destinations(stack, InferenceTarget.crossRegion(CA))).toBeUndefined();
    Annotations.fromStack(stack).hasWarning('/Stack', Match.stringLikeRegexp(`profile '${CA}'.*pass destinationRegions.*profiles`));
  });
});

describe('a context that somebody has edited', () => {
  test.each([
    ['text', 'eu', 'no object `destinations`'],
    ['no destinations', {}, 'no object `destinations`'],
    ['a list of Regions too few', answered({ 'eu-central-1': [] }), 'no list of Regions'],
    ['one Region that is no list', answered({ 'eu-central-1': 'eu-west-1' }), 'no list of Regions'],
    ['a list without the Region that is called', answered(['eu-west-1']), 'no object of Regions'],
  ])('with %s is an error that says how to write it anew', (_, context, problem) => {
    expectError(
      () => destinations(stackWith(context), InferenceTarget.crossRegion(EU)),
      'InvalidContext', PROFILES_CONTEXT, problem, 'profiles --write', '(at Stack)',
    );
  });

  test('with something that is no Region is an error', () => {
    expectError(
      () => destinations(stackWith(answered({ 'eu-central-1': ['*'] })), InferenceTarget.crossRegion(EU)),
      'InvalidRegion', "'*'", EU, PROFILES_CONTEXT, '(at Stack)',
    );
  });
});
