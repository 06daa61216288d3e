/**
 * How the ids of models begin that turn texts into vectors and generate nothing, without a geography.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
 */
const EMBEDDING_MODELS: readonly string[] = [
  'amazon.titan-embed-',
  'amazon.nova-2-multimodal-embeddings',
  'cohere.embed',
];

/** @param foundationModel without a geography; absent: not known, so that nobody can tell */
export function isEmbeddingModel(foundationModel: string | undefined): boolean {
  return foundationModel !== undefined && EMBEDDING_MODELS.some((prefix) => foundationModel.startsWith(prefix));
}
