import { EmbeddingFormat } from './embedding-format';

/**
 * It takes images as well, for which OpenAI's API has no place.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html
 */
export const TITAN_IMAGE: EmbeddingFormat = {
  textsPerCall: 1,
  dimensions: [256, 384, 1_024],
  bodyOf: ([inputText], { dimensions }) => ({ inputText, ...dimensions !== undefined && { embeddingConfig: { outputEmbeddingLength: dimensions } } }),
  vectorsIn: ({ embedding }) => [embedding],
};
