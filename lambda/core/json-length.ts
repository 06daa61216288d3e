/** Control characters that JSON writes as a backslash and one letter: backspace, tab, line feed, form feed, carriage return. */
const SHORT_ESCAPES: readonly number[] = [0x08, 0x09, 0x0a, 0x0c, 0x0d];

/**
 * How many bytes of UTF-8 `JSON.stringify` would make of a value that came from JSON, without making them: neither
 * megabytes of text nor deep nesting cost more than one look at each value.
 * @param leastForNumber what a number, `true`, `false` or `null` counts at least
 */
export function jsonLength(value: unknown, leastForNumber = 0): number {
  let bytes = 0;
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      bytes += 2 + Math.max(0, next.length - 1);
      for (const item of next) {
        if (typeof item === 'object' && item !== null) pending.push(item);
        else bytes += scalarLength(item, leastForNumber);
      }
    } else if (typeof next === 'object' && next !== null) {
      const names = Object.keys(next);
      bytes += 2 + Math.max(0, names.length - 1);
      for (const name of names) {
        bytes += stringLength(name) + 1;
        pending.push((next as Readonly<Record<string, unknown>>)[name]);
      }
    } else {
      bytes += scalarLength(next, leastForNumber);
    }
  }
  return bytes;
}

function scalarLength(value: unknown, leastForNumber: number): number {
  return typeof value === 'string' ? stringLength(value) : Math.max(leastForNumber, String(value).length);
}

function stringLength(text: string): number {
  let length = 2 + text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20) {
      length += SHORT_ESCAPES.includes(unit) ? 1 : 5;
    } else if (unit === 0x22 || unit === 0x5c) {
      length++;
    } else if (unit > 0x7f) {
      if (unit <= 0x7ff) {
        length++;
      } else if (unit < 0xd800 || unit > 0xdfff) {
        length += 2;
      } else if (unit < 0xdc00 && isLowSurrogate(text.charCodeAt(index + 1))) {
        // Two units, four bytes.
        length += 2;
        index++;
      } else {
        length += 5;
      }
    }
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
