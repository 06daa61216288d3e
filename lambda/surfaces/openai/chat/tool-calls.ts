import { requireExactNumbers } from '../../shared/exact-numbers';
import { kindOf, quoted, requireArray, requireObject, requireString, wrongField } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** One call of a function that a model asked for earlier. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

export function readToolCalls(value: unknown, field: string): readonly ToolCall[] {
  return requireArray(value, field, 'tool calls').map((element, index) => readToolCall(element, `${field}[${index}]`));
}

/** The `function` member of a tool, a call or a choice: the only type of tool that has a counterpart. */
export function requireFunction(tool: JsonObject, otherMembers: readonly string[], field: string): JsonObject {
  if (tool.type !== 'function') throw wrongField(`${field}.type`, "'function'", quoted(tool.type));
  checkKnownMembers(tool, ['type', 'function', ...otherMembers], field);
  return requireObject(tool.function, `${field}.function`);
}

function readToolCall(value: unknown, field: string): ToolCall {
  const call = requireObject(value, field);
  const called = requireFunction(call, ['id'], field);
  checkKnownMembers(called, ['name', 'arguments'], `${field}.function`);
  return {
    id: requireIdentifier(call.id, `${field}.id`),
    name: requireIdentifier(called.name, `${field}.function.name`),
    input: readArguments(called.arguments, `${field}.function.arguments`),
  };
}

/** A function without parameters is often called with an empty string. */
function readArguments(value: unknown, field: string): JsonObject {
  const text = requireString(value, field);
  if (text === '') return {};
  const reading = readJson(text);
  if (reading.kind !== 'value' || !isJsonObject(reading.value)) {
    throw wrongField(field, 'a JSON object written as a string', reading.kind === 'value' ? kindOf(reading.value) : 'something else');
  }
  requireExactNumbers(text, field);
  return reading.value;
}
