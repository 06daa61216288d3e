import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../local/clock';
import { createDynamoDb, type DynamoDb } from '../../../local/dynamodb/dynamodb';
import type { TableDefinition } from '../../../local/dynamodb/shapes';
import type { Role } from '../../../local/iam/authorizer';
import { ACCOUNT, clientConfiguration, REGION, startCloud, type Cloud } from '../aws/cloud';

export const LEDGER_ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/Ledger`;
export const EVENTS_ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/Events`;

export const TABLES: readonly TableDefinition[] = [
  {
    tableName: 'Ledger',
    arn: LEDGER_ARN,
    keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    ttlAttribute: 'expires',
  },
  {
    tableName: 'Events',
    arn: EVENTS_ARN,
    keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    attributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
      { AttributeName: 'tenant', AttributeType: 'S' },
    ],
    globalSecondaryIndexes: [
      { IndexName: 'ByTenant', KeySchema: [{ AttributeName: 'tenant', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
    ],
  },
];

export interface Database {
  readonly cloud: Cloud;
  readonly dynamoDb: DynamoDb;
  readonly client: DynamoDBClient;
  close(): Promise<void>;
}

/** Two tables behind an endpoint, and an unmodified client. */
export async function startDatabase(options: { readonly roles?: readonly Role[]; readonly clock?: Clock } = {}): Promise<Database> {
  let created: DynamoDb | undefined;
  const cloud = await startCloud({
    ...options,
    services: ({ clock }) => [created = createDynamoDb({ clock })],
  });
  const dynamoDb = created!;
  await dynamoDb.createTables(TABLES);
  const client = new DynamoDBClient({
    ...clientConfiguration(cloud),
    // Hundreds of calls at once wait for one of fifty sockets; on a busy machine the SDK would warn about it.
    requestHandler: { socketAcquisitionWarningTimeout: 60_000 },
  });
  return {
    cloud,
    dynamoDb,
    client,
    close: async () => {
      client.destroy();
      await cloud.endpoint.close();
      await dynamoDb.close();
    },
  };
}
