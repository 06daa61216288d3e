import { newApiKey } from './api-key';
import { KeyRecord, KeyState, stateOf } from './key-record';
import { createKeyTable } from './key-table';
import { ExecuteDynamoDb } from '../aws/execute-dynamodb';

export interface KeyStore {
  /** The key is returned this once and cannot be read again. */
  create(tenant: string, options?: NewKeyOptions): Promise<CreatedKey>;
  /**
   * Makes a key like another one, which goes on working for `overlapMs` (a day by default), or until its own end if that comes first.
   * @throws Error when the tenant has no such key, and when it was replaced before, was revoked or has expired
   */
  rotate(tenant: string, keyId: string, overlapMs?: number): Promise<RotatedKey>;
  /** @throws Error when the tenant has no such key */
  revoke(tenant: string, keyId: string): Promise<void>;
  list(tenant: string): Promise<readonly ListedKey[]>;
  /** With the hashes of the keys, to be imported elsewhere. */
  export(tenant: string): Promise<readonly KeyRecord[]>;
  /**
   * Adds keys that were exported. Nothing that exists is changed.
   * @throws Error before anything is written when a key of the file contradicts one in the table
   */
  import(records: readonly KeyRecord[]): Promise<ImportedKeys>;
}

export interface NewKeyOptions {
  /** How the key ends: a while after it was made, as will those that replace it, or on a day, which they share. */
  readonly expiry?: { readonly afterMs: number } | { readonly at: number };
  readonly label?: string;
}

export interface CreatedKey {
  readonly key: string;
  readonly keyId: string;
  readonly expiresAt?: string;
}

export interface RotatedKey extends CreatedKey {
  readonly replaces: { readonly keyId: string; readonly expiresAt: string };
}

export interface ListedKey {
  readonly keyId: string;
  readonly label?: string;
  readonly status: KeyState;
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly replacedBy?: string;
}

export interface ImportedKeys {
  readonly imported: number;
  /** Those that were there already. */
  readonly kept: number;
  /** Those of the kept ones which are revoked in the file and not in the table. */
  readonly revokedInFileOnly: readonly { readonly tenant: string; readonly keyId: string }[];
}

export const DEFAULT_OVERLAP_MS = 24 * 3_600_000;

/** API keys in the gateway's table: found by hash for the gateway, listed by tenant for people. */
export function createKeyStore(execute: ExecuteDynamoDb, tableName: string, now: () => Date = () => new Date()): KeyStore {
  const table = createKeyTable(execute, tableName);

  const require = async (tenant: string, keyId: string): Promise<KeyRecord> => {
    const record = await table.find(tenant, keyId);
    if (!record?.sha256) throw new Error(`tenant ${tenant} has no key ${keyId}; list its keys to see the ids`);
    return record;
  };

  return {
    async create(tenant, { expiry, label } = {}) {
      const { key, hash, keyId } = newApiKey();
      const createdAt = now();
      const record: KeyRecord = {
        tenant, keyId, sha256: hash, status: 'active', createdAt: createdAt.toISOString(), ...lifeOf(createdAt, expiry), ...(label ? { label } : {}),
      };
      if (!await table.add(record)) throw new Error('the table did not take the new key: try again');
      return { key, keyId, ...expiryOf(record) };
    },

    async rotate(tenant, keyId, overlapMs = DEFAULT_OVERLAP_MS) {
      const old = await require(tenant, keyId);
      const at = now();
      refuseUnlessLive(old, at.getTime());
      const { key, hash, keyId: successorId } = newApiKey();
      const { lifetimeSeconds, label, expiresAt } = old;
      const life = lifetimeSeconds === undefined ? { ...(expiresAt ? { expiresAt } : {}) } : lifeOf(at, { afterMs: lifetimeSeconds * 1_000 });
      const successor: KeyRecord = {
        tenant, keyId: successorId, sha256: hash, status: 'active', createdAt: at.toISOString(), ...life, ...(label ? { label } : {}),
      };
      const end = new Date(Math.min(at.getTime() + overlapMs, expiresAt === undefined ? Infinity : Date.parse(expiresAt))).toISOString();

      if (!await table.replace(old, successor, end)) {
        // Somebody else was faster; what they have done says why.
        refuseUnlessLive(await require(tenant, keyId), at.getTime());
        throw new Error(`key ${keyId} of tenant ${tenant} was changed at the same time: try again`);
      }
      return { key, keyId: successorId, ...expiryOf(successor), replaces: { keyId, expiresAt: end } };
    },

    async revoke(tenant, keyId) {
      await table.revoke(await require(tenant, keyId));
    },

    async list(tenant) {
      const at = now().getTime();
      return (await table.list(tenant)).map((record): ListedKey => {
        const { keyId, label, createdAt, expiresAt, replacedBy } = record;
        return {
          keyId,
          ...(label ? { label } : {}),
          status: stateOf(record, at),
          createdAt,
          ...(expiresAt ? { expiresAt } : {}),
          ...(replacedBy ? { replacedBy } : {}),
        };
      });
    },

    export: (tenant) => table.list(tenant),

    async import(records) {
      const fresh: KeyRecord[] = [];
      const revokedInFileOnly: { tenant: string; keyId: string }[] = [];
      for (const [index, record] of records.entries()) {
        const { tenant, keyId, sha256, status } = record;
        const [listed, owner] = await Promise.all([table.find(tenant, keyId), table.ownerOf(sha256)]);
        if (owner && (owner.tenant !== tenant || owner.keyId !== keyId)) {
          throw new Error(`keys[${index}]: the table has this key as ${owner.keyId} of tenant ${owner.tenant}; nothing was imported`);
        }
        if (listed && listed.sha256 !== sha256) {
          throw new Error(`keys[${index}]: the table has another key as ${keyId} of tenant ${tenant}; nothing was imported`);
        }
        if (!listed && !owner) fresh.push(record);
        else if (status === 'revoked' && listed?.status === 'active') revokedInFileOnly.push({ tenant, keyId });
      }
      let imported = 0;
      // One that has come to be there since is kept too.
      for (const record of fresh) imported += Number(await table.add(record));
      return { imported, kept: records.length - imported, revokedInFileOnly };
    },
  };
}

function lifeOf(createdAt: Date, expiry: NewKeyOptions['expiry']): Pick<KeyRecord, 'expiresAt' | 'lifetimeSeconds'> {
  if (!expiry) return {};
  if ('at' in expiry) return { expiresAt: new Date(expiry.at).toISOString() };
  return { expiresAt: new Date(createdAt.getTime() + expiry.afterMs).toISOString(), lifetimeSeconds: expiry.afterMs / 1_000 };
}

function expiryOf({ expiresAt }: KeyRecord): { readonly expiresAt?: string } {
  return expiresAt ? { expiresAt } : {};
}

function refuseUnlessLive(record: KeyRecord, now: number): void {
  const { tenant, keyId, expiresAt, replacedBy } = record;
  const key = `key ${keyId} of tenant ${tenant}`;
  const state = stateOf(record, now);
  if (replacedBy !== undefined) throw new Error(`${key} was replaced by ${replacedBy} before: rotate that one`);
  if (state === 'revoked') throw new Error(`${key} is revoked: create a new one`);
  if (state === 'expired') throw new Error(`${key} expired at ${expiresAt}: create a new one`);
}
