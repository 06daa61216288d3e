import { ContentBlock } from '../../../core/converse';
import { isBlank } from '../../shared/fields';

/** Blank text says nothing, and Bedrock refuses it. */
export function textBlocks(texts: readonly string[]): ContentBlock[] {
  return texts.filter((text) => !isBlank(text)).map((text) => ({ text }));
}
