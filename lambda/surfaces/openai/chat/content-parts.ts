import { ContentBlock } from '../../../core/converse';
import { requireObject, requireText } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { documentBlock, imageBlock, refuseDetail } from '../shared/attachments';
import { readParts, refusalOf, textOf } from '../shared/content-parts';
import { DocumentNames } from '../shared/document-names';

/** What a user says: text, images and files. Blank text is refused, as Bedrock would. */
export function userBlocks(content: unknown, field: string, names: DocumentNames): ContentBlock[] {
  if (typeof content === 'string') return [{ text: requireText(content, field) }];
  return readParts<ContentBlock>(content, field, {
    text: (part, at) => ({ text: requireText(textOf(part, at), `${at}.text`) }),
    image_url: image,
    file: (part, at) => file(part, at, names),
  });
}

/** The texts of a message that can hold nothing else. They may be blank. */
export function plainTexts(content: unknown, field: string): string[] {
  return typeof content === 'string' ? [content] : readParts(content, field, { text: textOf });
}

/** What a model said earlier: text, or why it would not answer. They may be blank. */
export function assistantTexts(content: unknown, field: string): string[] {
  return typeof content === 'string' ? [content] : readParts(content, field, { text: textOf, refusal: refusalOf });
}

function image(part: JsonObject, field: string): ContentBlock {
  checkKnownMembers(part, ['type', 'image_url'], field);
  const at = `${field}.image_url`;
  const source = requireObject(part.image_url, at);
  checkKnownMembers(source, ['url', 'detail'], at);
  refuseDetail(source, at);
  return imageBlock(source.url, `${at}.url`);
}

function file(part: JsonObject, field: string, names: DocumentNames): ContentBlock {
  checkKnownMembers(part, ['type', 'file'], field);
  const at = `${field}.file`;
  const given = requireObject(part.file, at);
  checkKnownMembers(given, ['file_data', 'file_id', 'filename'], at);
  return documentBlock(given, at, names);
}
