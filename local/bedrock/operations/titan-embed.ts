import { groupIn, rejectOthers, requireOneOf, requireText } from './embedding-input';
import { EmbeddingModel } from './embedding-models';
import { JsonObject } from '../json-fields';

const NO_PURPOSE = '';

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html */
export const TITAN_TEXT_V2: EmbeddingModel = {
  read(body) {
    rejectOthers(body, ['inputText', 'dimensions', 'normalize', 'embeddingTypes']);
    return {
      texts: [requireText(body.inputText, 'inputText')],
      dimensions: requireOneOf(body.dimensions, 'dimensions', [256, 512, 1_024], 1_024),
      normalized: requireOneOf(body.normalize, 'normalize', [true, false], true),
      purpose: NO_PURPOSE,
    };
  },
  write: ([embedding], inputTextTokenCount): JsonObject => ({ embedding, inputTextTokenCount, embeddingsByType: { float: embedding } }),
};

export const TITAN_TEXT_V1: EmbeddingModel = {
  read(body) {
    rejectOthers(body, ['inputText']);
    return { texts: [requireText(body.inputText, 'inputText')], dimensions: 1_536, normalized: false, purpose: NO_PURPOSE };
  },
  write: ([embedding], inputTextTokenCount) => ({ embedding, inputTextTokenCount }),
};

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html (texts only) */
export const TITAN_IMAGE: EmbeddingModel = {
  read(body) {
    rejectOthers(body, ['inputText', 'embeddingConfig']);
    const { outputEmbeddingLength } = groupIn(body, 'embeddingConfig');
    return {
      texts: [requireText(body.inputText, 'inputText')],
      dimensions: requireOneOf(outputEmbeddingLength, 'embeddingConfig/outputEmbeddingLength', [256, 384, 1_024], 1_024),
      normalized: true,
      purpose: NO_PURPOSE,
    };
  },
  write: ([embedding], inputTextTokenCount) => ({ embedding, inputTextTokenCount, message: null }),
};
