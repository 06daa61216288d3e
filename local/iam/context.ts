import { asLiteral } from './wildcard';

/** What a call brings along for conditions and policy variables. Keys are compared without case, as IAM does. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The values of a context key, or undefined when the call does not carry the key. */
export function contextValues(context: RequestContext, key: string): readonly string[] | undefined {
  const direct = Object.hasOwn(context, key) ? context[key] : undefined;
  const value = direct ?? Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  if (value === undefined) return undefined;
  return typeof value === 'string' ? [value] : value;
}

/**
 * Replaces policy variables: `${key}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}`.
 * @returns undefined when a variable has no single value and no default: the element then matches nothing
 */
export function resolveVariables(text: string, context: RequestContext): string | undefined {
  let unresolved = false;
  const resolved = text.replace(/\$\{([^}]*)\}/g, (_variable, body: string) => {
    if (body === '*' || body === '?' || body === '$') return asLiteral(body);
    const [, key, fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(body) ?? [];
    const values = key === undefined ? undefined : contextValues(context, key);
    const value = values?.length === 1 ? values[0] : fallback;
    if (value === undefined) {
      unresolved = true;
      return '';
    }
    return asLiteral(value);
  });
  return unresolved ? undefined : resolved;
}
