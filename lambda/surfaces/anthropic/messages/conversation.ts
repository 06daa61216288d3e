import { blockReader } from './block-reader';
import { cachePointsOf } from './cache-control';
import { documentBlock } from './document';
import { imageBlock } from './image';
import { redactedThinkingBlock, thinkingBlock, toolUseBlock } from './model-blocks';
import { OpenToolUses } from './open-tool-uses';
import { searchResultBlock } from './search-result';
import { citingTextBlock, textBlock } from './text';
import { toolResultBlock } from './tool-result';
import { ContentBlock, ConverseMessage } from '../../../core/converse';
import { kindOf, quoted, requireNonEmptyArray, requireObject, requireText, unsupportedField, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { Turns } from '../../shared/turns';

export interface Conversation {
  /** Alternating, the first from the user. A last one from the assistant begins the answer. */
  readonly messages: readonly ConverseMessage[];
  /** Converse then insists on a tool configuration. */
  readonly usesTools: boolean;
}

/** @throws GatewayError */
export function translateConversation(value: unknown): Conversation {
  const given = requireNonEmptyArray(value, 'messages', 'messages');
  const turns = new Turns();
  const toolUses = new OpenToolUses();
  const readers = contentReaders(toolUses);
  given.forEach((element, index) => {
    const field = `messages[${index}]`;
    const message = requireObject(element, field);
    const { role, content } = message;
    if (role === 'system') throw unsupportedField(`${field}.role`, "'system' is not supported within the conversation, use the field 'system'");
    if (role !== 'user' && role !== 'assistant') throw wrongField(`${field}.role`, "'user' or 'assistant'", quoted(role));
    checkKnownMembers(message, ['role', 'content'], field);
    if (role === 'assistant') {
      if (turns.lastRole === 'user') toolUses.requireNone(field);
      // An answer that is to begin with nothing begins as any other.
      if (index === given.length - 1 && isEmpty(content)) return;
    }
    turns.add(role, readers[role](content, `${field}.content`), field);
  });
  toolUses.requireNone(`messages[${given.length}]`);
  turns.requireTextBesideDocuments();
  const { messages } = turns;
  if (messages[0]?.role !== 'user') {
    throw wrongField('messages', "a conversation that begins with a 'user' message", messages.length === 0 ? 'none' : "one from the 'assistant'");
  }
  return { messages, usesTools: messages.some(({ content }) => content.some(({ toolUse }) => toolUse !== undefined)) };
}

type ContentReader = (content: unknown, field: string) => readonly ContentBlock[];

/** What each role can say. */
function contentReaders(toolUses: OpenToolUses): { readonly [role in ConverseMessage['role']]: ContentReader } {
  let documents = 0;
  const document = (block: JsonObject, field: string) => documentBlock(block, field, ++documents);
  return {
    user: contentReader({
      text: textBlock,
      image: imageBlock,
      document,
      search_result: searchResultBlock,
      tool_result: (block, field) => {
        const result = toolResultBlock(block, field, document);
        toolUses.answer(String(block.tool_use_id), field);
        return result;
      },
    }),
    assistant: contentReader({
      text: citingTextBlock,
      thinking: thinkingBlock,
      redacted_thinking: redactedThinkingBlock,
      tool_use: (block, field) => {
        const use = toolUseBlock(block, field);
        toolUses.add(String(block.id), field);
        return use;
      },
    }),
  };
}

function contentReader(readers: Readonly<Record<string, (block: JsonObject, field: string) => ContentBlock>>): ContentReader {
  const readBlocks = blockReader<ContentBlock>(Object.fromEntries(Object.entries(readers).map(
    ([type, read]) => [type, (block: JsonObject, field: string) => [read(block, field), ...cachePointsOf(block, field)]],
  )));
  return (content, field) => {
    if (typeof content === 'string') return [{ text: requireText(content, field) }];
    if (!Array.isArray(content)) throw wrongField(field, 'a string or a non-empty array of content blocks', kindOf(content));
    return readBlocks(requireNonEmptyArray(content, field, 'content blocks'), field);
  };
}

function isEmpty(content: unknown): boolean {
  return content === '' || (Array.isArray(content) && content.length === 0);
}
