import { EMBEDDING_FIELDS } from './embedding-fields';
import { readTexts } from './texts';
import { EmbeddingSettings, InputType } from '../../../core/embeddings/embedding-format';
import { EmbedRequest } from '../../../core/requests/inference-request';
import { checkFields } from '../../shared/field-handling';
import { LARGEST_COUNT, optional, quoted, requireWholeNumber, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { requestMetadata } from '../shared/request-metadata';
import { requireRoute } from '../shared/route';

export type EncodingFormat = 'float' | 'base64';

export interface ParsedEmbeddings {
  readonly request: EmbedRequest;
  readonly encoding: EncodingFormat;
}

const INPUT_TYPES: readonly InputType[] = ['search_document', 'search_query', 'classification', 'clustering'];

/** @throws GatewayError for anything that is malformed or that cannot be translated faithfully */
export function parseEmbeddings(body: JsonObject): ParsedEmbeddings {
  checkFields(body, EMBEDDING_FIELDS);
  const route = requireRoute(body);
  const texts = readTexts(body.input);
  const encoding = choice<EncodingFormat>(body, 'encoding_format', ['float', 'base64']) ?? 'float';
  return {
    request: { kind: 'embed', route, streamed: false, texts, settings: settingsOf(body), metadata: requestMetadata(body).requestMetadata ?? {} },
    encoding,
  };
}

/** Which of them a model knows is for the core to say. */
function settingsOf(body: JsonObject): EmbeddingSettings {
  const dimensions = optional(body, 'dimensions');
  const inputType = choice(body, 'input_type', INPUT_TYPES);
  return {
    ...dimensions !== undefined && { dimensions: requireWholeNumber(dimensions, 'dimensions', 1, LARGEST_COUNT) },
    ...inputType !== undefined && { inputType },
  };
}

function choice<Choice extends string>(body: JsonObject, field: string, choices: readonly Choice[]): Choice | undefined {
  const value = optional(body, field);
  if (value === undefined) return undefined;
  const chosen = choices.find((known) => known === value);
  if (chosen === undefined) throw wrongField(field, choices.map((known) => `'${known}'`).join(' or '), quoted(value));
  return chosen;
}
