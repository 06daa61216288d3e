/** What a token says of itself, before anybody has looked at its signature: good for refusing it, for nothing else. */
export interface UnverifiedToken {
  readonly header: Claims;
  readonly claims: Claims;
  /** It is written as base64url has it; otherwise one signature could be written in several ways. */
  readonly canonical: boolean;
}

export type Claims = Readonly<Record<string, unknown>>;

/** Header, claims and signature; the last one is empty in a token that is not signed. */
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)$/;

/** Undefined for what is no JWT: other text, or parts that say nothing of an algorithm. */
export function readUnverified(credential: string): UnverifiedToken | undefined {
  const [, header = '', claims = '', signature = ''] = COMPACT.exec(credential) ?? [];
  const parsedHeader = parseObject(header);
  if (typeof parsedHeader?.alg !== 'string') return undefined;
  return {
    header: parsedHeader,
    claims: parseObject(claims) ?? {},
    canonical: [header, claims, signature].every((part) => Buffer.from(part, 'base64url').toString('base64url') === part),
  };
}

/** A claim that the token itself has, whatever it is called. */
export function claimOf(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function parseObject(base64url: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Claims : undefined;
  } catch {
    return undefined;
  }
}
