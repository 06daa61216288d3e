import { isJsonObject, JsonObject } from './json';
import { GatewayError } from '../../core/gateway-error';

const LONGEST_QUOTE = 60;

/** The error for one field of a request. `received` must not repeat a prompt: use `kindOf`, or `quoted` for an enumeration. */
export function wrongField(field: string, expected: string, received: string): GatewayError {
  return new GatewayError('invalidRequest', `${field}: expected ${expected}, received ${received}`, { field });
}

/** The error for a field that means something this gateway cannot do. */
export function unsupportedField(field: string, because: string): GatewayError {
  return new GatewayError('invalidRequest', `${field}: ${because}`, { field });
}

/** What sort of value this is. Shows numbers and booleans, never text: an error message may end up in a log. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string';
  if (typeof value === 'object') return 'an object';
  return String(value);
}

/** As `kindOf`, but shows a string, shortened. For names and enumerations only. */
export function quoted(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
}

/** The path of a member that the caller named, in a form that is safe to show. */
export function memberPath(parent: string, member: string): string {
  const plain = /^[\w.-]{1,60}$/.test(member);
  if (!plain) return `${parent}[${quoted(member)}]`;
  return parent === '' ? member : `${parent}.${member}`;
}

export function requireObject(value: unknown, field: string): JsonObject {
  if (!isJsonObject(value)) throw wrongField(field, 'an object', kindOf(value));
  return value;
}

export function requireArray(value: unknown, field: string, ofWhat: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongField(field, `an array of ${ofWhat}`, kindOf(value));
  return value;
}

export function requireNonEmptyArray(value: unknown, field: string, ofWhat: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw wrongField(field, `a non-empty array of ${ofWhat}`, kindOf(value));
  return value;
}

export function requireString(value: unknown, field: string): string {
  if (typeof value !== 'string') throw wrongField(field, 'a string', kindOf(value));
  return value;
}

export function requireNonEmptyString(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw wrongField(field, 'a non-empty string', kindOf(value));
  return value;
}

/** Bedrock refuses a text block without a visible character. */
export function requireText(value: unknown, field: string): string {
  const text = requireString(value, field);
  if (isBlank(text)) throw wrongField(field, 'text that is not blank', text === '' ? 'an empty string' : 'only white space');
  return text;
}

export function isBlank(text: string): boolean {
  return text.trim() === '';
}

export function requireBoolean(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw wrongField(field, 'true or false', kindOf(value));
  return value;
}

export function requireNumberWithin(value: unknown, field: string, lowest: number, highest: number): number {
  if (typeof value !== 'number' || !(value >= lowest && value <= highest)) {
    throw wrongField(field, `a number from ${lowest} to ${highest}`, kindOf(value));
  }
  return value;
}

export function requireWholeNumber(value: unknown, field: string, lowest: number, highest: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < lowest || value > highest) {
    throw wrongField(field, `a whole number from ${lowest} to ${highest}`, kindOf(value));
  }
  return value;
}

/** Both APIs take counts as 32-bit integers. */
export const LARGEST_COUNT = 2_147_483_647;

/** Null and absent mean the same in both APIs. */
export function optional(object: JsonObject, member: string): unknown {
  return object[member] ?? undefined;
}
