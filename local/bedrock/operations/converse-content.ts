import { validationError } from '../bedrock-error';
import { reasoningSignature } from '../generate-answer';
import { isObject, JsonObject } from '../json-fields';
import { CACHE_POINT, mediaPart, PromptPart, textOfJson, textPart, Turn } from '../prompt';

const TEXT_BLOCKS = ['text', 'toolUse', 'toolResult', 'guardContent', 'reasoningContent', 'citationsContent', 'searchResult', 'toolAddition', 'toolRemoval'];
const MEDIA_BLOCKS = ['image', 'document', 'video', 'audio'];
const BLOCK_KINDS = [...TEXT_BLOCKS, ...MEDIA_BLOCKS, 'cachePoint'];
const SYSTEM_BLOCK_KINDS = ['text', 'guardContent', 'cachePoint'];

/** @throws ValidationException of the first turn that Converse would refuse */
export function parseConverseMessages(messages: unknown): Turn[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw validationError("1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must have length greater than or equal to 1");
  }
  const turns = messages.map((message: unknown, index) => parseMessage(message, `messages.${index}`));
  if (turns[0]?.role !== 'user') {
    throw validationError('A conversation must start with a user message. Try again with a conversation that starts with a user message.');
  }
  if (turns.some((turn, index) => index > 0 && turn.role === turns[index - 1]?.role)) {
    throw validationError('A conversation must alternate between user and assistant roles. '
      + 'Make sure the conversation alternates between user and assistant roles and try again.');
  }
  checkToolResults(messages);
  return turns;
}

export function parseSystem(system: unknown): PromptPart[] {
  if (system === undefined) return [];
  if (!Array.isArray(system)) throw validationError("Value at 'system' failed to satisfy constraint: Member must be a list");
  return system.map((block: unknown, index) => parseBlock(block, `system.${index}`, 'SystemContentBlock', SYSTEM_BLOCK_KINDS));
}

/** Whether any turn calls a tool or answers one. */
export function mentionsTools(messages: unknown): boolean {
  return blocksOf(messages).some(({ block }) => 'toolUse' in block || 'toolResult' in block);
}

function parseMessage(message: unknown, path: string): Turn {
  if (!isObject(message)) throw validationError(`Value at '${path}' failed to satisfy constraint: Member must be a structure`);
  const { role, content } = message;
  if (role !== 'user' && role !== 'assistant') {
    throw validationError(`1 validation error detected: Value '${textOfJson(role)}' at '${path}.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant]`);
  }
  if (!Array.isArray(content) || content.length === 0) {
    throw validationError(`The content field in the Message object at ${path} is empty. Add a ContentBlock object to the content field and try again.`);
  }
  return { role, parts: content.map((block: unknown, index) => parseBlock(block, `${path}.content.${index}`, 'ContentBlock', BLOCK_KINDS)) };
}

function parseBlock(block: unknown, path: string, shape: string, known: readonly string[]): PromptPart {
  const kinds = isObject(block) ? Object.keys(block) : [];
  const [kind] = kinds;
  if (!isObject(block) || kind === undefined || kinds.length !== 1 || !known.includes(kind)) {
    throw validationError(`The ${shape} object at ${path} must set exactly one of the following keys: ${known.join(', ')}.`);
  }
  if (kind === 'cachePoint') return CACHE_POINT;
  if (kind === 'reasoningContent') checkReasoning(block.reasoningContent, path);
  if (MEDIA_BLOCKS.includes(kind)) return mediaPart(kind);
  if (kind !== 'text') return textPart(textOfJson(block[kind]));
  if (typeof block.text !== 'string' || block.text === '') {
    throw validationError(`The text field in the ${shape} object at ${path} is blank. Add text to the text field, and try again.`);
  }
  return textPart(block.text);
}

/** A model takes back only its own reasoning, word for word. Models that do not sign theirs take none back at all. */
function checkReasoning(reasoning: unknown, path: string): void {
  const spoken = isObject(reasoning) ? reasoning.reasoningText : undefined;
  if (!isObject(spoken)) return;
  if (spoken.signature === undefined) {
    throw validationError('User messages cannot contain reasoning content. Please remove the reasoning content and try again.');
  }
  if (spoken.signature !== reasoningSignature(textOfJson(spoken.text))) {
    throw validationError(`The model returned the following errors: ${path}: Invalid \`signature\` in \`thinking\` block`);
  }
}

/** Every tool use of an assistant turn is answered in the turn that follows, and nothing else is. */
function checkToolResults(messages: readonly unknown[]): void {
  for (let index = 1; index < messages.length; index += 1) {
    const used = idsOf(messages[index - 1], 'toolUse');
    const answered = idsOf(messages[index], 'toolResult');
    const missing = used.filter((id) => !answered.includes(id));
    if (missing.length > 0) throw validationError(`Expected toolResult blocks at messages.${index}.content for the following Ids: ${missing.join(', ')}`);
    if (answered.length > used.length) {
      throw validationError(`The number of toolResult blocks at messages.${index}.content exceeds the number of toolUse blocks of previous turn.`);
    }
  }
}

function idsOf(message: unknown, kind: 'toolUse' | 'toolResult'): string[] {
  return blocksOf([message]).flatMap(({ block }) => {
    const value = block[kind];
    return isObject(value) ? [textOfJson(value.toolUseId)] : [];
  });
}

function blocksOf(messages: unknown): { readonly block: JsonObject }[] {
  if (!Array.isArray(messages)) return [];
  return messages.flatMap((message: unknown) => isObject(message) && Array.isArray(message.content) ? message.content.filter(isObject) : [])
    .map((block) => ({ block }));
}
