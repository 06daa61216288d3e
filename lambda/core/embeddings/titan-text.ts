import { EmbeddingFormat } from './embedding-format';

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
export const TITAN_TEXT_V2: EmbeddingFormat = {
  textsPerCall: 1,
  dimensions: [256, 512, 1_024],
  // OpenAI's vectors have the length 1, and callers rely on it.
  bodyOf: ([inputText], { dimensions }) => ({ inputText, ...dimensions !== undefined && { dimensions }, normalize: true }),
  vectorsIn: ({ embedding }) => [embedding],
};

/** It takes a text and nothing else. */
export const TITAN_TEXT_V1: EmbeddingFormat = {
  textsPerCall: 1,
  dimensions: [1_536],
  fixedLength: true,
  bodyOf: ([inputText]) => ({ inputText }),
  vectorsIn: ({ embedding }) => [embedding],
};
