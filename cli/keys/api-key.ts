import { createHash, randomBytes } from 'node:crypto';
import { API_KEY_PREFIX } from '../../src/contract/table';

/** A key as it is shown to its owner, once, and what is kept of it. */
export interface NewApiKey {
  /** The secret. Never stored. */
  readonly key: string;
  /** SHA-256 of the key in lower-case hexadecimal. */
  readonly hash: string;
  /** Public, to list and revoke it by. Drawn separately, so that it says nothing about the key. */
  readonly keyId: string;
}

/** 256 random bits, so that a plain SHA-256 cannot be searched. */
export function newApiKey(): NewApiKey {
  const key = `${API_KEY_PREFIX}${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashOf(key), keyId: randomBytes(6).toString('hex') };
}

export function hashOf(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
