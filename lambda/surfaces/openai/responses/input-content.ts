import { ContentBlock } from '../../../core/converse';
import { optional, requireArray, requireString, requireText, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { documentBlock, imageBlock, refuseDetail, refuseStored } from '../shared/attachments';
import { PartReader, readParts, refusalOf, textOf } from '../shared/content-parts';
import { DocumentNames } from '../shared/document-names';
import { textBlocks } from '../shared/text-blocks';

/** What a user says: text, images and files. Blank text is refused, as Bedrock would. */
export function userBlocks(content: unknown, field: string, names: DocumentNames): ContentBlock[] {
  if (typeof content === 'string') return [{ text: requireText(content, field) }];
  return readParts<ContentBlock>(content, field, {
    input_text: (part, at) => ({ text: requireText(textOf(part, at), `${at}.text`) }),
    ...attachments(names),
  });
}

/** What a function returned. One that returned nothing has an empty list, since Bedrock refuses blank text. */
export function outputBlocks(output: unknown, field: string, names: DocumentNames): ContentBlock[] {
  if (typeof output === 'string') return textBlocks([output]);
  return readParts<ContentBlock[]>(output, field, {
    input_text: (part, at) => textBlocks([textOf(part, at)]),
    ...lists(attachments(names)),
  }).flat();
}

/** The texts of instructions. They may be blank. */
export function instructionTexts(content: unknown, field: string): string[] {
  return typeof content === 'string' ? [content] : readParts(content, field, { input_text: textOf });
}

/** What a model said earlier: text, or why it would not answer. They may be blank. */
export function assistantTexts(content: unknown, field: string): string[] {
  if (typeof content === 'string') return [content];
  return readParts(content, field, { output_text: outputText, input_text: textOf, refusal: refusalOf });
}

/** `parsed` is what helpers of the official clients add to an answer. */
function outputText(part: JsonObject, field: string): string {
  checkKnownMembers(part, ['type', 'text', 'annotations', 'logprobs', 'parsed'], field);
  for (const name of ['annotations', 'logprobs']) {
    if (requireArray(optional(part, name) ?? [], `${field}.${name}`, name).length > 0) {
      throw unsupportedField(`${field}.${name}`, `${name} are not supported, leave them out`);
    }
  }
  return requireString(part.text, `${field}.text`);
}

function attachments(names: DocumentNames): Readonly<Record<'input_image' | 'input_file', PartReader<ContentBlock>>> {
  return { input_image: image, input_file: (part, field) => file(part, field, names) };
}

function lists<Name extends string>(readers: Readonly<Record<Name, PartReader<ContentBlock>>>): Readonly<Record<string, PartReader<ContentBlock[]>>> {
  return Object.fromEntries(Object.entries<PartReader<ContentBlock>>(readers).map(([type, read]) => [
    type, (part: JsonObject, field: string) => [read(part, field)],
  ]));
}

function image(part: JsonObject, field: string): ContentBlock {
  checkKnownMembers(part, ['type', 'image_url', 'file_id', 'detail'], field);
  refuseStored(part, field);
  refuseDetail(part, field);
  return imageBlock(part.image_url, `${field}.image_url`);
}

function file(part: JsonObject, field: string, names: DocumentNames): ContentBlock {
  checkKnownMembers(part, ['type', 'file_data', 'file_id', 'file_url', 'filename', 'detail'], field);
  refuseDetail(part, field);
  if (optional(part, 'file_url') !== undefined) {
    throw unsupportedField(`${field}.file_url`, "this gateway fetches nothing; send the content itself as a 'data:' URL in 'file_data'");
  }
  return documentBlock(part, field, names);
}
