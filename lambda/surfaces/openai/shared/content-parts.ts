import { kindOf, quoted, requireNonEmptyArray, requireObject, requireString, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

export type PartReader<Result> = (part: JsonObject, field: string) => Result;

/** Reads a list of content parts, each by its type. @throws GatewayError for a type without a reader */
export function readParts<Result>(content: unknown, field: string, readers: Readonly<Record<string, PartReader<Result>>>): Result[] {
  if (!Array.isArray(content)) throw wrongField(field, 'a string or a non-empty array of content parts', kindOf(content));
  return requireNonEmptyArray(content, field, 'content parts').map((value, index) => {
    const at = `${field}[${index}]`;
    const part = requireObject(value, at);
    const reader = typeof part.type === 'string' && Object.hasOwn(readers, part.type) ? readers[part.type] : undefined;
    if (reader === undefined) {
      throw wrongField(`${at}.type`, Object.keys(readers).map((type) => `'${type}'`).join(' or '), quoted(part.type));
    }
    return reader(part, at);
  });
}

/** The text of a part that has nothing else. */
export function textOf(part: JsonObject, field: string): string {
  checkKnownMembers(part, ['type', 'text'], field);
  return requireString(part.text, `${field}.text`);
}

export function refusalOf(part: JsonObject, field: string): string {
  checkKnownMembers(part, ['type', 'refusal'], field);
  return requireString(part.refusal, `${field}.refusal`);
}
