import { validationError } from '../bedrock-error';
import { isObject, JsonObject } from '../json-fields';
import { Prompt, textPart } from '../prompt';

/** What a body for vectors asks for, whatever the model. */
export interface EmbeddingInput {
  readonly texts: readonly string[];
  readonly dimensions: number;
  /** Whether vectors have the length 1. */
  readonly normalized: boolean;
  /** What changes the vector of a text beside the text itself. */
  readonly purpose: string;
}

/** Texts cost what they would in a conversation, and nothing is written. */
export function embeddingPrompt(texts: readonly string[]): Prompt {
  const text = texts.join('\n');
  return { parts: texts.map(textPart), question: text, lastUserText: text, prefill: '', stopSequences: [], tools: [], maxTokens: 0 };
}

export function malformedInput(problem: string): Error {
  return validationError(`Malformed input request: ${problem}, please reformat your input and try again.`);
}

export function requireText(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw malformedInput(`#/${field}: expected minLength: 1, actual: ${typeof value === 'string' ? 0 : 'no string'}`);
  return value;
}

/** @throws ValidationException */
export function requireOneOf<Value>(value: unknown, field: string, allowed: readonly Value[], unasked?: Value): Value {
  const chosen = value === undefined ? unasked : allowed.find((one) => one === value);
  if (chosen === undefined) throw malformedInput(`#/${field}: ${JSON.stringify(value)} is not a valid enum value`);
  return chosen;
}

/** @throws ValidationException */
export function rejectOthers(body: JsonObject, known: readonly string[]): void {
  const other = Object.keys(body).find((name) => !known.includes(name));
  if (other !== undefined) throw malformedInput(`#: extraneous key [${other}] is not permitted`);
}

export function groupIn(body: JsonObject, name: string): JsonObject {
  const group = body[name] ?? {};
  if (!isObject(group)) throw malformedInput(`#/${name}: expected type: JSONObject`);
  return group;
}
