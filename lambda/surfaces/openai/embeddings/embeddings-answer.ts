import { base64Floats } from './base64-floats';
import { EncodingFormat } from './embedding-request';
import { ModelAnswer } from '../../../core/model-answer';
import { jsonAnswer } from '../../shared/answers';
import { HttpAnswer, ServedBy } from '../../surface';

/** Source: https://platform.openai.com/docs/api-reference/embeddings/object */
export function embeddingsAnswer({ usage, vectors = [] }: ModelAnswer, served: ServedBy, encoding: EncodingFormat): HttpAnswer {
  const tokens = usage?.inputTokens ?? 0;
  return jsonAnswer(200, {
    object: 'list',
    data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encoding === 'base64' ? base64Floats(vector) : vector })),
    model: served.route,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  }, { 'x-request-id': served.requestId });
}
