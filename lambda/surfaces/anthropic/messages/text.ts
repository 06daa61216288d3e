import { citationsOf } from './citations';
import { ContentBlock } from '../../../core/converse';
import { optional, requireArray, requireText, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** Text of a model, which may say what it is taken from. */
export function citingTextBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'text', 'citations', 'cache_control'], field);
  const text = requireText(block.text, `${field}.text`);
  const citations = citationsOf(block, field);
  return citations.length === 0 ? { text } : { citationsContent: { content: [{ text }], citations } };
}

/** Text in a place where Converse takes nothing but text. */
export function textBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'text', 'citations', 'cache_control'], field);
  if (requireArray(optional(block, 'citations') ?? [], `${field}.citations`, 'citations').length > 0) {
    throw unsupportedField(`${field}.citations`, 'citations are not supported here, leave them out');
  }
  return { text: requireText(block.text, `${field}.text`) };
}
