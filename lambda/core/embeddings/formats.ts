import { COHERE_V3, COHERE_V4 } from './cohere';
import { EmbeddingFormat } from './embedding-format';
import { NOVA } from './nova';
import { TITAN_IMAGE } from './titan-image';
import { TITAN_TEXT_V1, TITAN_TEXT_V2 } from './titan-text';

/** The first row that matches counts. */
const FORMATS: readonly { readonly prefix: string; readonly format: EmbeddingFormat }[] = [
  { prefix: 'amazon.titan-embed-text-v2', format: TITAN_TEXT_V2 },
  { prefix: 'amazon.titan-embed-text-v1', format: TITAN_TEXT_V1 },
  { prefix: 'amazon.titan-embed-image-v1', format: TITAN_IMAGE },
  { prefix: 'amazon.nova-2-multimodal-embeddings', format: NOVA },
  { prefix: 'cohere.embed-english-v3', format: COHERE_V3 },
  { prefix: 'cohere.embed-multilingual-v3', format: COHERE_V3 },
  { prefix: 'cohere.embed-v4', format: COHERE_V4 },
];

/** @returns undefined for a model whose bodies are not known: a later version may have others */
export function embeddingFormatOf(foundationModel: string | undefined): EmbeddingFormat | undefined {
  return foundationModel === undefined ? undefined : FORMATS.find(({ prefix }) => foundationModel.startsWith(prefix))?.format;
}
