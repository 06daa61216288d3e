import { API_KEY, apiKeyByHash, apiKeyOfTenant, TABLE, TableKey } from '../../src/contract/table';

/** All that is known of an API key. Times are ISO 8601. */
export interface KeyRecord {
  readonly tenant: string;
  readonly keyId: string;
  /** Of the key's text, in lower-case hexadecimal. */
  readonly sha256: string;
  readonly status: 'active' | 'revoked';
  readonly createdAt: string;
  /** The gateway refuses the key from then on. */
  readonly expiresAt?: string;
  /** For how long keys live that replace this one; absent when it has no end, or one on a fixed date. */
  readonly lifetimeSeconds?: number;
  readonly label?: string;
  /** The id of the key that has replaced this one. */
  readonly replacedBy?: string;
}

/** `expiring`: has been replaced, and works until it expires. */
export type KeyState = 'active' | 'expiring' | 'expired' | 'revoked';

/** A DynamoDB item, as JSON. */
export type KeyItem = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/**
 * How long the table keeps a key that ended on the day it was given; DynamoDB may take a few days more. One that was
 * replaced or revoked stays, or else a key file written before would bring it back to life.
 */
const KEPT_AFTER_EXPIRY_MS = 30 * 86_400_000;

export function stateOf({ status, expiresAt, replacedBy }: KeyRecord, now: number): KeyState {
  if (status === 'revoked') return 'revoked';
  if (expiresAt !== undefined && now >= Date.parse(expiresAt)) return 'expired';
  return replacedBy === undefined ? 'active' : 'expiring';
}

/** What the gateway reads. */
export function itemByHash(record: KeyRecord): KeyItem {
  return { ...keyOf(apiKeyByHash(record.sha256)), ...sharedAttributes(record) };
}

/** What people see and the other item is found by. */
export function itemOfTenant(record: KeyRecord): KeyItem {
  return {
    ...keyOf(apiKeyOfTenant(record.tenant, record.keyId)),
    ...sharedAttributes(record),
    [API_KEY.HASH]: { S: record.sha256 },
    ...(record.label === undefined ? {} : { [API_KEY.LABEL]: { S: record.label } }),
    ...(record.lifetimeSeconds === undefined ? {} : { [API_KEY.LIFETIME]: { N: String(record.lifetimeSeconds) } }),
    ...(record.replacedBy === undefined ? {} : { [API_KEY.REPLACED_BY]: { S: record.replacedBy } }),
  };
}

/** Of an entry under a tenant. */
export function readRecord(item: KeyItem): KeyRecord {
  const text = (attribute: string) => item[attribute]?.S;
  const optional = {
    expiresAt: text(API_KEY.VALID_UNTIL),
    lifetimeSeconds: item[API_KEY.LIFETIME]?.N === undefined ? undefined : Number(item[API_KEY.LIFETIME]?.N),
    label: text(API_KEY.LABEL),
    replacedBy: text(API_KEY.REPLACED_BY),
  };
  return {
    tenant: text(API_KEY.TENANT) ?? '',
    keyId: text(API_KEY.KEY_ID) ?? '',
    sha256: text(API_KEY.HASH) ?? '',
    status: text(API_KEY.STATUS) === 'active' ? 'active' : 'revoked',
    createdAt: text(API_KEY.CREATED_AT) ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

export function keyOf({ pk, sk }: TableKey): KeyItem {
  return { [TABLE.PARTITION_KEY]: { S: pk }, [TABLE.SORT_KEY]: { S: sk } };
}

function sharedAttributes(record: KeyRecord): KeyItem {
  const { expiresAt, status, replacedBy } = record;
  const removed = expiresAt !== undefined && status === 'active' && replacedBy === undefined;
  return {
    [API_KEY.TENANT]: { S: record.tenant },
    [API_KEY.KEY_ID]: { S: record.keyId },
    [API_KEY.STATUS]: { S: status },
    [API_KEY.CREATED_AT]: { S: record.createdAt },
    ...(expiresAt === undefined ? {} : { [API_KEY.VALID_UNTIL]: { S: expiresAt } }),
    ...(removed ? { [TABLE.TIME_TO_LIVE]: { N: String(Math.ceil((Date.parse(expiresAt) + KEPT_AFTER_EXPIRY_MS) / 1_000)) } } : {}),
  };
}
