export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, and neither an array nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Shows a received value in an error message, shortened. */
export function received(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** @throws Error naming the field, what it held and what it should hold */
export function expectField(field: string, value: unknown, expected: string): never {
  throw new Error(`${field}: received ${received(value)}; expected ${expected}.`);
}

export function readObject(value: unknown, field: string): JsonObject {
  return isObject(value) ? value : expectField(field, value, 'a JSON object');
}

export function rejectUnknownFields(object: JsonObject, field: string, known: readonly string[]): void {
  const unknownName = Object.keys(object).find((name) => !known.includes(name));
  if (unknownName !== undefined) throw new Error(`${field}.${unknownName}: unknown field; the known ones are ${known.join(', ')}.`);
}

export function readOptionalString(object: JsonObject, name: string, field: string): string | undefined {
  const value = object[name];
  if (value === undefined) return undefined;
  return typeof value === 'string' && value.length > 0 ? value : expectField(`${field}.${name}`, value, 'a non-empty string');
}

export function readChoice<T extends string>(object: JsonObject, name: string, field: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === object[name]);
  return choice ?? expectField(`${field}.${name}`, object[name], `one of ${choices.join(', ')}`);
}

export function readOptionalWhole(object: JsonObject, name: string, field: string, minimum = 0): number | undefined {
  const value = object[name];
  if (value === undefined) return undefined;
  const valid = typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum;
  return valid ? value : expectField(`${field}.${name}`, value, `a whole number of at least ${minimum}`);
}

export function readWhole(object: JsonObject, name: string, field: string, minimum = 0): number {
  return readOptionalWhole(object, name, field, minimum) ?? expectField(`${field}.${name}`, undefined, `a whole number of at least ${minimum}`);
}
