import { Aws } from 'aws-cdk-lib';
import { geographicReference, globalReference, onDemandReference } from '../../../src/targets/model-reference';
import { publishedPrice } from '../../../src/targets/published-price';
import { priceOf } from '../../support/core/prices';

const HOME = 'us-east-1';

/** What AWS lists: https://github.com/aws/agent-toolkit-for-aws, `bedrock_pricing.py` (2026-10-05) and `pricing-cache.md` (2026-09-03). */
describe('the price that AWS lists', () => {
  test.each([
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 1, 5],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 3, 15],
    ['anthropic.claude-sonnet-4-6', 3, 15],
    ['anthropic.claude-sonnet-5', 2, 10],
    ['anthropic.claude-opus-4-5-20251101-v1:0', 5, 25],
    ['anthropic.claude-opus-4-6-v1', 5, 25],
    ['anthropic.claude-opus-4-8', 5, 25],
  ])('of %s through a Global profile', (model, input, output) => {
    expect(publishedPrice(globalReference(`global.${model}`), HOME)).toEqual(priceOf(input, output));
  });

  test.each([
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 1.1, 5.5],
    ['anthropic.claude-sonnet-4-6', 3.3, 16.5],
    ['anthropic.claude-sonnet-5', 2.2, 11],
    ['anthropic.claude-opus-4-8', 5.5, 27.5],
  ])('of %s in a Region or a geography, with all of the cache 10 %% dearer too', (model, inputPerMillionTokens, outputPerMillionTokens) => {
    const global = publishedPrice(globalReference(`global.${model}`), HOME)!;
    for (const reference of [geographicReference(`us.${model}`), geographicReference(`eu.${model}`), onDemandReference(model)]) {
      const price = publishedPrice(reference, HOME)!;
      expect(price).toMatchObject({ inputPerMillionTokens, outputPerMillionTokens });
      for (const kind of Object.keys(price) as (keyof typeof price)[]) expect(price[kind]).toBeCloseTo(global[kind] * 1.1, 9);
    }
  });

  test('of a model older than Claude 4.5 is the same everywhere', () => {
    expect(publishedPrice(geographicReference('us.anthropic.claude-opus-4-1-20250805-v1:0'), HOME)).toEqual(priceOf(15, 75));
  });

  test('of cache reads is lower than a tenth for some', () => {
    expect(publishedPrice(globalReference('global.anthropic.claude-fable-5-1'), HOME)).toEqual(priceOf(10, 50, { cacheReadPerMillionTokens: 0.25 }));
    expect(publishedPrice(geographicReference('us.anthropic.claude-opus-5-5'), HOME)).toEqual(priceOf(4.4, 22, { cacheReadPerMillionTokens: 0.22 }));
  });

  test('of Nova is that of the Regions where it was read', () => {
    const lite = onDemandReference('amazon.nova-lite-v1:0');
    expect(publishedPrice(lite, 'us-east-1')).toEqual(priceOf(0.06, 0.24, { cacheReadPerMillionTokens: 0.015 }));
    expect(publishedPrice(lite, 'eu-west-1')).toBeUndefined();
    expect(publishedPrice(lite, Aws.REGION)).toBeUndefined();
  });

  test('of Nova 2 Lite is lower through a Global profile', () => {
    expect(publishedPrice(globalReference('global.amazon.nova-2-lite-v1:0'), 'us-east-2')).toMatchObject({ inputPerMillionTokens: 0.3, outputPerMillionTokens: 2.5 });
    expect(publishedPrice(geographicReference('us.amazon.nova-2-lite-v1:0'), 'us-east-2')).toMatchObject({ inputPerMillionTokens: 0.33, outputPerMillionTokens: 2.75 });
  });
});

describe('a Region that only a deployment knows', () => {
  test('has the price that is the same in all of them', () => {
    expect(publishedPrice(geographicReference('us.anthropic.claude-sonnet-4-6'), Aws.REGION)).toEqual(priceOf(3.3, 16.5));
  });
});

describe('no price is known', () => {
  test.each([
    ['of a model without a row', onDemandReference('vendor.unknown-model'), HOME],
    ['of a version without a row', onDemandReference('anthropic.claude-opus-4-9'), HOME],
    ['of a model whose price depends on the prompt', globalReference('global.anthropic.claude-haiku-5-5'), HOME],
    ['of a model whose price depends on its age', onDemandReference('anthropic.claude-3-5-sonnet-20241022-v2:0'), HOME],
    ['of what is behind an ARN', onDemandReference('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc'), HOME],
    ['in GovCloud', onDemandReference('anthropic.claude-sonnet-4-5-20250929-v1:0'), 'us-gov-west-1'],
    ['through a profile of GovCloud', geographicReference('us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0'), Aws.REGION],
  ])('%s', (_what, reference, region) => {
    expect(publishedPrice(reference, region)).toBeUndefined();
  });
});
