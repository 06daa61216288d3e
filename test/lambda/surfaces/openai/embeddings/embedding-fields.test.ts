import OpenAI from 'openai';
import { EMBEDDING_FIELDS } from '../../../../../lambda/surfaces/openai/embeddings/embedding-fields';

/** Every field of the official client's types, so that a forgotten one fails here (the compiler names it) and not at a caller. */
const REFERENCE = Object.keys({
  dimensions: true,
  encoding_format: true,
  input: true,
  model: true,
  user: true,
} satisfies Record<keyof OpenAI.EmbeddingCreateParams, true>);

test('every field of the API reference has a handling, and one field beside them', () => {
  expect([...EMBEDDING_FIELDS.keys()].sort()).toEqual([...REFERENCE, 'input_type'].sort());
});
