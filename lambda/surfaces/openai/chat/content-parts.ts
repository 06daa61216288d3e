import { imageOf } from './data-url';
import { ContentBlock } from '../../../core/converse';
import {
  kindOf, optional, quoted, requireNonEmptyArray, requireObject, requireString, requireText, unsupportedField, wrongField,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

type PartReader<Result> = (part: JsonObject, field: string) => Result;

/** What a user says: text and images. Blank text is refused, as Bedrock would. */
export function userBlocks(content: unknown, field: string): ContentBlock[] {
  if (typeof content === 'string') return [{ text: requireText(content, field) }];
  return readParts<ContentBlock>(content, field, {
    text: (part, at) => ({ text: requireText(textOf(part, at), `${at}.text`) }),
    image_url: (part, at) => ({ image: image(part, at) }),
  });
}

/** The texts of a message that can hold nothing else. They may be blank. */
export function plainTexts(content: unknown, field: string): string[] {
  return typeof content === 'string' ? [content] : readParts(content, field, { text: textOf });
}

/** What a model said earlier: text, or why it would not answer. They may be blank. */
export function assistantTexts(content: unknown, field: string): string[] {
  if (typeof content === 'string') return [content];
  return readParts(content, field, {
    text: textOf,
    refusal: (part, at) => {
      checkKnownMembers(part, ['type', 'refusal'], at);
      return requireString(part.refusal, `${at}.refusal`);
    },
  });
}

function readParts<Result>(content: unknown, field: string, readers: Readonly<Record<string, PartReader<Result>>>): Result[] {
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

function textOf(part: JsonObject, field: string): string {
  checkKnownMembers(part, ['type', 'text'], field);
  return requireString(part.text, `${field}.text`);
}

function image(part: JsonObject, field: string): unknown {
  checkKnownMembers(part, ['type', 'image_url'], field);
  const at = `${field}.image_url`;
  const source = requireObject(part.image_url, at);
  checkKnownMembers(source, ['url', 'detail'], at);
  if ((optional(source, 'detail') ?? 'auto') !== 'auto') {
    throw unsupportedField(`${at}.detail`, "no value but 'auto' can be honoured; leave it out");
  }
  return imageOf(requireString(source.url, `${at}.url`), `${at}.url`);
}
