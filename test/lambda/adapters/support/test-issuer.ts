import { createHmac, generateKeyPairSync, JsonWebKey, KeyObject, sign } from 'node:crypto';
import { Fetch } from '../../../../lambda/adapters/jwt/fetch-json';

export const ISSUER = 'https://issuer.example.com/pool';
export const JWKS_URI = 'https://keys.example.com/jwks.json';
export const DISCOVERY_URI = `${ISSUER}/.well-known/openid-configuration`;

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly publicKey: KeyObject;
  readonly jwk: JsonWebKey;
  sign(input: string): Buffer;
}

const KEY_PAIRS: { readonly [alg: string]: () => { readonly publicKey: KeyObject; readonly privateKey: KeyObject } } = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** A key pair, signing as `alg` says. */
export function newSigningKey(alg: string, kid: string, pair = KEY_PAIRS[alg]!()): SigningKey {
  const { publicKey, privateKey } = pair;
  const how = {
    RS256: { hash: 'sha256', key: { key: privateKey } },
    PS256: { hash: 'sha256', key: { key: privateKey, padding: 6, saltLength: 32 } },
    ES256: { hash: 'sha256', key: { key: privateKey, dsaEncoding: 'ieee-p1363' as const } },
    ES384: { hash: 'sha384', key: { key: privateKey, dsaEncoding: 'ieee-p1363' as const } },
    EdDSA: { hash: null, key: { key: privateKey } },
  }[alg]!;
  return {
    kid,
    alg,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    sign: (input) => sign(how.hash, Buffer.from(input), how.key),
  };
}

export function encode(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A signed token; an undefined member of the header is left out. */
export function tokenOf(key: SigningKey, claims: unknown, header: Record<string, unknown> = {}): string {
  const input = `${encode({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${key.sign(input).toString('base64url')}`;
}

/** A token under a secret that both sides would have to know. */
export function hmacTokenOf(secret: string | Buffer, claims: unknown, header: Record<string, unknown>): string {
  const input = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** What an issuer serves, and what it was asked for. */
export interface TestIssuer {
  readonly fetch: Fetch;
  /** URLs, in order. */
  readonly asked: string[];
  /** By URL: text or JSON, an error to fail with, or a status. */
  readonly serves: Record<string, unknown>;
  publish(...keys: readonly SigningKey[]): void;
}

export function createTestIssuer(...keys: readonly SigningKey[]): TestIssuer {
  const asked: string[] = [];
  const serves: Record<string, unknown> = { [DISCOVERY_URI]: { issuer: ISSUER, jwks_uri: JWKS_URI } };
  const publish: TestIssuer['publish'] = (...published) => { serves[JWKS_URI] = { keys: published.map(({ jwk }) => jwk) }; };
  publish(...keys);
  return {
    asked,
    serves,
    publish,
    async fetch(url) {
      asked.push(url);
      const served = serves[url];
      await Promise.resolve();
      if (served instanceof Error) throw served;
      if (typeof served === 'number' || served === undefined) return { status: served as number | undefined ?? 404, body: bytes('') };
      return { status: 200, body: bytes(typeof served === 'string' ? served : JSON.stringify(served)) };
    },
  };
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(text);
  for (let start = 0; start < all.length; start += 1_000) yield all.subarray(start, start + 1_000);
}
