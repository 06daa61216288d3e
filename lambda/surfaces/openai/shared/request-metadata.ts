import { memberPath, optional, requireObject, requireString, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (requestMetadata) */
const NAME = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/;
const VALUE = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/;
const ALLOWED = 'at most 256 letters, digits, spaces or any of :_@$#=/+,.-';
/** Of the 16 that Bedrock takes, three are the gateway's own. */
const MOST_ENTRIES = 13;

/** What OpenAI stores with a request, Bedrock writes into its invocation log. */
export function requestMetadata(body: JsonObject): { readonly requestMetadata?: Readonly<Record<string, string>> } {
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(requireObject(optional(body, 'metadata') ?? {}, 'metadata'))) {
    const field = memberPath('metadata', name);
    if (!NAME.test(name)) throw wrongField(field, `a name of ${ALLOWED}`, 'another one');
    entries.set(name, logged(value, field));
  }
  for (const field of ['user', 'safety_identifier']) {
    const value = optional(body, field);
    if (value === undefined) continue;
    if (entries.has(field)) throw unsupportedField(field, `'metadata.${field}' is given as well, and both are logged under this name`);
    entries.set(field, logged(value, field));
  }
  if (entries.size > MOST_ENTRIES) {
    throw wrongField('metadata', `at most ${MOST_ENTRIES} entries together with 'user' and 'safety_identifier'`, String(entries.size));
  }
  return entries.size === 0 ? {} : { requestMetadata: Object.fromEntries(entries) };
}

function logged(value: unknown, field: string): string {
  const text = requireString(value, field);
  if (!VALUE.test(text)) throw wrongField(field, ALLOWED, 'a string with others');
  return text;
}
