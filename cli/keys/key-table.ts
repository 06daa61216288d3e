import { itemByHash, itemOfTenant, KeyItem, keyOf, KeyRecord, readRecord } from './key-record';
import { API_KEY, apiKeyByHash, apiKeyOfTenant, TABLE } from '../../src/contract/table';
import { ExecuteDynamoDb } from '../aws/execute-dynamodb';

/**
 * API keys as two items each, one that the gateway finds by hash and one listed under the tenant. Both are written in one
 * transaction: a key that works but that nobody can list or revoke cannot come about.
 */
export interface KeyTable {
  /** Strongly consistent. */
  find(tenant: string, keyId: string): Promise<KeyRecord | undefined>;
  /** Who a hash belongs to. */
  ownerOf(sha256: string): Promise<{ readonly tenant: string; readonly keyId: string } | undefined>;
  list(tenant: string): Promise<readonly KeyRecord[]>;
  /** @returns false when there is such a key already, and nothing was written */
  add(record: KeyRecord): Promise<boolean>;
  /** Adds `successor` and ends `old` at `expiresAt`. @returns false when `old` was changed meanwhile, and nothing was written */
  replace(old: KeyRecord, successor: KeyRecord, expiresAt: string): Promise<boolean>;
  /** Also when the gateway's item is gone: it comes back as that of a revoked key. */
  revoke(record: KeyRecord): Promise<void>;
}

const ABSENT = `attribute_not_exists(${TABLE.PARTITION_KEY})`;
const STILL_ACTIVE = '#tenant = :tenant AND #status = :active';

export function createKeyTable(execute: ExecuteDynamoDb, tableName: string): KeyTable {
  const get = async (key: KeyItem): Promise<KeyItem | undefined> => {
    const { Item: item } = await execute('GetItem', { TableName: tableName, Key: key, ConsistentRead: true });
    return item as KeyItem | undefined;
  };
  const put = (item: KeyItem) => ({ Put: { TableName: tableName, Item: item, ConditionExpression: ABSENT } });
  const update = (key: KeyItem, change: string, condition: string, names: Record<string, string>, values: KeyItem) => ({
    Update: {
      TableName: tableName,
      Key: key,
      UpdateExpression: change,
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  });
  const writeAll = async (items: readonly object[]): Promise<boolean> => {
    try {
      await execute('TransactWriteItems', { TransactItems: items });
      return true;
    } catch (error) {
      // The message lists the reason of each write; a transaction can also be cancelled because the table is busy.
      const { name, message } = error as Error;
      if (name === 'TransactionCanceledException' && message.includes('ConditionalCheckFailed')) return false;
      throw error;
    }
  };

  return {
    async find(tenant, keyId) {
      const item = await get(keyOf(apiKeyOfTenant(tenant, keyId)));
      return item && readRecord(item);
    },

    async ownerOf(sha256) {
      const item = await get(keyOf(apiKeyByHash(sha256)));
      return item && { tenant: item[API_KEY.TENANT]?.S ?? '', keyId: item[API_KEY.KEY_ID]?.S ?? '' };
    },

    async list(tenant) {
      const { pk, sk } = apiKeyOfTenant(tenant, '');
      const records: KeyRecord[] = [];
      let start: unknown;
      do {
        const page = await execute('Query', {
          TableName: tableName,
          KeyConditionExpression: `${TABLE.PARTITION_KEY} = :tenant AND begins_with(${TABLE.SORT_KEY}, :keys)`,
          ExpressionAttributeValues: { ':tenant': { S: pk }, ':keys': { S: sk } },
          ConsistentRead: true,
          ...(start ? { ExclusiveStartKey: start } : {}),
        });
        records.push(...(page.Items as readonly KeyItem[] | undefined ?? []).map(readRecord));
        start = page.LastEvaluatedKey;
      } while (start);
      return records;
    },

    add: (record) => writeAll([put(itemOfTenant(record)), put(itemByHash(record))]),

    replace(old, successor, expiresAt) {
      const names = { '#tenant': API_KEY.TENANT, '#status': API_KEY.STATUS, '#until': API_KEY.VALID_UNTIL, '#ttl': TABLE.TIME_TO_LIVE };
      const values = { ':tenant': { S: old.tenant }, ':active': { S: 'active' }, ':until': { S: expiresAt } };
      return writeAll([
        put(itemOfTenant(successor)),
        put(itemByHash(successor)),
        update(
          keyOf(apiKeyOfTenant(old.tenant, old.keyId)), 'SET #until = :until, #by = :by REMOVE #ttl', `${STILL_ACTIVE} AND attribute_not_exists(#by)`,
          { ...names, '#by': API_KEY.REPLACED_BY }, { ...values, ':by': { S: successor.keyId } },
        ),
        update(keyOf(apiKeyByHash(old.sha256)), 'SET #until = :until REMOVE #ttl', STILL_ACTIVE, names, values),
      ]);
    },

    async revoke({ tenant, keyId, sha256, createdAt }) {
      const names = {
        '#tenant': API_KEY.TENANT, '#id': API_KEY.KEY_ID, '#status': API_KEY.STATUS, '#created': API_KEY.CREATED_AT, '#ttl': TABLE.TIME_TO_LIVE,
      };
      const values = { ':tenant': { S: tenant }, ':id': { S: keyId }, ':revoked': { S: 'revoked' }, ':created': { S: createdAt } };
      const expression = 'SET #status = :revoked, #tenant = :tenant, #id = :id, #created = :created REMOVE #ttl';
      const ownOrAbsent = `${ABSENT} OR (#tenant = :tenant AND #id = :id)`;
      const revoked = await writeAll([
        update(keyOf(apiKeyByHash(sha256)), expression, ownOrAbsent, names, values),
        update(keyOf(apiKeyOfTenant(tenant, keyId)), expression, '#tenant = :tenant AND #id = :id', names, values),
      ]);
      if (!revoked) throw new Error(`key ${keyId} of tenant ${tenant} was changed at the same time: try again`);
    },
  };
}
