import { EmbeddingFormat, InputType } from './embedding-format';

/** Texts may be compared with images, sound and video that others have put into the same index. */
const PURPOSES: { readonly [type in InputType]: string } = {
  search_document: 'GENERIC_INDEX',
  search_query: 'GENERIC_RETRIEVAL',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
};

/** Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
export const NOVA: EmbeddingFormat = {
  textsPerCall: 1,
  dimensions: [256, 384, 1_024, 3_072],
  knowsInputTypes: true,
  bodyOf: ([value], { dimensions, inputType = 'search_document' }) => ({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: PURPOSES[inputType],
      ...dimensions !== undefined && { embeddingDimension: dimensions },
      // A text that is too long is an error, as with OpenAI, and never cut in silence.
      text: { truncationMode: 'NONE', value },
    },
  }),
  vectorsIn: ({ embeddings }) => Array.isArray(embeddings) ? embeddings.map(vectorIn) : undefined,
};

function vectorIn(embedding: { readonly embedding?: unknown } | null): unknown {
  return embedding?.embedding;
}
