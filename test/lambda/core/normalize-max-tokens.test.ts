import * as fc from 'fast-check';
import { ConverseBody } from '../../../lambda/core/converse';
import { GatewayError } from '../../../lambda/core/gateway-error';
import { normalizeMaxTokens } from '../../../lambda/core/normalize-max-tokens';
import { routeOf } from '../../support/core/plans';

const ROUTE = routeOf({ defaultMaxTokens: 500, maxTokensCeiling: 2_000 });
const MESSAGES: ConverseBody['messages'] = [{ role: 'user', content: [{ text: 'hello' }] }];

const CAPS = [
  'max_tokens', 'max_tokens_to_sample', 'max_completion_tokens', 'max_output_tokens', 'max_gen_len', 'maxTokenCount', 'maxTokens', 'max_new_tokens',
  'maxOutputTokens', 'maxNewTokens', 'maxCompletionTokens', 'maxGenLen', 'maxTokensToSample', 'max-tokens', 'MaxTokens', 'MAX_TOKENS',
];

/** Settings in groups and lists, up to some depth. */
const groups = fc.jsonValue({ maxDepth: 3 });

/** Puts a value somewhere inside of others. */
const within = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, name) => name === '[]' ? [0, inner] : { other: 1, [name]: inner }, value);

const refusalOf = (additionalModelRequestFields: unknown): unknown => {
  try {
    normalizeMaxTokens({ messages: MESSAGES, additionalModelRequestFields }, ROUTE);
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('normalizeMaxTokens', () => {
  it('sends the route\'s default when the caller declares no cap', () => {
    const { body, maxTokens } = normalizeMaxTokens({ messages: MESSAGES }, ROUTE);
    expect(maxTokens).toBe(500);
    expect(body.inferenceConfig).toEqual({ maxTokens: 500 });
  });

  it('sends what the caller declares, also when it is more than the default', () => {
    expect(normalizeMaxTokens({ messages: MESSAGES, inferenceConfig: { maxTokens: 7 } }, ROUTE).maxTokens).toBe(7);
    expect(normalizeMaxTokens({ messages: MESSAGES, inferenceConfig: { maxTokens: 1_999 } }, ROUTE).maxTokens).toBe(1_999);
  });

  it('sends the route\'s ceiling when the caller declares more', () => {
    const { body, maxTokens } = normalizeMaxTokens({ messages: MESSAGES, inferenceConfig: { maxTokens: 64_000 } }, ROUTE);
    expect(maxTokens).toBe(2_000);
    expect(body.inferenceConfig?.maxTokens).toBe(2_000);
  });

  it('holds a default down to the ceiling too', () => {
    expect(normalizeMaxTokens({ messages: MESSAGES }, routeOf({ defaultMaxTokens: 9_000, maxTokensCeiling: 100 })).maxTokens).toBe(100);
  });

  it('reserves exactly what it sends', () => {
    const caps = fc.integer({ min: 1 });
    fc.assert(fc.property(fc.option(caps, { nil: undefined }), caps, caps, (declared, byDefault, ceiling) => {
      const { body, maxTokens } = normalizeMaxTokens(
        { messages: MESSAGES, inferenceConfig: { maxTokens: declared } },
        routeOf({ defaultMaxTokens: byDefault, maxTokensCeiling: ceiling }),
      );
      expect(body.inferenceConfig?.maxTokens).toBe(maxTokens);
      expect(maxTokens).toBe(Math.min(declared ?? byDefault, ceiling));
    }));
  });

  it('leaves the rest of the body as it was', () => {
    const sent: ConverseBody = {
      messages: MESSAGES,
      system: [{ text: 'be brief' }],
      inferenceConfig: { temperature: 0, topP: 0.5, stopSequences: ['END'], maxTokens: 9 },
      toolConfig: { tools: [] },
      additionalModelRequestFields: { top_k: 5 },
      somethingNew: { kept: true },
    };
    expect(normalizeMaxTokens(sent, ROUTE).body).toEqual(sent);
  });

  it('does not change the body that it is given', () => {
    const sent: ConverseBody = Object.freeze({ messages: MESSAGES, inferenceConfig: Object.freeze({ maxTokens: 9_999 }) });
    normalizeMaxTokens(sent, ROUTE);
    expect(sent.inferenceConfig).toEqual({ maxTokens: 9_999 });
  });

  it.each(CAPS)(
    'refuses a second cap called %s and says which cap counts', (name) => {
      const error = refusalOf({ [name]: 1 });
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({ reason: 'invalidRequest', status: 400, details: { field: `additionalModelRequestFields.${name}` } });
      expect((error as GatewayError).message).toContain(`additionalModelRequestFields.${name}`);
      expect((error as GatewayError).message).toContain('inferenceConfig.maxTokens');
    });

  it.each([
    ['Amazon Nova', { inferenceConfig: { max_new_tokens: 100_000 } }],
    ['Amazon Titan', { textGenerationConfig: { maxTokenCount: 100_000 } }],
    ['Amazon Nova, as Converse spells it', { inferenceConfig: { maxTokens: 100_000 } }],
    ['a thinking model', { thinking: { type: 'enabled', max_tokens: 100_000 } }],
  ])('refuses a second cap where %s takes it, one level down', (_model, fields) => {
    expect(refusalOf(fields)).toMatchObject({ reason: 'invalidRequest' });
  });

  it('refuses a second cap however deep it lies, in any spelling, and whatever lies beside it', () => {
    const path = fc.array(fc.constantFrom('a', 'settings', 'inferenceConfig', '[]', 'properties'), { minLength: 1, maxLength: 12 });
    const settings = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null));
    fc.assert(fc.property(path, fc.constantFrom(...CAPS), settings, groups, (names, cap, value, beside) => {
      const error = refusalOf(within(['first', ...names], { beside, [cap]: value }));
      expect(error).toMatchObject({ reason: 'invalidRequest', details: { field: expect.stringContaining(cap) } });
    }));
  });

  it('says where a cap lies, without repeating what is no name and without end', () => {
    expect(refusalOf({ a: [{ b: { max_tokens: 1 } }] })).toMatchObject({ details: { field: 'additionalModelRequestFields.a.0.b.max_tokens' } });
    expect(refusalOf({ 'my secret plan': { max_tokens: 1 } })).toMatchObject({ details: { field: 'additionalModelRequestFields.….max_tokens' } });
    expect(refusalOf(within(new Array<string>(10_000).fill('a'), { max_tokens: 1 }))).toMatchObject({
      details: { field: 'additionalModelRequestFields.a.a.a.….max_tokens' },
    });
  });

  it.each(['n', 'num_generations', 'numResults', 'best_of', 'candidate_count'])('refuses more than one answer for what one costs: %s', (name) => {
    expect(refusalOf({ [name]: 4 })).toMatchObject({ reason: 'invalidRequest', details: { field: `additionalModelRequestFields.${name}` } });
    expect(refusalOf({ [name]: '4' })).toMatchObject({ reason: 'invalidRequest' });
    expect(refusalOf({ [name]: 1 })).toBeUndefined();
  });

  it.each([
    ['tools of the caller\'s own, whatever their parameters are called', {
      tools: [{ name: 't', input_schema: { properties: { max_tokens: { type: 'integer' } } }, input_examples: [{ max_tokens: 5, n: 3 }] }],
    }],
    ['a schema of the answer with such a property', {
      response_format: { type: 'json_schema', json_schema: { schema: { properties: { maxTokens: { type: 'integer' }, n: { maxLength: 4 } }, required: ['maxTokens'] } } },
    }],
    ['other limits', { max_uses: 3, thinking: { budget_tokens: 1_024 }, tokens: { max_input_tokens: 5, min_tokens: 1 }, settings: { n: 2 } }],
    ['fields without a cap', { top_k: 5, thinking: { type: 'enabled', budget_tokens: 1_024 } }],
    ['a list of words', ['max_tokens']],
    ['no object', 'max_tokens'],
    ['null', null],
    ['nothing', undefined],
  ])('accepts additional fields that are %s', (_what, fields) => {
    expect(refusalOf(fields)).toBeUndefined();
  });
});
