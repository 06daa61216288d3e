import { assistantTexts, plainTexts, userBlocks } from './content-parts';
import { OpenCalls } from './open-calls';
import { readToolCalls } from './tool-calls';
import { ContentBlock, ConverseMessage } from '../../../core/converse';
import {
  isBlank, optional, quoted, requireArray, requireNonEmptyArray, requireObject, requireString, requireText, unsupportedField, wrongField,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { Turns } from '../../shared/turns';

export interface Conversation {
  readonly system: readonly ContentBlock[];
  /** Alternating, the first from the user. */
  readonly messages: readonly ConverseMessage[];
  /** Converse then insists on a tool configuration. */
  readonly usesTools: boolean;
}

interface Progress {
  readonly system: ContentBlock[];
  readonly turns: Turns;
  readonly openCalls: OpenCalls;
  usesTools: boolean;
}

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
  const progress: Progress = { system: [], turns: new Turns(), openCalls: new OpenCalls(), usesTools: false };
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
  progress.openCalls.requireNone(`messages[${given.length}]`);
  const { messages } = progress.turns;
  if (messages[0]?.role !== 'user') {
    throw wrongField('messages', "a conversation that begins with a 'user' message", messages.length === 0 ? 'none' : "one from the 'assistant'");
  }
  return { system: progress.system, messages, usesTools: progress.usesTools };
}

/** Converse has one system prompt in front: instructions from anywhere in the conversation go there, in their order. */
function readSystem(message: JsonObject, field: string, { system }: Progress): void {
  checkKnownMembers(message, ['role', 'content'], field);
  for (const block of textBlocks(plainTexts(message.content, `${field}.content`))) system.push(block);
}

function readUser(message: JsonObject, field: string, { turns }: Progress): void {
  checkKnownMembers(message, ['role', 'content'], field);
  turns.add('user', userBlocks(message.content, `${field}.content`));
}

function readAssistant(message: JsonObject, field: string, progress: Progress): void {
  checkKnownMembers(message, ['role', 'content', 'refusal', 'tool_calls', 'annotations'], field);
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
  calls.forEach((call, index) => progress.openCalls.add(call, `${field}.tool_calls[${index}]`));
  progress.usesTools ||= calls.length > 0;
  progress.turns.add('assistant', blocks);
}

/** A tool that returned nothing is answered with an empty list, since Bedrock refuses blank text. */
function readTool(message: JsonObject, field: string, { turns, openCalls }: Progress): void {
  checkKnownMembers(message, ['role', 'content', 'tool_call_id', 'name'], field);
  const toolUseId = requireString(message.tool_call_id, `${field}.tool_call_id`);
  const called = openCalls.answer(toolUseId, `${field}.tool_call_id`);
  if ((optional(message, 'name') ?? called) !== called) throw wrongField(`${field}.name`, `${quoted(called)}, which was called`, quoted(message.name));
  turns.add('user', [{ toolResult: { toolUseId, content: textBlocks(plainTexts(message.content, `${field}.content`)) } }]);
}

/** Blank text says nothing, and Bedrock refuses it. */
function textBlocks(texts: readonly string[]): ContentBlock[] {
  return texts.filter((text) => !isBlank(text)).map((text) => ({ text }));
}
