import { isObject } from './json-fields';

const MAXIMUM_DEPTH = 8;

/** A value that fits the common keywords of a JSON schema: `type`, `properties`, `items`, `enum` and `const`. */
export function generateToolInput(schema: unknown, words: readonly string[], random: () => number): unknown {
  const value = valueFor(schema, words, random, 0);
  return isObject(value) ? value : {};
}

function valueFor(schema: unknown, words: readonly string[], random: () => number, depth: number): unknown {
  if (!isObject(schema) || depth > MAXIMUM_DEPTH) return null;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[Math.floor(random() * schema.enum.length)];
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
      return Object.fromEntries(properties.map(([name, property]) => [name, valueFor(property, words, random, depth + 1)]));
    }
    case 'array': return [valueFor(schema.items, words, random, depth + 1)];
    case 'string': return words[Math.floor(random() * words.length)];
    case 'integer': return Math.floor(random() * 100);
    case 'number': return Math.round(random() * 1_000) / 10;
    case 'boolean': return random() < 0.5;
    default: return null;
  }
}
