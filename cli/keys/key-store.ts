import { newApiKey } from './api-key';
import { API_KEY, apiKeyByHash, apiKeyOfTenant, TABLE, TableKey } from '../../src/contract/table';

/** Runs one DynamoDB operation; input and output are DynamoDB JSON. */
export type ExecuteDynamoDb = (operation: 'PutItem' | 'GetItem' | 'UpdateItem' | 'Query', input: Record<string, unknown>) => Promise<Record<string, unknown>>;

export interface KeyStore {
  /** The key is returned this once and cannot be read again. */
  create(tenant: string): Promise<{ readonly key: string; readonly keyId: string }>;
  /** @throws Error when the tenant has no such key */
  revoke(tenant: string, keyId: string): Promise<void>;
  list(tenant: string): Promise<readonly ListedKey[]>;
}

export interface ListedKey {
  readonly keyId: string;
  readonly status: string;
  readonly createdAt: string;
}

/** API keys in the gateway's table: found by hash for the gateway, listed by tenant for people. */
export function createKeyStore(execute: ExecuteDynamoDb, tableName: string, now: () => Date = () => new Date()): KeyStore {
  const setStatus = (key: TableKey, status: string) => execute('UpdateItem', {
    TableName: tableName,
    Key: keyOf(key),
    UpdateExpression: 'SET #status = :status',
    ConditionExpression: `attribute_exists(${TABLE.PARTITION_KEY})`,
    ExpressionAttributeNames: { '#status': API_KEY.STATUS },
    ExpressionAttributeValues: { ':status': { S: status } },
  });

  return {
    async create(tenant) {
      const { key, hash, keyId } = newApiKey();
      const shared = {
        [API_KEY.TENANT]: { S: tenant },
        [API_KEY.KEY_ID]: { S: keyId },
        [API_KEY.STATUS]: { S: 'active' },
        [API_KEY.CREATED_AT]: { S: now().toISOString() },
      };
      const put = (at: TableKey, more: Record<string, unknown>) => execute('PutItem', {
        TableName: tableName,
        Item: { ...keyOf(at), ...shared, ...more },
        ConditionExpression: `attribute_not_exists(${TABLE.PARTITION_KEY})`,
      });
      // The listing first: a key that works but that nobody can list or revoke must not exist.
      await put(apiKeyOfTenant(tenant, keyId), { [API_KEY.HASH]: { S: hash } });
      await put(apiKeyByHash(hash), {});
      return { key, keyId };
    },

    async revoke(tenant, keyId) {
      const listing = apiKeyOfTenant(tenant, keyId);
      const { Item } = await execute('GetItem', { TableName: tableName, Key: keyOf(listing), ConsistentRead: true });
      const hash = text(Item, API_KEY.HASH);
      if (!hash) throw new Error(`tenant ${tenant} has no key ${keyId}; list its keys to see the ids`);
      await setStatus(apiKeyByHash(hash), 'revoked');
      await setStatus(listing, 'revoked');
    },

    async list(tenant) {
      const keys: ListedKey[] = [];
      let start: unknown;
      do {
        const page = await execute('Query', {
          TableName: tableName,
          KeyConditionExpression: `${TABLE.PARTITION_KEY} = :tenant AND begins_with(${TABLE.SORT_KEY}, :keys)`,
          ExpressionAttributeValues: { ':tenant': { S: apiKeyOfTenant(tenant, '').pk }, ':keys': { S: apiKeyOfTenant(tenant, '').sk } },
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        for (const item of (page.Items ?? []) as unknown[]) {
          keys.push({ keyId: text(item, API_KEY.KEY_ID) ?? '', status: text(item, API_KEY.STATUS) ?? '', createdAt: text(item, API_KEY.CREATED_AT) ?? '' });
        }
        start = page.LastEvaluatedKey;
      } while (start);
      return keys;
    },
  };
}

function keyOf({ pk, sk }: TableKey): Record<string, { readonly S: string }> {
  return { [TABLE.PARTITION_KEY]: { S: pk }, [TABLE.SORT_KEY]: { S: sk } };
}

function text(item: unknown, attribute: string): string | undefined {
  const value = (item as Record<string, { readonly S?: string }> | undefined)?.[attribute];
  return value?.S;
}
