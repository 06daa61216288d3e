import { assistantTexts, plainTexts, userBlocks } from './content-parts';
import { readToolCalls } from './tool-calls';
import {
  optional, quoted, requireArray, requireNonEmptyArray, requireObject, requireString, requireText, unsupportedField, wrongField,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { concluded, Conversation, newProgress, Progress } from '../shared/conversation';
import { textBlocks } from '../shared/text-blocks';

type MessageReader = (message: JsonObject, field: string, progress: Progress) => void;

const READERS: ReadonlyMap<unknown, MessageReader> = new Map<unknown, MessageReader>([
  ['system', readSystem],
  ['developer', readSystem],
  ['user', readUser],
  ['assistant', readAssistant],
  ['tool', readTool],
]);

/** @throws GatewayError */
export function translateConversation(value: unknown): Conversation {
  const progress = newProgress('a tool message');
  const given = requireNonEmptyArray(value, 'messages', 'messages');
  given.forEach((element, index) => {
    const field = `messages[${index}]`;
    const message = requireObject(element, field);
    const reader = READERS.get(message.role);
    if (reader === undefined) {
      throw wrongField(`${field}.role`, [...READERS.keys()].map((role) => `'${role}'`).join(', '), quoted(message.role));
    }
    if (message.role !== 'tool') progress.openCalls.requireNone(field);
    reader(message, field, progress);
  });
  return concluded(progress, 'messages', given.length);
}

/** Converse has one system prompt in front: instructions from anywhere in the conversation go there, in their order. */
function readSystem(message: JsonObject, field: string, { system }: Progress): void {
  checkKnownMembers(message, ['role', 'content'], field);
  for (const block of textBlocks(plainTexts(message.content, `${field}.content`))) system.push(block);
}

function readUser(message: JsonObject, field: string, { documentNames, turns }: Progress): void {
  checkKnownMembers(message, ['role', 'content'], field);
  turns.add('user', userBlocks(message.content, `${field}.content`, documentNames), `${field}.content`);
}

/**
 * This API has no place for the reasoning of earlier turns: what came in an answer may be sent back, and is not read. The
 * same is true of `parsed`, which helpers of the official clients add.
 */
function readAssistant(message: JsonObject, field: string, progress: Progress): void {
  checkKnownMembers(message, ['role', 'content', 'refusal', 'tool_calls', 'annotations', 'reasoning_content', 'parsed'], field);
  requireString(optional(message, 'reasoning_content') ?? '', `${field}.reasoning_content`);
  if (requireArray(optional(message, 'annotations') ?? [], `${field}.annotations`, 'annotations').length > 0) {
    throw unsupportedField(`${field}.annotations`, 'annotations are not supported, leave them out');
  }
  const content = optional(message, 'content');
  const refusal = optional(message, 'refusal');
  const texts = [
    ...(content === undefined ? [] : assistantTexts(content, `${field}.content`)),
    ...(refusal === undefined ? [] : [requireString(refusal, `${field}.refusal`)]),
  ];
  const calls = readToolCalls(optional(message, 'tool_calls') ?? [], `${field}.tool_calls`);
  const blocks = [
    ...textBlocks(texts),
    ...calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input } })),
  ];
  if (blocks.length === 0) requireText(texts[0], `${field}.content`);
  calls.forEach((call, index) => progress.openCalls.add(call, `${field}.tool_calls[${index}].id`));
  progress.usesTools ||= calls.length > 0;
  progress.turns.add('assistant', blocks, field);
}

/** A tool that returned nothing is answered with an empty list, since Bedrock refuses blank text. */
function readTool(message: JsonObject, field: string, { turns, openCalls }: Progress): void {
  checkKnownMembers(message, ['role', 'content', 'tool_call_id', 'name'], field);
  const toolUseId = requireString(message.tool_call_id, `${field}.tool_call_id`);
  const called = openCalls.answer(toolUseId, `${field}.tool_call_id`);
  if ((optional(message, 'name') ?? called) !== called) throw wrongField(`${field}.name`, `${quoted(called)}, which was called`, quoted(message.name));
  turns.add('user', [{ toolResult: { toolUseId, content: textBlocks(plainTexts(message.content, `${field}.content`)) } }], field);
}
