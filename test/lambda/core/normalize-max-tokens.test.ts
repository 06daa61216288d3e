import * as fc from 'fast-check';
import { ConverseBody } from '../../../lambda/core/converse';
import { GatewayError } from '../../../lambda/core/gateway-error';
import { normalizeMaxTokens } from '../../../lambda/core/normalize-max-tokens';
import { routeOf } from '../../support/core/plans';

const ROUTE = routeOf({ defaultMaxTokens: 500, maxTokensCeiling: 2_000 });
const MESSAGES: ConverseBody['messages'] = [{ role: 'user', content: [{ text: 'hello' }] }];

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

  it.each(['max_tokens', 'max_tokens_to_sample', 'max_completion_tokens', 'max_gen_len', 'maxTokenCount', 'maxTokens', 'max_new_tokens'])(
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
  ])('refuses a second cap where %s takes it, one level down', (_model, fields) => {
    expect(refusalOf(fields)).toMatchObject({ reason: 'invalidRequest' });
  });

  it.each([
    ['fields without a cap', { top_k: 5, thinking: { type: 'enabled', budget_tokens: 1_024 } }],
    ['no object', 'max_tokens'],
    ['null', null],
    ['nothing', undefined],
  ])('accepts additional fields that are %s', (_what, fields) => {
    expect(refusalOf(fields)).toBeUndefined();
  });
});
