import { blockReader } from './block-reader';
import { citationsConfiguration } from './citations';
import { textBlock } from './text';
import { ContentBlock } from '../../../core/converse';
import { optional, requireNonEmptyArray, requireNonEmptyString, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** What the caller has found itself, for the model to cite. */
export function searchResultBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'source', 'title', 'content', 'citations', 'cache_control'], field);
  const content = requireNonEmptyArray(block.content, `${field}.content`, 'text blocks');
  return {
    searchResult: {
      source: requireNonEmptyString(block.source, `${field}.source`),
      title: requireNonEmptyString(block.title, `${field}.title`),
      content: readTexts(content, `${field}.content`),
      ...citationsConfiguration(block, field),
    },
  };
}

const readTexts = blockReader<JsonObject>({
  text: (block, field) => {
    if (optional(block, 'cache_control') !== undefined) throw unsupportedField(`${field}.cache_control`, 'mark the search result instead');
    return [textBlock(block, field)];
  },
});
