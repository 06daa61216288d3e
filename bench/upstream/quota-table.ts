import { Server } from 'node:http';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableServer } from './table/serve';
import { API_KEY, apiKeyByHash, TABLE } from '../../src/contract/table';
import { listen } from '../processes/listen';
import { CREDENTIALS, HOST, REGION, TABLE_NAME } from '../setting';
import { Counts } from './counts';

/** An API key that the table knows. */
export interface KnownKey {
  readonly tenant: string;
  /** Lower-case hexadecimal SHA-256 of its text. */
  readonly sha256: string;
}

export interface QuotaTable {
  readonly server: Server;
  readonly port: number;
}

/** Starts a DynamoDB in this process with the gateway's table and the keys in it. */
export async function startQuotaTable(keys: readonly KnownKey[], counts: Counts): Promise<QuotaTable> {
  let counting = false;
  const server = createTableServer((operation) => {
    if (counting) count(operation, counts);
  });
  const port = await listen(server);
  const client = tableClient(port);
  await putKeys(client, keys, 'key');
  client.destroy();
  counting = true;
  return { server, port };
}

/** To be destroyed in the end. */
export function tableClient(port: number): DynamoDBClient {
  return new DynamoDBClient({ region: REGION, endpoint: `http://${HOST}:${port}`, credentials: CREDENTIALS });
}

/** @param keys any number of them, of a table that is running */
export async function putKeys(client: DynamoDBClient, keys: readonly KnownKey[], prefix: string): Promise<void> {
  for (let first = 0; first < keys.length; first += MOST_IN_BATCH) {
    const batch = keys.slice(first, first + MOST_IN_BATCH);
    await client.send(new BatchWriteItemCommand({
      RequestItems: { [TABLE_NAME]: batch.map((key, index) => ({ PutRequest: { Item: itemOf(key, `${prefix}-${first + index}`) } })) },
    }));
  }
}

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MOST_IN_BATCH = 25;

function itemOf({ tenant, sha256 }: KnownKey, keyId: string) {
  const { pk, sk } = apiKeyByHash(sha256);
  return {
    [TABLE.PARTITION_KEY]: { S: pk },
    [TABLE.SORT_KEY]: { S: sk },
    [API_KEY.TENANT]: { S: tenant },
    [API_KEY.KEY_ID]: { S: keyId },
    [API_KEY.STATUS]: { S: 'active' },
    [API_KEY.CREATED_AT]: { S: new Date().toISOString() },
  };
}

function count(operation: string, counts: Counts): void {
  if (operation === 'UpdateItem') counts.tableWrites += 1;
  else if (operation === 'GetItem' || operation === 'BatchGetItem') counts.tableReads += 1;
  else counts.unexpected += 1;
}
