import { base64Of, requireBase64Source } from './base64-source';
import { blockReader } from './block-reader';
import { citationsConfiguration } from './citations';
import { textBlock } from './text';
import { ContentBlock } from '../../../core/converse';
import {
  kindOf, optional, quoted, requireNonEmptyArray, requireNonEmptyString, requireObject, requireText, unsupportedField, wrongField,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html */
const NAME = /^(?!.* {2})[a-zA-Z0-9 ()[\]-]{1,200}$/;

/** A document that the request carries in itself. @param number of this document in the whole request, from 1 on */
export function documentBlock(block: JsonObject, field: string, number: number): ContentBlock {
  checkKnownMembers(block, ['type', 'source', 'title', 'context', 'citations', 'cache_control'], field);
  const context = optional(block, 'context');
  return {
    document: {
      ...contentOf(requireObject(block.source, `${field}.source`), `${field}.source`),
      name: nameOf(optional(block, 'title'), `${field}.title`, number),
      ...(context === undefined ? {} : { context: requireNonEmptyString(context, `${field}.context`) }),
      ...citationsConfiguration(block, field),
    },
  };
}

/** Converse wants a name, and takes no other letters. */
function nameOf(title: unknown, field: string, number: number): string {
  if (title === undefined) return `Document ${number}`;
  if (typeof title !== 'string' || !NAME.test(title)) {
    throw wrongField(field, 'at most 200 letters, digits, single spaces or any of -()[]', typeof title === 'string' ? 'a string with others or longer' : kindOf(title));
  }
  return title;
}

function contentOf(source: JsonObject, field: string): JsonObject {
  if (source.type === 'text') {
    checkKnownMembers(source, ['type', 'media_type', 'data'], field);
    requireMediaType(source, 'text/plain', field);
    return { format: 'txt', source: { text: requireText(source.data, `${field}.data`) } };
  }
  if (source.type === 'content') {
    checkKnownMembers(source, ['type', 'content'], field);
    const { content } = source;
    if (typeof content === 'string') return { source: { content: [{ text: requireText(content, `${field}.content`) }] } };
    return { source: { content: readChunks(requireNonEmptyArray(content, `${field}.content`, 'text blocks'), `${field}.content`) } };
  }
  requireBase64Source(source, field);
  requireMediaType(source, 'application/pdf', field);
  return { format: 'pdf', source: { bytes: base64Of(source, field) } };
}

const readChunks = blockReader<JsonObject>({
  text: (block, field) => {
    if (optional(block, 'cache_control') !== undefined) throw unsupportedField(`${field}.cache_control`, 'mark the document instead, a part of it cannot be');
    return [textBlock(block, field)];
  },
});

function requireMediaType(source: JsonObject, expected: string, field: string): void {
  if (source.media_type !== expected) throw wrongField(`${field}.media_type`, `'${expected}'`, quoted(source.media_type));
}
