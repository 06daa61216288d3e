import { createHash } from 'node:crypto';
import { readString } from './attribute-value';
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

/**
 * API keys as items of the gateway's table, found by hash: no text of a key is kept or sent anywhere.
 * Throws a `GatewayError` `unavailable` when the table fails and nothing is remembered of a key.
 */
export function createDynamodbKeyDirectory({ dynamo, table, clock, onTableFailure }: KeyDirectoryOptions): KeyDirectory {
  const known = new ExpiringCache<Identity>(CACHED_KEYS, FRESH_MS);
  // Apart from the known ones, so that guessing keys does not push those out.
  const unknown = new ExpiringCache<true>(CACHED_KEYS, FRESH_MS);
  const pending = new Map<string, Promise<Identity | undefined>>();

  const read = async (hash: string): Promise<Identity | undefined> => {
    try {
      const item = await dynamo.getItem(table, apiKeyByHash(hash));
      const tenant = item && readString(item, API_KEY.TENANT);
      const keyId = item && readString(item, API_KEY.KEY_ID);
      if (tenant && keyId && readString(item, API_KEY.STATUS) === 'active') {
        const identity: Identity = { tenant, keyId };
        known.set(hash, identity, clock.now());
        return identity;
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
      const identity = known.fresh(hash, now);
      if (identity) return identity;
      if (unknown.fresh(hash, now)) return undefined;

      let reading = pending.get(hash);
      if (!reading) {
        reading = read(hash).finally(() => pending.delete(hash));
        pending.set(hash, reading);
      }
      return reading;
    },
  };
}
