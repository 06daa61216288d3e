import { objectOf, textOf } from './json';

/** Quotes mark a literal; other header sources need a request that has none here. */
export function literalHeaders(parameters: unknown, prefix: string): Record<string, string> {
  const headers = Object.entries(objectOf(parameters)).flatMap(([name, value]) => {
    const literal = /^'(.*)'$/s.exec(textOf(value) ?? '')?.[1];
    return name.startsWith(prefix) && literal !== undefined ? [[name.slice(prefix.length), literal] as const] : [];
  });
  return Object.fromEntries(headers);
}
