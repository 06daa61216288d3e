import { App, Stack } from 'aws-cdk-lib';
import { InferenceTarget, ModelOptions } from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { bindModels } from '../../../src/targets/bound-models';
import { expectError } from '../support/errors';
import { construct, ENV, SONNET } from '../support/synthesis';

const PRICE = { inputPerMillionTokens: 7, outputPerMillionTokens: 70 };
const GLOBAL_SONNET = 'global.anthropic.claude-sonnet-4-6';

/** The targets of one route, as a gateway sees them that says `models` of models. */
function bind(models: { [foundationModel: string]: ModelOptions }, ...targets: InferenceTarget[]) {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  return bindRoutes(stack, { r: { targets } }, bindModels(stack, models))[0].tiers[0].targets;
}

describe('what a gateway says of a model', () => {
  test('holds for every target of it, whatever profile it is called through', () => {
    const models = { 'anthropic.claude-sonnet-4-6': { burndown: 4, acceptsPrefill: true, contextWindow: 5_000, maxOutputTokens: 600, price: PRICE } };
    const targets = [
      InferenceTarget.crossRegion(SONNET),
      InferenceTarget.globalCrossRegion(GLOBAL_SONNET),
      InferenceTarget.onDemand('anthropic.claude-sonnet-4-6'),
      InferenceTarget.onDemand('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc', { foundationModel: 'anthropic.claude-sonnet-4-6' }),
    ];
    for (const target of bind(models, ...targets)) {
      expect(target).toMatchObject({ burndown: 4, acceptsPrefill: true, contextWindow: 5_000, maxOutputTokens: 600, price: PRICE });
    }
  });

  test('leaves to the table what it does not say', () => {
    const [target] = bind({ 'anthropic.claude-sonnet-4-6': { burndown: 4 } }, InferenceTarget.globalCrossRegion(GLOBAL_SONNET));
    expect(target).toMatchObject({ burndown: 4, acceptsPrefill: false, contextWindow: 1_000_000, price: { inputPerMillionTokens: 3 } });
  });

  test('counts less than what a target says', () => {
    const said = { burndown: 4, acceptsPrefill: true, contextWindow: 5_000, maxOutputTokens: 600, price: PRICE };
    const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 2 };
    const own = { burndown: 3, acceptsPrefill: false, contextWindow: 4_000, maxOutputTokens: 500, price };
    expect(bind({ 'anthropic.claude-sonnet-4-6': said }, InferenceTarget.crossRegion(SONNET, own))[0]).toMatchObject(own);
  });

  test('leaves other models as they are', () => {
    const [, nova] = bind({ 'anthropic.': { price: PRICE } }, InferenceTarget.crossRegion(SONNET), InferenceTarget.onDemand('amazon.nova-lite-v1:0'));
    expect(nova).toMatchObject({ price: { inputPerMillionTokens: 0.06 } });
  });

  test('is taken from the longer of two entries, as far as that goes', () => {
    const models = { 'anthropic.': { burndown: 9, maxOutputTokens: 700 }, 'anthropic.claude-sonnet-4-6': { burndown: 2 } };
    expect(bind(models, InferenceTarget.crossRegion(SONNET))[0]).toMatchObject({ burndown: 2, maxOutputTokens: 700 });
  });

  test('adds a model that the table does not know', () => {
    const [target] = bind({ 'vendor.new-model-v1': { contextWindow: 9_000, price: PRICE } }, InferenceTarget.onDemand('vendor.new-model-v1'));
    expect(target).toMatchObject({ burndown: 1, contextWindow: 9_000, price: PRICE });
  });
});

describe('an entry that no target uses', () => {
  test('is named, with what the targets call', () => {
    expectError(() => bind({ 'anthropic.claude-opus-5': {}, 'anthropic.': {}, 'vendor.model': {} }, InferenceTarget.crossRegion(SONNET)), 'UnusedModel',
      "'anthropic.claude-opus-5', 'vendor.model'", "call 'anthropic.claude-sonnet-4-6'", '(at Stack)');
  });

  test('is one for another version of the model', () => {
    expectError(() => bind({ 'anthropic.claude-sonnet-4': { burndown: 2 } }, InferenceTarget.crossRegion(SONNET)), 'UnusedModel', "'anthropic.claude-sonnet-4'");
  });

  test('is found where nothing is known of what is called', () => {
    const target = InferenceTarget.onDemand('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc');
    expectError(() => bind({ 'anthropic.claude-opus-5': {} }, target), 'UnusedModel', 'no model that is known by its id', 'give a target that is an ARN its foundationModel');
  });

  test('may be used by a fallback only', () => {
    const routes = {
      r: {
        targets: [InferenceTarget.crossRegion(SONNET)],
        contentFilterFallbacks: [{ targets: [InferenceTarget.onDemand('vendor.model')] }],
      },
    };
    expect(() => construct({ routes, tenants: { a: {} }, models: { 'vendor.model': { burndown: 2 } } })).not.toThrow();
  });
});

describe('bad input', () => {
  const target = InferenceTarget.crossRegion(SONNET);

  test.each(['us.anthropic.claude-sonnet-4-6', GLOBAL_SONNET])("'%s' is not the id of a foundation model", (prefix) => {
    expectError(() => bind({ [prefix]: {} }, target), 'InvalidModelId', `'${prefix}'`, "'anthropic.claude-sonnet-4-6'", '(at Stack)');
  });

  test.each(['', 'anthropic', 'Anthropic.Claude', 'arn:aws:bedrock:us-east-1::foundation-model/a.b', '.claude', 'a b.c'])("'%s' is refused", (prefix) => {
    expectError(() => bind({ [prefix]: {} }, target), 'InvalidModelId', `'${prefix}'`, 'VENDOR.MODEL');
  });

  test.each(['burndown', 'contextWindow', 'maxOutputTokens'])('a %s that is no whole number from 1 is refused', (member) => {
    for (const value of [0, -1, 1.5, NaN]) {
      expectError(() => bind({ 'anthropic.': { [member]: value } }, target), 'InvalidNumber', `the ${member} of models['anthropic.'] is ${value}`, '(at Stack)');
    }
  });

  test('a price of 0 is refused', () => {
    expectError(() => bind({ 'anthropic.': { price: { ...PRICE, cacheWritePerMillionTokens: 0 } } }, target), 'InvalidNumber',
      "the cacheWritePerMillionTokens of the price of models['anthropic.'] is 0", 'above 0');
  });
});
