import { createHash } from 'node:crypto';
import { Item, readString } from './attribute-value';
import { DynamoClient } from './dynamo-client';
import { ExpiringCache } from './expiring-cache';
import { API_KEY, API_KEY_PREFIX, apiKeyByHash } from '../../../src/contract/table';
import { GatewayError } from '../../core/gateway-error';
import { Clock, Identity, KeyDirectory } from '../../core/ports';

/** 256 random bits in base64url after the prefix. */
const API_KEY_FORMAT = new RegExp(`^${API_KEY_PREFIX}[A-Za-z0-9_-]{43}$`);

/** How long an answer of the table counts, for a revoked key too. */
const FRESH_MS = 30_000;

/** How old an answer may be while the table fails. */
const MAX_STALE_MS = 5 * 60_000;

/** How long not to ask a table that has just failed for a key that is known. */
const PAUSE_MS = 5_000;

const RETRY_AFTER_MS = 1_000;

const CACHED_KEYS = 10_000;

export interface KeyDirectoryOptions {
  readonly dynamo: DynamoClient;
  readonly table: string;
  readonly clock: Clock;
  /** The table failed; the answer may have come from memory. */
  readonly onTableFailure?: (error: unknown) => void;
}

/** What the table says of a good key. */
interface KnownKey {
  readonly identity: Identity;
  /** Milliseconds since the epoch; infinite for a key without an end. */
  readonly validUntil: number;
}

/**
 * API keys as items of the gateway's table, found by hash: no text of a key is kept or sent anywhere.
 * The end of a key is compared with the clock each time, also when the table was not asked.
 * Throws a `GatewayError`: `unauthenticated` for a key that has expired, `unavailable` when the table fails and nothing
 * is remembered of a key.
 */
export function createDynamodbKeyDirectory({ dynamo, table, clock, onTableFailure }: KeyDirectoryOptions): KeyDirectory {
  const known = new ExpiringCache<KnownKey>(CACHED_KEYS, FRESH_MS);
  // Apart from the known ones, so that guessing keys does not push those out.
  const unknown = new ExpiringCache<true>(CACHED_KEYS, FRESH_MS);
  const pending = new Map<string, Promise<KnownKey | undefined>>();

  const read = async (hash: string): Promise<KnownKey | undefined> => {
    try {
      const item = await dynamo.getItem(table, apiKeyByHash(hash));
      const key = item && activeKey(item);
      if (key) {
        known.set(hash, key, clock.now());
        return key;
      }
      known.delete(hash);
      unknown.set(hash, true, clock.now());
      return undefined;
    } catch (error) {
      onTableFailure?.(error);
      const stale = known.stale(hash, clock.now(), MAX_STALE_MS, PAUSE_MS);
      if (stale) return stale;
      throw new GatewayError('unavailable', 'API keys cannot be checked at the moment: try again soon', { retryAfterMs: RETRY_AFTER_MS });
    }
  };

  return {
    async find(apiKey) {
      if (!API_KEY_FORMAT.test(apiKey)) return undefined;
      const hash = createHash('sha256').update(apiKey).digest('hex');
      const now = clock.now();
      const remembered = known.fresh(hash, now);
      if (remembered) return identityAt(remembered, now);
      if (unknown.fresh(hash, now)) return undefined;

      let reading = pending.get(hash);
      if (!reading) {
        reading = read(hash).finally(() => pending.delete(hash));
        pending.set(hash, reading);
      }
      const key = await reading;
      return key && identityAt(key, clock.now());
    },
  };
}

/** Undefined when the key was revoked, and for an item that says too little or makes no sense. */
function activeKey(item: Item): KnownKey | undefined {
  const tenant = readString(item, API_KEY.TENANT);
  const keyId = readString(item, API_KEY.KEY_ID);
  if (!tenant || !keyId || readString(item, API_KEY.STATUS) !== 'active') return undefined;
  const validUntil = item[API_KEY.VALID_UNTIL] === undefined ? Infinity : Date.parse(readString(item, API_KEY.VALID_UNTIL) ?? '');
  return Number.isNaN(validUntil) ? undefined : { identity: { tenant, keyId }, validUntil };
}

function identityAt({ identity, validUntil }: KnownKey, now: number): Identity {
  if (now >= validUntil) throw new GatewayError('unauthenticated', 'the API key has expired: ask whoever gave it to you for a new one');
  return identity;
}
