import { blockReader } from './block-reader';
import { cachePointsOf } from './cache-control';
import { textBlock } from './text';
import { ContentBlock } from '../../../core/converse';
import { optional, requireString } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** The instructions in front of the conversation. */
export function systemPrompt(body: JsonObject): { readonly system?: readonly ContentBlock[] } {
  const given = optional(body, 'system');
  const system = Array.isArray(given) ? readBlocks(given, 'system') : textBlocks(requireString(given ?? '', 'system'));
  return system.length === 0 ? {} : { system };
}

const readBlocks = blockReader<ContentBlock>({ text: (block, field) => [textBlock(block, field), ...cachePointsOf(block, field)] });

function textBlocks(text: string): readonly ContentBlock[] {
  return text === '' ? [] : [{ text }];
}
