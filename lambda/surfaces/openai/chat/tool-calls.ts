import { requireFunction } from './tool-shape';
import { requireArray, requireObject } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { checkKnownMembers } from '../../shared/members';
import { readArguments, ToolCall } from '../shared/tool-arguments';

export function readToolCalls(value: unknown, field: string): readonly ToolCall[] {
  return requireArray(value, field, 'tool calls').map((element, index) => readToolCall(element, `${field}[${index}]`));
}

/** `parsed_arguments` is what helpers of the official clients add to an answer. */
function readToolCall(value: unknown, field: string): ToolCall {
  const call = requireObject(value, field);
  const called = requireFunction(call, ['id'], field);
  checkKnownMembers(called, ['name', 'arguments', 'parsed_arguments'], `${field}.function`);
  return {
    id: requireIdentifier(call.id, `${field}.id`),
    name: requireIdentifier(called.name, `${field}.function.name`),
    input: readArguments(called.arguments, `${field}.function.arguments`),
  };
}
