import fc from 'fast-check';
import { EmbeddingFormat } from '../../../../lambda/core/embeddings/embedding-format';
import { embeddingFormatOf } from '../../../../lambda/core/embeddings/formats';
import { readVectors } from '../../../../lambda/core/embeddings/read-vectors';
import { bodyFamilyOf } from '../../../../lambda/core/invoke/body-family';
import { isEmbeddingModel } from '../../../../src/contract/embedding-models';

const TITAN_V2 = 'amazon.titan-embed-text-v2:0';
const TITAN_V1 = 'amazon.titan-embed-text-v1';
const TITAN_IMAGE = 'amazon.titan-embed-image-v1';
const NOVA = 'amazon.nova-2-multimodal-embeddings-v1:0';
const COHERE_V3 = 'cohere.embed-multilingual-v3';
const COHERE_V4 = 'cohere.embed-v4:0';
const ALL = [TITAN_V2, TITAN_V1, TITAN_IMAGE, NOVA, COHERE_V3, 'cohere.embed-english-v3', COHERE_V4];

const formatOf = (model: string): EmbeddingFormat => {
  const format = embeddingFormatOf(model);
  if (!format) throw new Error(`${model} has no format`);
  return format;
};

describe('the body of a request', () => {
  test.each<[string, object]>([
    [TITAN_V2, { inputText: 'a', normalize: true }],
    [TITAN_V1, { inputText: 'a' }],
    [TITAN_IMAGE, { inputText: 'a' }],
    [NOVA, { taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', text: { truncationMode: 'NONE', value: 'a' } } }],
    [COHERE_V3, { texts: ['a'], input_type: 'search_document', embedding_types: ['float'], truncate: 'NONE' }],
    [COHERE_V4, { texts: ['a'], input_type: 'search_document', embedding_types: ['float'], truncate: 'NONE' }],
  ])('of %s has what the model needs and nothing that was not asked for', (model, body) => {
    expect(formatOf(model).bodyOf(['a'], {})).toEqual(body);
  });

  test.each<[string, object]>([
    [TITAN_V2, { dimensions: 256 }],
    [TITAN_IMAGE, { embeddingConfig: { outputEmbeddingLength: 256 } }],
    [NOVA, { singleEmbeddingParams: { embeddingDimension: 256 } }],
    [COHERE_V4, { output_dimension: 256 }],
  ])('of %s says how long the vector is to be', (model, part) => {
    expect(formatOf(model).bodyOf(['a'], { dimensions: 256 })).toMatchObject(part);
  });

  test.each([TITAN_V1, COHERE_V3])('of %s does not, for the model has no choice', (model) => {
    const format = formatOf(model);
    const [only] = format.dimensions;
    expect(format.dimensions).toHaveLength(1);
    expect(format.bodyOf(['a'], { dimensions: only })).toEqual(format.bodyOf(['a'], {}));
  });

  test.each<[string, object]>([
    [NOVA, { singleEmbeddingParams: { embeddingPurpose: 'GENERIC_RETRIEVAL' } }],
    [COHERE_V3, { input_type: 'search_query' }],
    [COHERE_V4, { input_type: 'search_query' }],
  ])('of %s says what the text is for', (model, part) => {
    expect(formatOf(model).knowsInputTypes).toBe(true);
    expect(formatOf(model).bodyOf(['a'], { inputType: 'search_query' })).toMatchObject(part);
  });
});

describe('the vectors of an answer', () => {
  test.each<[string, string, number, object]>([
    ['as documented', TITAN_V2, 1, { embedding: [1, 2], inputTextTokenCount: 1, embeddingsByType: { float: [1, 2] } }],
    ['as documented', TITAN_V1, 1, { embedding: [1, 2], inputTextTokenCount: 1 }],
    ['as documented', TITAN_IMAGE, 1, { embedding: [1, 2], inputTextTokenCount: 1, message: null }],
    ['as documented', NOVA, 1, { embeddings: [{ embeddingType: 'TEXT', embedding: [1, 2] }] }],
    ['by type', COHERE_V4, 2, { id: 'x', embeddings: { float: [[1, 2], [3, 4]] }, response_type: 'embeddings_by_type' }],
    ['as floats', COHERE_V3, 2, { id: 'x', embeddings: [[1, 2], [3, 4]], response_type: 'embeddings_floats' }],
  ])('%s are read from %s', (_, model, count, answer) => {
    expect(readVectors(answer as Record<string, unknown>, formatOf(model), count)).toEqual([[1, 2], [3, 4]].slice(0, count));
  });

  test.each<[string, object]>([
    ['too few', { embeddings: { float: [[1]] } }],
    ['too many', { embeddings: { float: [[1], [2], [3]] } }],
    ['of different lengths', { embeddings: { float: [[1], [1, 2]] } }],
    ['empty', { embeddings: { float: [[], []] } }],
    ['no numbers', { embeddings: { float: [['1'], [2]] } }],
    ['of another type', { embeddings: { int8: [[1], [2]] } }],
    ['null', { embeddings: null }],
    ['nowhere', {}],
  ])('are none when they are %s', (_, answer) => {
    expect(readVectors(answer as Record<string, unknown>, formatOf(COHERE_V4), 2)).toBeUndefined();
  });

  test('are read, or are none, in whatever a model answers: nothing is thrown', () => {
    const lists = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    const embeddings = fc.oneof(fc.jsonValue(), fc.record({ embedding: fc.jsonValue(), embeddings: lists }));
    fc.assert(fc.property(fc.constantFrom(...ALL), embeddings, (model, answer) => {
      const body = typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? answer : { embeddings: answer };
      const vectors = readVectors(body as Record<string, unknown>, formatOf(model), 1);
      expect(vectors === undefined || vectors.length === 1).toBe(true);
    }));
  });
});

test.each(ALL)('what synthesis takes for an embedding model, %s, has a family without output and a format', (model) => {
  expect(isEmbeddingModel(model)).toBe(true);
  expect(bodyFamilyOf(model)!.cap).toBeUndefined();
});

test.each(['amazon.titan-embed-text-v3:0', 'cohere.embed-v5:0', 'amazon.nova-pro-v1:0', undefined])('%s has no format: its bodies are not known', (model) => {
  expect(embeddingFormatOf(model)).toBeUndefined();
});
