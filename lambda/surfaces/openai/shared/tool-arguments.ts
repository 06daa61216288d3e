import { requireExactNumbers } from '../../shared/exact-numbers';
import { kindOf, requireString, wrongField } from '../../shared/fields';
import { isJsonObject, JsonObject, readJson } from '../../shared/json';

/** One call of a function that a model asked for earlier. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: JsonObject;
}

/** A function without parameters is often called with an empty string. */
export function readArguments(value: unknown, field: string): JsonObject {
  const text = requireString(value, field);
  if (text === '') return {};
  const reading = readJson(text);
  if (reading.kind !== 'value' || !isJsonObject(reading.value)) {
    throw wrongField(field, 'a JSON object written as a string', reading.kind === 'value' ? kindOf(reading.value) : 'something else');
  }
  requireExactNumbers(text, field);
  return reading.value;
}
