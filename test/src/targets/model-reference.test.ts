import { Aws, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { CfnApplicationInferenceProfile } from 'aws-cdk-lib/aws-bedrock';
import * as fc from 'fast-check';
import { GEOGRAPHIES } from '../../../src/contract/geographies';
import { ErrorCode } from '../../../src/private/errors';
import { applicationReference, geographicReference, globalReference, onDemandReference } from '../../../src/targets/model-reference';
import { errorOf, expectError } from '../support/errors';

const PROVISIONED = 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123';
const APPLICATION = 'arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/x1y2z3';

describe('on demand', () => {
  test.each([
    'anthropic.claude-3-haiku-20240307-v1:0', 'amazon.nova-lite-v1:0:300k', 'zai.glm-4.6', 'openai.gpt-oss-120b-1:0', 'deepseek.v3-v1:0',
  ])('%s is a foundation model', (id) => {
    expect(onDemandReference(id)).toEqual({ kind: 'foundationModel', foundationModel: id });
  });

  test.each(['', 'claude', 'Anthropic.Claude', 'anthropic.', '.claude', 'anthropic.claude model', 'anthropic.claude-*', 'anthropic.claude/3', `anthropic.${'x'.repeat(300)}`])(
    "'%s' is refused",
    (id) => expectError(() => onDemandReference(id), 'InvalidModelId', `'${id}'`, 'PROVIDER.MODEL'),
  );

  test('a geographic profile is refused with the method to use', () => {
    expectError(() => onDemandReference('us.anthropic.claude-sonnet-4-6'), 'InvalidModelId', 'us.anthropic.claude-sonnet-4-6', 'InferenceTarget.crossRegion()');
  });

  test('a Global profile is refused with the method to use', () => {
    expectError(() => onDemandReference('global.anthropic.claude-sonnet-4-6'), 'InvalidModelId', 'InferenceTarget.globalCrossRegion()');
  });

  test('an ARN of Provisioned Throughput is called by itself, in the Region that it names', () => {
    expect(onDemandReference(PROVISIONED)).toEqual({ kind: 'resource', arn: PROVISIONED, region: 'us-east-1', foundationModel: undefined });
  });

  test('the ARN of a foundation model tells the model', () => {
    const modelArn = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0';
    expect(onDemandReference(modelArn)).toMatchObject({ kind: 'resource', foundationModel: 'anthropic.claude-3-haiku-20240307-v1:0' });
  });

  test('the ARN of a cross-Region profile is refused with the methods to use', () => {
    expectError(
      () => onDemandReference('arn:aws:bedrock:us-east-1:111111111111:inference-profile/us.anthropic.claude-sonnet-4-6'),
      'InvalidModelId', 'crossRegion()', 'globalCrossRegion()',
    );
  });

  test('the ARN of an application inference profile is refused with the method to use', () => {
    expectError(() => onDemandReference(APPLICATION), 'InvalidModelId', APPLICATION, 'InferenceTarget.applicationProfile()');
  });

  test.each(['arn:aws:s3:::bucket', 'arn:', 'arn:aws:bedrock:us-east-1:111111111111:agent/x'])(
    'an ARN whose permissions are not its own is refused: %s',
    (id) => expectError(() => onDemandReference(id), 'InvalidModelId', id, 'provisioned-model'),
  );

  test('a token is never parsed', () => {
    const token = new CfnParameter(new Stack(), 'ModelArn').valueAsString;
    expect(onDemandReference(token)).toEqual({ kind: 'resource', arn: token });
  });

  test('a text with a token inside is never parsed', () => {
    const partial = `arn:${Aws.PARTITION}:bedrock:us-east-1:111111111111:provisioned-model/x`;
    expect(onDemandReference(partial)).toEqual({ kind: 'resource', arn: partial });
  });

  test.each<[string, () => string]>([
    ['the text around a token', () => `arn:${Aws.PARTITION}:bedrock:us-east-1:111111111111:application-inference-profile/x`],
    ['the resource that it refers to', () => new CfnApplicationInferenceProfile(new Stack(), 'Profile', { inferenceProfileName: 'p' }).attrInferenceProfileArn],
  ])('an inference profile is refused where %s shows it, because its permissions are not its own', (_, modelId) => {
    expectError(() => onDemandReference(modelId()), 'InvalidModelId', 'each model behind it', 'InferenceTarget.applicationProfile()', 'InferenceTarget.crossRegion()');
    expect(errorOf(() => onDemandReference(modelId())).message).not.toContain('Token[');
  });
});

describe('application inference profile', () => {
  const geographic = geographicReference('us.anthropic.claude-sonnet-4-6');

  test.each([
    ['a foundation model', 'amazon.nova-lite-v1:0', { kind: 'foundationModel', foundationModel: 'amazon.nova-lite-v1:0' }],
    ['a geographic profile', 'us.anthropic.claude-sonnet-4-6', geographic],
    ['a Global profile', 'global.anthropic.claude-sonnet-4-6', globalReference('global.anthropic.claude-sonnet-4-6')],
  ])('is a copy of %s', (_, copiedFrom, source) => {
    expect(applicationReference(APPLICATION, copiedFrom)).toEqual({
      kind: 'applicationProfile', arn: APPLICATION, region: 'us-east-1', source, foundationModel: source.foundationModel,
    });
  });

  test('routes to the destinations that were passed', () => {
    expect(applicationReference(APPLICATION, 'us.anthropic.claude-sonnet-4-6', ['us-west-2'])).toMatchObject({ source: { destinations: ['us-west-2'] } });
  });

  test.each<[string, () => string]>([
    ['a parameter', () => new CfnParameter(new Stack(), 'Profile').valueAsString],
    ['a resource', () => new CfnApplicationInferenceProfile(new Stack(), 'Profile', { inferenceProfileName: 'p' }).attrInferenceProfileArn],
    ['a text with a token inside', () => `arn:${Aws.PARTITION}:bedrock:us-east-1:111111111111:application-inference-profile/x`],
  ])('may be a token: %s', (_, make) => {
    const arn = make();
    expect(applicationReference(arn, 'us.anthropic.claude-sonnet-4-6')).toEqual({
      kind: 'applicationProfile', arn, region: undefined, source: geographic, foundationModel: 'anthropic.claude-sonnet-4-6',
    });
  });

  test.each([
    'x1y2z3', 'arn:aws:bedrock:us-east-1:111111111111:inference-profile/us.anthropic.claude-sonnet-4-6', 'arn:aws:bedrock:us-east-1:111111111111:application-inference-profile/*',
    'arn:aws:bedrock:*:111111111111:application-inference-profile/x', 'arn:aws:bedrock:us-east-1::application-inference-profile/x',
  ])('%s is none', (arn) => expectError(() => applicationReference(arn, 'amazon.nova-lite-v1:0'), 'InvalidModelId', arn, 'application-inference-profile/ID'));

  test.each<[string, string, ErrorCode]>([
    ['an ARN', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 'InvalidProfileId'],
    ['no id', 'nova', 'InvalidProfileId'],
    ['a token', Token.asString({ Ref: 'Source' }), 'TokenNotAllowed'],
  ])('cannot be a copy of %s', (_, copiedFrom, code) => expectError(() => applicationReference(APPLICATION, copiedFrom), code));

  test('destinations of what routes anywhere, or nowhere else, are refused', () => {
    expectError(() => applicationReference(APPLICATION, 'global.anthropic.claude-sonnet-4-6', ['us-east-1']), 'ContradictoryProperties', 'remove destinationRegions');
    expectError(() => applicationReference(APPLICATION, 'amazon.nova-lite-v1:0', ['us-east-1']), 'InvalidProfileId', 'amazon.nova-lite-v1:0');
  });
});

describe('geographic profile', () => {
  test.each(Object.keys(GEOGRAPHIES))('%s. routes to its geography', (geography) => {
    expect(geographicReference(`${geography}.anthropic.claude-sonnet-4-6`)).toEqual({
      kind: 'geographicProfile',
      profileId: `${geography}.anthropic.claude-sonnet-4-6`,
      foundationModel: 'anthropic.claude-sonnet-4-6',
      sources: GEOGRAPHIES[geography],
      destinations: GEOGRAPHIES[geography],
    });
  });

  test('destinations that were passed replace those of the table, and lift the limit on sources', () => {
    const reference = geographicReference('us.anthropic.claude-sonnet-4-6', ['us-east-1', 'us-west-1']);
    expect(reference).toMatchObject({ sources: undefined, destinations: ['us-east-1', 'us-west-1'] });
  });

  test('of a geography that is not in the table nobody knows the destinations, unless they are passed', () => {
    expect(geographicReference('ca.anthropic.claude-sonnet-4-6')).toEqual({
      kind: 'geographicProfile', profileId: 'ca.anthropic.claude-sonnet-4-6', foundationModel: 'anthropic.claude-sonnet-4-6',
    });
    expect(geographicReference('ca.anthropic.claude-sonnet-4-6', ['ca-central-1'])).toMatchObject({ destinations: ['ca-central-1'] });
  });

  test.each(['zai.glm.4-6', 'ca.nobody.model-1', 'qwen.qwen3.5-max'])('%s is of no geography: it is, or may be, a model of its vendor', (id) => {
    expectError(() => geographicReference(id), 'InvalidProfileId', `'${id}'`, 'us, eu, jp, au, us-gov, apac', 'pass destinationRegions');
    expect(geographicReference(id, ['us-east-1'])).toMatchObject({ destinations: ['us-east-1'] });
  });

  test('a name of the language is not a geography', () => {
    expect(geographicReference('constructor.anthropic.claude').kind).toBe('geographicProfile');
    expect(geographicReference('constructor.anthropic.claude')).not.toHaveProperty('destinations', expect.anything());
  });

  test('a foundation model without a geography is refused', () => {
    expectError(() => geographicReference('anthropic.claude-sonnet-4-6'), 'InvalidProfileId', 'anthropic.claude-sonnet-4-6', 'GEOGRAPHY.PROVIDER.MODEL');
  });

  test('a Global profile is refused with the method to use', () => {
    expectError(() => geographicReference('global.anthropic.claude-sonnet-4-6'), 'InvalidProfileId', 'globalCrossRegion()');
  });

  test('an ARN is refused', () => {
    expectError(() => geographicReference(PROVISIONED), 'InvalidProfileId', 'is an ARN');
  });

  test('a token is refused, because the permissions name the model', () => {
    expectError(() => geographicReference(Token.asString({ Ref: 'Profile' })), 'TokenNotAllowed', 'literal id');
  });
});

describe('Global profile', () => {
  test('the model is what follows the prefix', () => {
    expect(globalReference('global.anthropic.claude-sonnet-4-6')).toEqual({
      kind: 'globalProfile', profileId: 'global.anthropic.claude-sonnet-4-6', foundationModel: 'anthropic.claude-sonnet-4-6',
    });
  });

  test('a geographic profile is refused with the method to use', () => {
    expectError(() => globalReference('eu.anthropic.claude-sonnet-4-6'), 'InvalidProfileId', 'eu.anthropic', 'crossRegion()');
  });

  test.each(['anthropic.claude-sonnet-4-6', 'global', 'global.', 'global.claude', ''])("'%s' is refused", (id) => {
    expectError(() => globalReference(id), 'InvalidProfileId', `'${id}'`, 'global.PROVIDER.MODEL');
  });

  test('an ARN and a token are refused', () => {
    expectError(() => globalReference(PROVISIONED), 'InvalidProfileId', 'is an ARN');
    expectError(() => globalReference(Token.asString({ Ref: 'Profile' })), 'TokenNotAllowed', 'literal id');
  });
});

test('any text either becomes a reference without a wildcard or is refused with a reason', () => {
  const anyId = fc.oneof(fc.string(), fc.stringMatching(/^(us\.|global\.|arn:aws:bedrock:)?[a-z]{1,9}[.:/*][a-z0-9.:*/-]{0,20}$/));
  fc.assert(fc.property(anyId, fc.constantFrom(onDemandReference, geographicReference, globalReference), (id, parse) => {
    let reference: unknown;
    try {
      reference = parse(id);
    } catch {
      expect(errorOf(() => parse(id)).message.length).toBeGreaterThan(20);
      return;
    }
    expect(JSON.stringify(reference)).not.toContain('*');
  }));
});
