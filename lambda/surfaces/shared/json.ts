/** A JSON object whose members are not known yet. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

/**
 * How deep arrays and objects may be nested. `JSON.stringify` recurses, so that a deeper value, accepted here, would
 * end in a `RangeError` when it is sent on.
 */
export const MAX_JSON_DEPTH = 256;

export type JsonReading =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'tooDeep' };

/** Parses JSON that somebody else wrote. Never throws. */
export function readJson(text: string): JsonReading {
  // Before parsing: building millions of nested arrays takes seconds, looking for them does not.
  if (isNestedDeeperThan(MAX_JSON_DEPTH, text)) return { kind: 'tooDeep' };
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return { kind: 'malformed' };
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNestedDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    const character = text[position];
    if (character === '"') {
      position = endOfString(text, position);
    } else if (character === '[' || character === '{') {
      depth++;
      if (depth > limit) return true;
    } else if (character === ']' || character === '}') {
      depth--;
    }
  }
  return false;
}

/** The position of the quote that closes a string, or of the end of a text in which it is never closed. */
export function endOfString(text: string, opening: number): number {
  for (let closing = text.indexOf('"', opening + 1); closing !== -1; closing = text.indexOf('"', closing + 1)) {
    let backslashes = 0;
    while (text[closing - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return closing;
  }
  return text.length;
}
