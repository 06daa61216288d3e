import {
  LARGEST_COUNT, optional, quoted, requireArray, requireBoolean, requireObject, requireString, requireWholeNumber, unsupportedField, wrongField,
} from '../../shared/fields';
import { isJsonObject, JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** One kind of place that a text is taken from, in both APIs. */
interface Place {
  readonly type: string;
  /** In Converse's union of locations. */
  readonly member: string;
  readonly index: readonly [anthropic: string, converse: string];
  readonly start: string;
  readonly end: string;
}

const DOCUMENT = ['document_index', 'documentIndex'] as const;

/**
 * Sources: https://platform.claude.com/docs/en/build-with-claude/citations and
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CitationLocation.html
 */
const PLACES: readonly Place[] = [
  { type: 'char_location', member: 'documentChar', index: DOCUMENT, start: 'start_char_index', end: 'end_char_index' },
  { type: 'page_location', member: 'documentPage', index: DOCUMENT, start: 'start_page_number', end: 'end_page_number' },
  { type: 'content_block_location', member: 'documentChunk', index: DOCUMENT, start: 'start_block_index', end: 'end_block_index' },
  {
    type: 'search_result_location',
    member: 'searchResultLocation',
    index: ['search_result_index', 'searchResultIndex'],
    start: 'start_block_index',
    end: 'end_block_index',
  },
];

/** Nothing unless citations are asked for. */
export function citationsConfiguration(block: JsonObject, field: string): { readonly citations?: { readonly enabled: true } } {
  const citations = requireObject(optional(block, 'citations') ?? {}, `${field}.citations`);
  checkKnownMembers(citations, ['enabled'], `${field}.citations`);
  return requireBoolean(optional(citations, 'enabled') ?? false, `${field}.citations.enabled`) ? { citations: { enabled: true } } : {};
}

/** The citations of a text block, in Converse's shape. @throws GatewayError for one that Converse cannot carry */
export function citationsOf(block: JsonObject, field: string): readonly JsonObject[] {
  return requireArray(optional(block, 'citations') ?? [], `${field}.citations`, 'citations')
    .map((citation, index) => toConverse(requireObject(citation, `${field}.citations[${index}]`), `${field}.citations[${index}]`));
}

/** A citation as Anthropic shows it; undefined for a place that it has no word for. */
export function citationFrom(value: unknown): JsonObject | undefined {
  if (!isJsonObject(value) || !isJsonObject(value.location)) return undefined;
  const { location, source, sourceContent, title } = value;
  const place = PLACES.find(({ member }) => isJsonObject(location[member]));
  if (!place) return undefined;
  const at = location[place.member] as JsonObject;
  return {
    type: place.type,
    cited_text: citedText(sourceContent),
    [place.index[0]]: at[place.index[1]],
    [place.start]: at.start,
    [place.end]: at.end,
    ...(isDocument(place) ? { document_title: title ?? null, file_id: null } : { title: title ?? null, source: source ?? '' }),
  };
}

function toConverse(citation: JsonObject, field: string): JsonObject {
  const place = PLACES.find(({ type }) => type === citation.type);
  if (!place) throw wrongField(`${field}.type`, PLACES.map(({ type }) => `'${type}'`).join(' or '), quoted(citation.type));
  const titleName = isDocument(place) ? 'document_title' : 'title';
  checkKnownMembers(citation, ['type', 'cited_text', place.index[0], place.start, place.end, titleName, isDocument(place) ? 'file_id' : 'source'], field);
  if (isDocument(place) && optional(citation, 'file_id') !== undefined) throw unsupportedField(`${field}.file_id`, 'files are not supported; leave it out');
  const title = optional(citation, titleName);
  const count = (name: string) => requireWholeNumber(citation[name], `${field}.${name}`, 0, LARGEST_COUNT);
  return {
    ...(title === undefined ? {} : { title: requireString(title, `${field}.${titleName}`) }),
    ...(isDocument(place) ? {} : { source: requireString(citation.source, `${field}.source`) }),
    sourceContent: [{ text: requireString(citation.cited_text, `${field}.cited_text`) }],
    location: { [place.member]: { [place.index[1]]: count(place.index[0]), start: count(place.start), end: count(place.end) } },
  };
}

function isDocument({ index }: Place): boolean {
  return index === DOCUMENT;
}

function citedText(sourceContent: unknown): string {
  if (!Array.isArray(sourceContent)) return '';
  return sourceContent.map((part: unknown) => (isJsonObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}
