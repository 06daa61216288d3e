import { assistantTexts, instructionTexts, outputBlocks, userBlocks } from './input-content';
import { unsealed } from './reasoning-state';
import { kindOf, optional, quoted, requireArray, requireNonEmptyArray, requireObject, requireString, requireText, wrongField } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';
import { concluded, Conversation, newProgress, Progress } from '../shared/conversation';
import { textBlocks } from '../shared/text-blocks';
import { readArguments } from '../shared/tool-arguments';

type ItemReader = (item: JsonObject, field: string, progress: Progress) => void;

/** Everything else is of tools that OpenAI runs itself, or refers to something stored. */
const READERS: ReadonlyMap<unknown, ItemReader> = new Map<unknown, ItemReader>([
  ['message', readMessage],
  ['function_call', readCall],
  ['function_call_output', readOutput],
  ['reasoning', readReasoning],
]);

const MESSAGE_READERS: ReadonlyMap<unknown, ItemReader> = new Map<unknown, ItemReader>([
  ['user', readUser],
  ['assistant', readAssistant],
  ['system', readInstructions],
  ['developer', readInstructions],
]);

/** The ids and states of earlier items say nothing to a model. */
const OF_EVERY_ITEM = ['type', 'id', 'status'];

/** `instructions` and `input` as a conversation. @throws GatewayError */
export function translateInput(body: JsonObject): Conversation {
  const progress = newProgress('a function_call_output');
  const instructions = requireString(optional(body, 'instructions') ?? '', 'instructions');
  for (const block of textBlocks([instructions])) progress.system.push(block);
  const { input } = body;
  if (typeof input === 'string') {
    progress.turns.add('user', [{ text: requireText(input, 'input') }], 'input');
    return concluded(progress, 'input', 1);
  }
  if (!Array.isArray(input)) throw wrongField('input', 'a string or a non-empty array of items', kindOf(input));
  const items = requireNonEmptyArray(input, 'input', 'items');
  items.forEach((element, index) => readItem(element, `input[${index}]`, progress));
  return concluded(progress, 'input', items.length);
}

function readItem(element: unknown, field: string, progress: Progress): void {
  const item = requireObject(element, field);
  // A message may leave its type out.
  const type = item.type ?? 'message';
  const reader = READERS.get(type);
  if (reader === undefined) {
    throw wrongField(`${field}.type`, [...READERS.keys()].map((known) => `'${String(known)}'`).join(', '), quoted(type));
  }
  reader(item, field, progress);
}

function readMessage(item: JsonObject, field: string, progress: Progress): void {
  const reader = MESSAGE_READERS.get(item.role);
  if (reader === undefined) {
    throw wrongField(`${field}.role`, [...MESSAGE_READERS.keys()].map((role) => `'${String(role)}'`).join(', '), quoted(item.role));
  }
  checkKnownMembers(item, [...OF_EVERY_ITEM, 'role', 'content'], field);
  reader(item, field, progress);
}

function readUser(item: JsonObject, field: string, { documentNames, openCalls, turns }: Progress): void {
  openCalls.requireNone(field);
  turns.add('user', userBlocks(item.content, `${field}.content`, documentNames), `${field}.content`);
}

/** Converse has one system prompt in front: instructions from anywhere in the conversation go there, in their order. */
function readInstructions(item: JsonObject, field: string, { openCalls, system }: Progress): void {
  openCalls.requireNone(field);
  for (const block of textBlocks(instructionTexts(item.content, `${field}.content`))) system.push(block);
}

/** An answer may hold a blank message beside its calls: that one is left out. */
function readAssistant(item: JsonObject, field: string, { openCalls, turns }: Progress): void {
  openCalls.requireNoneHalfAnswered(field);
  const blocks = textBlocks(assistantTexts(item.content, `${field}.content`));
  if (blocks.length > 0) turns.add('assistant', blocks, field);
}

/** `parsed_arguments` is what helpers of the official clients add to an answer. */
function readCall(item: JsonObject, field: string, progress: Progress): void {
  checkKnownMembers(item, [...OF_EVERY_ITEM, 'call_id', 'name', 'arguments', 'parsed_arguments'], field);
  progress.openCalls.requireNoneHalfAnswered(field);
  const call = {
    id: requireIdentifier(item.call_id, `${field}.call_id`),
    name: requireIdentifier(item.name, `${field}.name`),
    input: readArguments(item.arguments, `${field}.arguments`),
  };
  progress.openCalls.add(call, `${field}.call_id`);
  progress.usesTools = true;
  progress.turns.add('assistant', [{ toolUse: { toolUseId: call.id, name: call.name, input: call.input } }], field);
}

function readOutput(item: JsonObject, field: string, { documentNames, openCalls, turns }: Progress): void {
  checkKnownMembers(item, [...OF_EVERY_ITEM, 'call_id', 'output'], field);
  const toolUseId = requireString(item.call_id, `${field}.call_id`);
  openCalls.answer(toolUseId, `${field}.call_id`);
  turns.add('user', [{ toolResult: { toolUseId, content: outputBlocks(item.output, `${field}.output`, documentNames) } }], field);
}

/** Without `encrypted_content` its model has not signed it, and Bedrock would take none of it back: such an item is not sent. */
function readReasoning(item: JsonObject, field: string, { openCalls, turns }: Progress): void {
  checkKnownMembers(item, [...OF_EVERY_ITEM, 'summary', 'content', 'encrypted_content'], field);
  openCalls.requireNoneHalfAnswered(field);
  for (const name of ['summary', 'content']) requireArray(optional(item, name) ?? [], `${field}.${name}`, 'texts');
  const sealed = optional(item, 'encrypted_content');
  if (sealed !== undefined) turns.hold(unsealed(sealed, `${field}.encrypted_content`));
}
