/** Where a caller asks for the prompt to be cached. The markers move along as a conversation grows; what they mark does not. */
const CACHE_MARKER = 'cachePoint';

/**
 * The first `budget` characters of a JSON value, in its own order. Of a longer text only the beginning is read; its
 * length stands for the rest. Nothing for an absent value.
 */
export function textOf(value: unknown, budget: number): string {
  const parts: string[] = [];
  const pending: unknown[] = value === undefined ? [] : [value];
  let left = budget;
  while (pending.length > 0 && left > 0) {
    const next = pending.pop();
    if (Array.isArray(next)) {
      for (let index = Math.min(next.length, left) - 1; index >= 0; index--) pending.push(next[index]);
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next).reverse()) {
        if (name !== CACHE_MARKER) pending.push(member, name);
      }
    } else {
      const text = String(next);
      parts.push(`${text.length}:${text.slice(0, left)}`);
      left -= text.length + 1;
    }
  }
  return parts.length === 0 ? '' : `${parts.join('\u0001')}\u0002`;
}
