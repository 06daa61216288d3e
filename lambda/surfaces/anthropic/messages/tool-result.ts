import { blockReader } from './block-reader';
import { imageBlock } from './image';
import { searchResultBlock } from './search-result';
import { textBlock } from './text';
import { ContentBlock } from '../../../core/converse';
import { isBlank, optional, requireArray, requireBoolean, unsupportedField } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** What the caller's tool said. @param readDocument one document in it */
export function toolResultBlock(block: JsonObject, field: string, readDocument: (block: JsonObject, field: string) => ContentBlock): ContentBlock {
  checkKnownMembers(block, ['type', 'tool_use_id', 'content', 'is_error', 'cache_control'], field);
  const content = optional(block, 'content') ?? [];
  const unmarked = (read: (part: JsonObject, at: string) => ContentBlock) => (part: JsonObject, at: string) => {
    if (optional(part, 'cache_control') !== undefined) throw unsupportedField(`${at}.cache_control`, 'mark the tool result instead, a part of it cannot be');
    return [read(part, at)];
  };
  const readParts = blockReader<ContentBlock>({
    text: unmarked(textBlock),
    image: unmarked(imageBlock),
    document: unmarked(readDocument),
    search_result: unmarked(searchResultBlock),
  });
  const failed = requireBoolean(optional(block, 'is_error') ?? false, `${field}.is_error`);
  return {
    toolResult: {
      toolUseId: requireIdentifier(block.tool_use_id, `${field}.tool_use_id`),
      content: typeof content === 'string' ? texts(content) : readParts(requireArray(content, `${field}.content`, 'content blocks'), `${field}.content`),
      // Success is what is assumed, and some models take no word of it.
      ...(failed ? { status: 'error' } : {}),
    },
  };
}

/** A tool that returned nothing is answered with an empty list, since Bedrock refuses blank text. */
function texts(text: string): readonly ContentBlock[] {
  return isBlank(text) ? [] : [{ text }];
}
