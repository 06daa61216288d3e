import { EmbeddingFormat, InputType } from './embedding-format';
import { JsonMembers } from '../invoke/invoke-body';

/** Its own limit for one call. */
const MOST_TEXTS = 96;

/** Required by the model. What is stored is embedded more often than what is searched for. */
const UNASKED: InputType = 'search_document';

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html */
export const COHERE_V3: EmbeddingFormat = {
  textsPerCall: MOST_TEXTS,
  dimensions: [1_024],
  fixedLength: true,
  knowsInputTypes: true,
  bodyOf: (texts, { inputType }) => cohereBody(texts, inputType),
  vectorsIn: cohereVectors,
};

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html */
export const COHERE_V4: EmbeddingFormat = {
  textsPerCall: MOST_TEXTS,
  dimensions: [256, 512, 1_024, 1_536],
  knowsInputTypes: true,
  bodyOf: (texts, { dimensions, inputType }) => ({
    ...cohereBody(texts, inputType), ...dimensions !== undefined && { output_dimension: dimensions },
  }),
  vectorsIn: cohereVectors,
};

/** A text that is too long is an error, as with OpenAI, and never cut in silence. */
function cohereBody(texts: readonly string[], inputType: InputType = UNASKED): JsonMembers {
  return { texts, input_type: inputType, embedding_types: ['float'], truncate: 'NONE' };
}

/** By type where types were asked for; some versions leave it out when there is one. */
function cohereVectors({ embeddings }: JsonMembers): unknown {
  return Array.isArray(embeddings) ? embeddings : (embeddings as JsonMembers | null | undefined)?.float;
}
