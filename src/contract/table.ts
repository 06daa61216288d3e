/** Attributes of the gateway's one table. */
export const TABLE = {
  PARTITION_KEY: 'pk',
  SORT_KEY: 'sk',
  /** Seconds since the epoch; DynamoDB deletes the item some time after. */
  TIME_TO_LIVE: 'expiresAt',
} as const;

export interface TableKey {
  readonly pk: string;
  readonly sk: string;
}

/** The ledger of a tenant. */
export function tenantLedgerKey(tenant: string): TableKey {
  return { pk: `TENANT#${tenant}`, sk: 'LEDGER' };
}

/** The ledger of a pool of targets that declare a capacity. */
export function poolLedgerKey(pool: string): TableKey {
  return { pk: `POOL#${pool}`, sk: 'LEDGER' };
}

/** An API key, found by the lower-case hexadecimal SHA-256 of its text. */
export function apiKeyByHash(sha256: string): TableKey {
  return { pk: `KEY#${sha256}`, sk: 'KEY' };
}

/** The entry that lists an API key under its tenant. */
export function apiKeyOfTenant(tenant: string, keyId: string): TableKey {
  return { pk: `TENANT#${tenant}`, sk: `KEY#${keyId}` };
}

/** Attributes of an item found by `apiKeyByHash`. */
export const API_KEY = {
  /** The tenant that the key acts for. */
  TENANT: 'tenant',
  /** Public identifier, safe to show and to log. */
  KEY_ID: 'keyId',
  /** `active` or `revoked`. */
  STATUS: 'status',
  /** ISO 8601. */
  CREATED_AT: 'createdAt',
  /** ISO 8601: from then on the key is refused. Absent when the key has no end. Not the time to live, which only tidies up. */
  VALID_UNTIL: 'validUntil',
  /** SHA-256 of the key, on the entry under the tenant. */
  HASH: 'hash',
  /** What its owner calls the key, on the entry under the tenant. */
  LABEL: 'label',
  /** For how many seconds a key lives that replaces this one, on the entry under the tenant. */
  LIFETIME: 'lifetimeSeconds',
  /** The id of the key that has replaced this one, on the entry under the tenant. */
  REPLACED_BY: 'replacedBy',
} as const;

/** What every API key starts with, so that secret scanners can find one. */
export const API_KEY_PREFIX = 'cri_';

/** The health that all containers share: one item, absent while every target is healthy. The number is that of the records' format. */
export function sharedHealthKey(): TableKey {
  return { pk: 'HEALTH', sk: 'TARGETS#1' };
}

/** Attributes of the shared health, beside one for each target that is not healthy. */
export const SHARED_HEALTH = {
  /** How many targets the item holds. */
  COUNT: 'n',
  /** Followed by the target's name: its record, as JSON. */
  TARGET_PREFIX: 'target:',
} as const;

/** What operators have changed without a deployment: one item, absent while that is nothing. The number is that of its format. */
export function overridesKey(): TableKey {
  return { pk: 'OVERRIDES', sk: 'CURRENT#1' };
}
