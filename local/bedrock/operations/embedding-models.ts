import { COHERE_V3, COHERE_V4 } from './cohere-embed';
import { EmbeddingInput } from './embedding-input';
import { NOVA_EMBEDDINGS } from './nova-embed';
import { TITAN_IMAGE, TITAN_TEXT_V1, TITAN_TEXT_V2 } from './titan-embed';
import { JsonObject } from '../json-fields';

/** How InvokeModel reads and answers the bodies of a model for vectors. */
export interface EmbeddingModel {
  /** @throws ValidationException */
  read(body: JsonObject): EmbeddingInput;
  write(vectors: readonly (readonly number[])[], tokens: number, body: JsonObject): JsonObject;
}

const MODELS: readonly (readonly [prefix: string, model: EmbeddingModel])[] = [
  ['amazon.titan-embed-text-v2', TITAN_TEXT_V2],
  ['amazon.titan-embed-text', TITAN_TEXT_V1],
  ['amazon.titan-embed-image', TITAN_IMAGE],
  ['amazon.nova-2-multimodal-embeddings', NOVA_EMBEDDINGS],
  ['cohere.embed-v4', COHERE_V4],
  ['cohere.embed', COHERE_V3],
];

export function embeddingModelOf(foundationModelId: string | undefined): EmbeddingModel | undefined {
  return MODELS.find(([prefix]) => foundationModelId?.startsWith(prefix) === true)?.[1];
}
