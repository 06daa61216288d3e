import { checkContentBlock, checkSystemBlock } from './content-block';
import { refuseGuardrail, refuseSystemTool } from './foreign-resources';
import { ConverseBody, ConverseMessage } from '../../core/converse';
import {
  LARGEST_COUNT, memberPath, quoted, requireArray, requireNonEmptyArray, requireNumberWithin, requireObject, requireString,
  requireWholeNumber, wrongField,
} from '../shared/fields';
import { isJsonObject, JsonObject } from '../shared/json';

type Check = (value: unknown, field: string) => void;

const INFERENCE_MEMBERS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['maxTokens', (value, field) => requireWholeNumber(value, field, 1, LARGEST_COUNT)],
  ['temperature', (value, field) => requireNumberWithin(value, field, 0, 1)],
  ['topP', (value, field) => requireNumberWithin(value, field, 0, 1)],
  ['stopSequences', checkStrings],
]);

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_RequestBody */
const MEMBERS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['system', (value, field) => requireArray(value, field, 'content blocks')
    .forEach((block, index) => checkSystemBlock(block, `${field}[${index}]`))],
  ['inferenceConfig', (value, field) => checkMembers(requireObject(value, field), INFERENCE_MEMBERS, field)],
  ['toolConfig', (value, field) => requireNonEmptyArray(requireObject(value, field).tools, `${field}.tools`, 'tools')
    .forEach((tool, index) => refuseSystemTool(requireObject(tool, `${field}.tools[${index}]`), `${field}.tools[${index}]`))],
  ['guardrailConfig', refuseGuardrail],
  ['additionalModelRequestFields', requireObject],
  ['promptVariables', requireObject],
  ['additionalModelResponseFieldPaths', checkStrings],
  ['requestMetadata', (value, field) => Object.entries(requireObject(value, field))
    .forEach(([name, text]) => requireString(text, memberPath(field, name)))],
  ['performanceConfig', requireObject],
  ['serviceTier', requireObject],
  ['outputConfig', requireObject],
]);

/**
 * Checks what the gateway relies on and what Bedrock would refuse for certain, so that it costs no quota and no attempt.
 * Members that are not known here are passed on untouched: Bedrock judges them itself. As in every AWS JSON protocol, a
 * null member counts as absent.
 * @throws GatewayError that names the field
 */
export function converseBody(parsed: JsonObject): ConverseBody {
  const body = withoutNulls(parsed, MEMBERS);
  const messages = checkedMessages(body.messages, 'messages');
  const inferenceConfig = isJsonObject(body.inferenceConfig)
    ? { inferenceConfig: withoutNulls(body.inferenceConfig, INFERENCE_MEMBERS) }
    : {};
  const complete = { ...body, messages, ...inferenceConfig };
  checkMembers(complete, MEMBERS, '');
  return complete;
}

function checkMembers(object: JsonObject, checks: ReadonlyMap<string, Check>, parent: string): void {
  for (const [name, check] of checks) {
    if (object[name] !== undefined) check(object[name], memberPath(parent, name));
  }
}

function checkedMessages(value: unknown, field: string): readonly ConverseMessage[] {
  return requireNonEmptyArray(value, field, 'messages').map((message, index) => {
    checkMessage(message, `${field}[${index}]`);
    if (index === 0 && message.role !== 'user') throw wrongField(`${field}[0].role`, "'user' in the first message", quoted(message.role));
    return message;
  });
}

function checkMessage(value: unknown, field: string): asserts value is ConverseMessage {
  const message = requireObject(value, field);
  if (message.role !== 'user' && message.role !== 'assistant') {
    throw wrongField(`${field}.role`, "'user' or 'assistant'", quoted(message.role));
  }
  requireNonEmptyArray(message.content, `${field}.content`, 'content blocks')
    .forEach((block, index) => checkContentBlock(block, `${field}.content[${index}]`));
}

function checkStrings(value: unknown, field: string): void {
  requireArray(value, field, 'strings').forEach((text, index) => requireString(text, `${field}[${index}]`));
}

function withoutNulls(object: JsonObject, known: ReadonlyMap<string, Check>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => value !== null || !known.has(name)));
}
