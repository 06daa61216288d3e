/** One token of visible ASCII; the bound keeps a hash over it cheap. */
const BEARER = /^Bearer ([\x21-\x7e]{1,4096})$/i;

/** The token of an `Authorization: Bearer …` header; undefined when it is missing, malformed or of another scheme. */
export function bearerToken(headers: Readonly<Record<string, string>>): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
