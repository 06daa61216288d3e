import { ConverseBody } from '../converse';
import { textOf } from './text-of';

/** Characters that are read of each part of a conversation: 16,384 at most for one request. */
const SYSTEM_BUDGET = 4_096;
const TOOLS_BUDGET = 4_096;
const FIRST_MESSAGE_BUDGET = 8_192;

/**
 * What stays the same in all turns of a conversation and stands first in the prompt, where the cache looks. Each
 * part has a budget of its own, so that conversations that share a long system prompt still differ. The choice of
 * tool is left out, because it may change from turn to turn.
 */
export function beginningOf({ system, toolConfig, messages }: Pick<ConverseBody, 'system' | 'toolConfig' | 'messages'>): string {
  const firstMessage = messages.find(({ role }) => role === 'user')?.content;
  return textOf(toolConfig?.tools, TOOLS_BUDGET) + textOf(system, SYSTEM_BUDGET) + textOf(firstMessage, FIRST_MESSAGE_BUDGET);
}
