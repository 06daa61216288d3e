import { isEmbeddingModel } from '../../src/contract/embedding-models';
import { modelFacts } from '../../src/contract/models';

const HIGHEST_BURNDOWN = 15;

test.each([
  ['anthropic.claude-3-haiku-20240307-v1:0', 5, 200_000],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 5, 200_000],
  ['anthropic.claude-3-7-sonnet-20250219-v1:0', 5, 200_000],
  ['anthropic.claude-opus-4-20250514-v1:0', 5, 200_000],
  ['anthropic.claude-opus-4-1-20250805-v1:0', 5, 200_000],
  ['anthropic.claude-opus-4-6-v1', 5, 1_000_000],
  ['anthropic.claude-sonnet-4-20250514-v1:0', 5, 200_000],
  ['anthropic.claude-sonnet-4-5-20250929-v1:0', 5, 200_000],
  ['anthropic.claude-sonnet-4-6', 5, 1_000_000],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 5, 200_000],
  ['anthropic.claude-opus-5', 10, 1_000_000],
  ['anthropic.claude-opus-5-5', 10, 1_000_000],
  ['openai.gpt-oss-20b-1:0', 1, undefined],
  ['openai.gpt-oss-120b-1:0', 1, undefined],
  ['amazon.nova-lite-v1:0', 1, 300_000],
])('%s has burndown %i and a context window of %s', (id, burndown, contextWindow) => {
  expect(modelFacts(id)).toMatchObject({ burndown });
  expect(modelFacts(id).contextWindow).toBe(contextWindow);
});

test.each([
  'anthropic.claude-opus-4-9', 'anthropic.claude-sonnet-4-8', 'anthropic.claude-sonnet-4-10-v1', 'anthropic.claude-haiku-4-8-20261001-v1:0',
  'anthropic.claude-opus-5-6', 'anthropic.claude-3-9-haiku', 'anthropic.claude-other', 'openai.gpt-7',
])('a version or model without a row of its own, %s, is counted at the highest rate and nothing is assumed of it', (id) => {
  expect(modelFacts(id)).toEqual({ burndown: HIGHEST_BURNDOWN, acceptsPrefill: false });
});

describe('a price in the table', () => {
  test.each([
    'anthropic.claude-opus-4-1-20250805-v1:0', 'anthropic.claude-sonnet-4-20250514-v1:0', 'anthropic.claude-sonnet-4-6', 'anthropic.claude-haiku-4-5-20251001-v1:0',
    'anthropic.claude-opus-5-5', 'anthropic.claude-sonnet-5-5', 'anthropic.claude-fable-5-1', 'openai.gpt-oss-120b-1:0', 'amazon.nova-micro-v1:0', 'amazon.nova-2-lite-v1:0',
  ])('of %s is above 0, and output is dearer than input, which is dearer than cache reads', (id) => {
    const { inputPerMillionTokens, outputPerMillionTokens, cacheReadPerMillionTokens = inputPerMillionTokens / 10 } = modelFacts(id).price!;
    expect(cacheReadPerMillionTokens).toBeGreaterThan(0);
    expect(inputPerMillionTokens).toBeGreaterThan(cacheReadPerMillionTokens);
    expect(outputPerMillionTokens).toBeGreaterThan(inputPerMillionTokens);
  });
});

describe('an embedding model', () => {
  test('with one price has it in the Region where it was read, and one that charges for images as well has none', () => {
    expect(modelFacts('amazon.titan-embed-text-v2:0')).toMatchObject({ burndown: 1, price: { inputPerMillionTokens: 0.02, regions: ['us-west-2'] } });
    expect(modelFacts('amazon.titan-embed-image-v1').price).toBeUndefined();
    expect(modelFacts('cohere.embed-v4:0').price).toBeUndefined();
  });

  test.each(['amazon.titan-embed-text-v1', 'amazon.titan-embed-image-v1', 'amazon.nova-2-multimodal-embeddings-v1:0', 'cohere.embed-english-v3', 'cohere.embed-v4:0'])(
    'is told by its id: %s', (id) => expect(isEmbeddingModel(id)).toBe(true));

  test.each(['amazon.nova-2-lite-v1:0', 'amazon.titan-text-express-v1', 'cohere.command-r-v1:0', 'cohere.rerank-v3-5:0', undefined])(
    'is not %s', (id) => expect(isEmbeddingModel(id)).toBe(false));
});
