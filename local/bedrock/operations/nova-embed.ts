import { groupIn, rejectOthers, requireOneOf, requireText } from './embedding-input';
import { EmbeddingModel } from './embedding-models';

const PURPOSES = [
  'GENERIC_INDEX', 'GENERIC_RETRIEVAL', 'TEXT_RETRIEVAL', 'IMAGE_RETRIEVAL', 'VIDEO_RETRIEVAL', 'DOCUMENT_RETRIEVAL', 'AUDIO_RETRIEVAL',
  'CLASSIFICATION', 'CLUSTERING',
];

/** Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html (texts only) */
export const NOVA_EMBEDDINGS: EmbeddingModel = {
  read(body) {
    rejectOthers(body, ['schemaVersion', 'taskType', 'singleEmbeddingParams']);
    requireOneOf(body.taskType, 'taskType', ['SINGLE_EMBEDDING']);
    const params = groupIn(body, 'singleEmbeddingParams');
    const text = groupIn(params, 'text');
    requireOneOf(text.truncationMode, 'singleEmbeddingParams/text/truncationMode', ['START', 'END', 'NONE']);
    return {
      texts: [requireText(text.value, 'singleEmbeddingParams/text/value')],
      dimensions: requireOneOf(params.embeddingDimension, 'singleEmbeddingParams/embeddingDimension', [256, 384, 1_024, 3_072], 3_072),
      normalized: true,
      purpose: requireOneOf(params.embeddingPurpose, 'singleEmbeddingParams/embeddingPurpose', PURPOSES),
    };
  },
  write: ([embedding]) => ({ embeddings: [{ embeddingType: 'TEXT', embedding }] }),
};
