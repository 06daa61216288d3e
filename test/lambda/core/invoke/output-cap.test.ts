import fc from 'fast-check';
import { GatewayError } from '../../../../lambda/core/gateway-error';
import { bodyFamilyNamed } from '../../../../lambda/core/invoke/body-family';
import { JsonMembers } from '../../../../lambda/core/invoke/invoke-body';
import { capOutput } from '../../../../lambda/core/invoke/output-cap';
import { routeOf } from '../../../support/core/plans';

const ROUTE = routeOf({ defaultMaxTokens: 100, maxTokensCeiling: 1_000 });
const capped = (family: string, json: JsonMembers) => capOutput(json, bodyFamilyNamed(family)!.cap!, ROUTE);
const refusal = (family: string, json: JsonMembers): GatewayError => {
  try {
    capped(family, json);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('expected a refusal');
};

describe('the cap of a body', () => {
  it.each<[string, JsonMembers, JsonMembers, number]>([
    ['anthropic', { messages: [] }, { messages: [], max_tokens: 100 }, 100],
    ['anthropic', { max_tokens: 5_000 }, { max_tokens: 1_000 }, 1_000],
    ['amazon.nova', { inferenceConfig: { topP: 0.5 } }, { inferenceConfig: { topP: 0.5, maxTokens: 100 } }, 100],
    ['amazon.nova', {}, { inferenceConfig: { maxTokens: 100 } }, 100],
    ['amazon.nova', { inferenceConfig: { max_new_tokens: 7_000 } }, { inferenceConfig: { max_new_tokens: 1_000 } }, 1_000],
    ['amazon.titan-text', { textGenerationConfig: { maxTokenCount: 4_000 } }, { textGenerationConfig: { maxTokenCount: 1_000 } }, 1_000],
    ['meta.llama', { prompt: 'x' }, { prompt: 'x', max_gen_len: 100 }, 100],
    ['openai', { max_tokens: 3_000 }, { max_tokens: 1_000 }, 1_000],
    ['openai', {}, { max_completion_tokens: 100 }, 100],
  ])('of %s in %j makes it %j', (family, json, becomes, maxTokens) => {
    expect(capped(family, json)).toEqual({ json: becomes, maxTokens });
  });

  it.each<[string, JsonMembers, number]>([
    ['anthropic', { max_tokens: 1_000, messages: [] }, 1_000],
    ['amazon.nova', { inferenceConfig: { maxTokens: 1 } }, 1],
    ['openai', { max_tokens: 20 }, 20],
  ])('of %s is left alone in %j', (family, json, maxTokens) => {
    const result = capped(family, json);
    expect(result).toEqual({ json, maxTokens });
    expect(result.json).toBe(json);
  });

  it('is never above the ceiling of the route, and always in what is sent', () => {
    fc.assert(fc.property(fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }), (declared) => {
      const { json, maxTokens } = capped('anthropic', declared === undefined ? {} : { max_tokens: declared });
      expect(maxTokens).toBeLessThanOrEqual(1_000);
      expect(json.max_tokens).toBe(maxTokens);
      expect(maxTokens).toBe(Math.min(declared ?? 100, 1_000));
    }));
  });
});

describe('a body is refused by the name of its field', () => {
  it.each<[string, JsonMembers, string]>([
    ['anthropic', { max_tokens: 0 }, 'max_tokens'],
    ['anthropic', { max_tokens: '100' }, 'max_tokens'],
    ['anthropic', { max_tokens: 1.5 }, 'max_tokens'],
    ['anthropic', { max_tokens: null }, 'max_tokens'],
    ['anthropic', { max_tokens: 5, max_tokens_to_sample: 90_000 }, 'max_tokens_to_sample'],
    ['amazon.nova', { inferenceConfig: 5 }, 'inferenceConfig'],
    ['amazon.nova', { inferenceConfig: [] }, 'inferenceConfig'],
    ['amazon.nova', { inferenceConfig: { maxTokens: 5, max_new_tokens: 90_000 } }, 'inferenceConfig.maxTokens'],
    ['amazon.nova', { max_tokens: 90_000 }, 'max_tokens'],
    ['meta.llama', { max_gen_len: 5, maxTokens: 6 }, 'maxTokens'],
    ['mistral', { n: 3 }, 'n'],
    ['cohere.command-r', { num_generations: 2 }, 'num_generations'],
  ])('of %s: %j', (family, json, field) => {
    const error = refusal(family, json);
    expect(error).toMatchObject({ reason: 'invalidRequest', details: { field } });
    expect(error.message).toContain(field);
  });

  it('unless it asks for one answer', () => {
    expect(() => capped('mistral', { n: 1, max_tokens: 5 })).not.toThrow();
  });
});
