/** What lies at a path of parsed JSON; undefined when nothing does. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[name] : undefined, value);
}
