import { ACCOUNT, EU_SONNET, GLOBAL_SONNET, HAIKU_3, NOVA, SONNET, US_SONNET } from './support';
import { parseModelId, poolOf, resolveModel } from '../../../local/bedrock/model-id';
import { GEOGRAPHIES } from '../../../src/contract/geographies';

const NONE = new Map<string, string>();
const CALLER = { accountId: ACCOUNT, region: 'us-east-1' };
const APPLICATION = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abc123`;
const PROVISIONED = `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/xyz789`;

describe('what a model id means', () => {
  test('a foundation model is served in the Region that is called', () => {
    const model = resolveModel(HAIKU_3, CALLER, NONE);
    expect(model).toMatchObject({ kind: 'foundation-model', routing: 'single', destinations: ['us-east-1'], foundationModelId: HAIKU_3 });
    expect(model.arn).toBe(`arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3}`);
  });

  test('a geographic profile may be served in every Region of its geography', () => {
    const model = resolveModel(US_SONNET, CALLER, NONE);
    expect(model).toMatchObject({ kind: 'geo-profile', routing: 'geo', destinations: GEOGRAPHIES.us, foundationModelId: SONNET });
    expect(model.arn).toBe(`arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`);
  });

  test('a Global profile may be called from any commercial Region', () => {
    expect(resolveModel(GLOBAL_SONNET, { ...CALLER, region: 'ca-west-1' }, NONE).routing).toBe('global');
  });

  test('ARNs in GovCloud and China carry their partition', () => {
    expect(resolveModel(`us-gov.${SONNET}`, { ...CALLER, region: 'us-gov-west-1' }, NONE).arn).toMatch(/^arn:aws-us-gov:bedrock:us-gov-west-1:/);
    expect(resolveModel(NOVA, { ...CALLER, region: 'cn-north-1' }, NONE).arn).toMatch(/^arn:aws-cn:bedrock:cn-north-1::/);
  });

  test.each([
    ['a foundation model', `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3}`, 'foundation-model', HAIKU_3],
    ['a profile', `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`, 'geo-profile', US_SONNET],
    ['an application profile', APPLICATION, 'application-profile', 'abc123'],
    ['Provisioned Throughput', PROVISIONED, 'provisioned-model', 'xyz789'],
  ])('the ARN of %s is accepted', (_what, arn, kind, id) => {
    expect(resolveModel(arn, CALLER, NONE)).toMatchObject({ kind, id, arn, called: arn });
  });

  test.each([
    ['another Region', `arn:aws:bedrock:eu-west-1::foundation-model/${HAIKU_3}`],
    ['another account', `arn:aws:bedrock:us-east-1:999999999999:inference-profile/${US_SONNET}`],
    ['another partition', `arn:aws-cn:bedrock:us-east-1::foundation-model/${HAIKU_3}`],
  ])('an ARN of %s is an invalid identifier', (_what, arn) => {
    expect(() => resolveModel(arn, CALLER, NONE)).toThrow('The provided model identifier is invalid.');
  });

  test.each([
    ['no identifier at all', 'claude'],
    ['nothing after the geography', 'us.claude'],
    ['a geography that does not exist', `ca.${SONNET}`],
    ['a name inherited by every object', 'constructor.toString.name!'],
    ['an ARN without a resource', 'arn:aws:bedrock:us-east-1::foundation-model/'],
    ['a profile ARN around a foundation model', `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${SONNET}`],
    ['an application profile without an account', 'arn:aws:bedrock:us-east-1::application-inference-profile/abc'],
    ['an ARN of another type', `arn:aws:bedrock:us-east-1:${ACCOUNT}:guardrail/abc`],
  ])('%s is an invalid identifier', (_what, id) => {
    expect(() => parseModelId(id)).toThrow('The provided model identifier is invalid.');
  });

  test('a geographic profile cannot be called from outside its geography', () => {
    expect(() => resolveModel(EU_SONNET, CALLER, NONE)).toThrow('The provided model identifier is invalid.');
  });

  test('a Global profile cannot be called from GovCloud', () => {
    expect(() => resolveModel(GLOBAL_SONNET, { ...CALLER, region: 'us-gov-west-1' }, NONE)).toThrow('The provided model identifier is invalid.');
  });

  test.each(['anthropic.claude-sonnet-4-6', 'anthropic.claude-opus-5', 'anthropic.claude-haiku-4-5-20251001-v1:0', 'anthropic.claude-opus-10-1'])(
    '%s needs an inference profile', (id) => {
      expect(() => resolveModel(id, CALLER, NONE)).toThrow(`Invocation of model ID ${id} with on-demand throughput isn't supported. `
        + 'Retry your request with the ID or ARN of an inference profile that contains this model.');
    });

  test.each([HAIKU_3, 'anthropic.claude-3-7-sonnet-20250219-v1:0', 'anthropic.claude-v2:1', 'anthropic.claude-instant-v1', 'openai.gpt-oss-120b-1:0'])(
    '%s is callable on demand', (id) => {
      expect(resolveModel(id, CALLER, NONE).pool).toEqual({ family: 'on-demand', model: id });
    });
});

describe('the quota that a model id draws on', () => {
  test('on demand, geographic and Global are three pools of one model', () => {
    const families = [SONNET, US_SONNET, GLOBAL_SONNET].map((id) => poolOf(parseModelId(id), NONE));
    expect(families).toEqual([
      { family: 'on-demand', model: SONNET }, { family: 'cross-region', model: SONNET }, { family: 'global', model: SONNET },
    ]);
  });

  test('a registered application profile shares the pool of what it copies, and its Regions', () => {
    const registered = new Map([[APPLICATION, `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`]]);
    const model = resolveModel(APPLICATION, CALLER, registered);
    expect(model.pool).toEqual({ family: 'cross-region', model: SONNET });
    expect(model).toMatchObject({ routing: 'geo', destinations: GEOGRAPHIES.us, foundationModelId: SONNET });
  });

  test('Provisioned Throughput has its own, even when its model is known', () => {
    const registered = new Map([[PROVISIONED, NOVA]]);
    expect(resolveModel(PROVISIONED, CALLER, registered)).toMatchObject({
      pool: { family: 'provisioned', model: PROVISIONED }, destinations: ['us-east-1'], foundationModelId: NOVA,
    });
  });
});
