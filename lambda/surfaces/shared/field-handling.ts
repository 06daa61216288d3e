import { memberPath, quoted, unsupportedField, wrongField } from './fields';
import { JsonObject } from './json';

/**
 * What becomes of a field of a request. Nothing is dropped in silence:
 * - `translated` into the Converse request, or into the shape of the answer;
 * - `withoutEffect`: only values that ask for what happens anyway are accepted;
 * - `refused`: any value is, because Converse has no counterpart or this gateway does not translate it.
 */
export type FieldHandling =
  | { readonly kind: 'translated' }
  | { readonly kind: 'withoutEffect'; readonly accepts: (value: unknown) => boolean; readonly expected: string }
  | { readonly kind: 'refused'; readonly because: string };

/** The handling of every field that an operation knows; its page in docs/ has the same list. */
export type FieldHandlings = ReadonlyMap<string, FieldHandling>;

export const TRANSLATED: FieldHandling = { kind: 'translated' };

export function only(...values: readonly (string | number | boolean)[]): FieldHandling {
  return {
    kind: 'withoutEffect',
    accepts: (value) => values.some((accepted) => accepted === value),
    expected: values.map((value) => JSON.stringify(value)).join(' or '),
  };
}

export function refused(because: string): FieldHandling {
  return { kind: 'refused', because };
}

/** Steers to which cache a request goes, never what the answer says. */
export const ANY_STRING: FieldHandling = { kind: 'withoutEffect', accepts: (value) => typeof value === 'string', expected: 'a string' };

/**
 * Null counts as absent.
 * @param parent where the object stands; empty for a whole body
 * @throws GatewayError that names the first field that cannot be honoured
 */
export function checkFields(object: JsonObject, fields: FieldHandlings, parent = ''): void {
  for (const [name, value] of Object.entries(object)) {
    if (value === null) continue;
    const handling = fields.get(name);
    const field = memberPath(parent, name);
    if (handling === undefined) throw unsupportedField(field, 'this field is unknown here, leave it out');
    if (handling.kind === 'refused') throw unsupportedField(field, `${handling.because}; leave it out`);
    if (handling.kind === 'withoutEffect' && !handling.accepts(value)) {
      throw wrongField(field, `${handling.expected} or nothing, since no other value can be honoured`, quoted(value));
    }
  }
}
