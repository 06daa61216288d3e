import { FieldHandling, FieldHandlings, TRANSLATED } from '../../shared/field-handling';

/** Source: https://platform.openai.com/docs/api-reference/embeddings/create; `input_type` is Cohere's, as other servers of this API take it. */
export const EMBEDDING_FIELDS: FieldHandlings = new Map<string, FieldHandling>([
  ['model', TRANSLATED],
  ['input', TRANSLATED],
  ['dimensions', TRANSLATED],
  ['encoding_format', TRANSLATED],
  ['user', TRANSLATED],
  ['input_type', TRANSLATED],
]);
