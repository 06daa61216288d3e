import { bearerToken } from '../shared/bearer-token';

/** One key of visible ASCII; the bound keeps a hash over it cheap. */
const KEY = /^[\x21-\x7e]{1,4096}$/;

/** An API key in `x-api-key`, or a token as `Authorization: Bearer …`, which Claude Code sends. The key counts if both are there. */
export function credential(headers: Readonly<Record<string, string>>): string | undefined {
  const key = headers['x-api-key'];
  if (key === undefined) return bearerToken(headers);
  return KEY.test(key) ? key : undefined;
}
