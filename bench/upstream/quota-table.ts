/// <reference path="./dynalite.d.ts" />
import { Server } from 'node:http';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
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
  const server = dynalite({ createTableMs: 0 });
  const port = await listen(server);
  const client = new DynamoDBClient({ region: REGION, endpoint: `http://${HOST}:${port}`, credentials: CREDENTIALS });
  await createTable(client);
  for (const [index, key] of keys.entries()) await putKey(client, key, `key-${index}`);
  client.destroy();
  countRequests(server, counts);
  return { server, port };
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const { PARTITION_KEY, SORT_KEY } = TABLE;
  await client.send(new CreateTableCommand({
    TableName: TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: PARTITION_KEY, AttributeType: 'S' }, { AttributeName: SORT_KEY, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: PARTITION_KEY, KeyType: 'HASH' }, { AttributeName: SORT_KEY, KeyType: 'RANGE' }],
  }));
}

async function putKey(client: DynamoDBClient, { tenant, sha256 }: KnownKey, keyId: string): Promise<void> {
  const { pk, sk } = apiKeyByHash(sha256);
  await client.send(new PutItemCommand({
    TableName: TABLE_NAME,
    Item: {
      [TABLE.PARTITION_KEY]: { S: pk },
      [TABLE.SORT_KEY]: { S: sk },
      [API_KEY.TENANT]: { S: tenant },
      [API_KEY.KEY_ID]: { S: keyId },
      [API_KEY.STATUS]: { S: 'active' },
      [API_KEY.CREATED_AT]: { S: new Date().toISOString() },
    },
  }));
}

function countRequests(server: Server, counts: Counts): void {
  server.on('request', ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) => {
    const operation = String(headers['x-amz-target']).split('.')[1];
    if (operation === 'UpdateItem') counts.tableWrites += 1;
    else if (operation === 'GetItem' || operation === 'BatchGetItem') counts.tableReads += 1;
    else counts.unexpected += 1;
  });
}
