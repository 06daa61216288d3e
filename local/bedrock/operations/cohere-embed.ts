import { malformedInput, rejectOthers, requireOneOf, requireText } from './embedding-input';
import { EmbeddingModel } from './embedding-models';
import { JsonObject } from '../json-fields';
import { hashText } from '../random';

const MOST_TEXTS = 96;
const INPUT_TYPES = ['search_document', 'search_query', 'classification', 'clustering'];
const COMMON = ['texts', 'input_type', 'truncate', 'embedding_types'];

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html (texts as floats only) */
export const COHERE_V3: EmbeddingModel = {
  read(body) {
    rejectOthers(body, COMMON);
    return { ...readCommon(body, ['NONE', 'START', 'END']), dimensions: 1_024 };
  },
  write: writeVectors,
};

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html (texts as floats only) */
export const COHERE_V4: EmbeddingModel = {
  read(body) {
    rejectOthers(body, [...COMMON, 'output_dimension', 'max_tokens']);
    return {
      ...readCommon(body, ['NONE', 'LEFT', 'RIGHT']),
      dimensions: requireOneOf(body.output_dimension, 'output_dimension', [256, 512, 1_024, 1_536], 1_536),
    };
  },
  write: writeVectors,
};

function readCommon(body: JsonObject, truncations: readonly string[]) {
  const { texts } = body;
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_TEXTS) {
    throw malformedInput(`#/texts: expected 1 to ${MOST_TEXTS} texts, received ${Array.isArray(texts) ? texts.length : 'none'}`);
  }
  requireOneOf(body.truncate, 'truncate', truncations, 'NONE');
  for (const type of Array.isArray(body.embedding_types) ? body.embedding_types as readonly unknown[] : []) requireOneOf(type, 'embedding_types', ['float']);
  return {
    texts: texts.map((text: unknown, index) => requireText(text, `texts/${index}`)),
    normalized: true,
    purpose: requireOneOf(body.input_type, 'input_type', INPUT_TYPES),
  };
}

/** The tokens are in a header, and nowhere in the body. */
function writeVectors(vectors: readonly (readonly number[])[], _tokens: number, body: JsonObject): JsonObject {
  const byType = body.embedding_types !== undefined;
  return {
    id: hashText(JSON.stringify(body.texts)),
    texts: body.texts,
    embeddings: byType ? { float: vectors } : vectors,
    response_type: byType ? 'embeddings_by_type' : 'embeddings_floats',
  };
}
