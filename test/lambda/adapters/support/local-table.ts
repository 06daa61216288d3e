import { AddressInfo } from 'node:net';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { OWN_CREDENTIALS } from './test-transport';
import { TABLE } from '../../../../src/contract/table';

export interface LocalTable {
  readonly url: string;
  readonly name: string;
  /** The same table through the AWS SDK. */
  readonly sdk: DynamoDBClient;
  close(): Promise<void>;
}

const NAME = 'gateway';

/** The address of another implementation of DynamoDB to test with: see scripts/suites/second-engine.mjs. */
const OTHER_ENGINE = process.env.DYNAMODB_ENGINE_URL;

/** What the tables of this run are in. */
export const ENGINE = OTHER_ENGINE === undefined ? 'dynalite' : 'another implementation of DynamoDB';

/** The gateway's table in an emulator of DynamoDB. */
export async function startTable(): Promise<LocalTable> {
  const engine = OTHER_ENGINE === undefined ? await startDynalite() : { url: OTHER_ENGINE, stop: async () => undefined };
  const sdk = new DynamoDBClient({ region: 'eu-central-1', endpoint: engine.url, credentials: OWN_CREDENTIALS });
  await deleteTable(sdk);
  await sdk.send(new CreateTableCommand({
    TableName: NAME,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: TABLE.PARTITION_KEY, KeyType: 'HASH' }, { AttributeName: TABLE.SORT_KEY, KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: TABLE.PARTITION_KEY, AttributeType: 'S' }, { AttributeName: TABLE.SORT_KEY, AttributeType: 'S' }],
  }));
  return {
    url: engine.url,
    name: NAME,
    sdk,
    close: async () => {
      sdk.destroy();
      await engine.stop();
    },
  };
}

async function startDynalite(): Promise<{ readonly url: string; readonly stop: () => Promise<unknown> }> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Left by another test, on an engine that outlives it. */
async function deleteTable(sdk: DynamoDBClient): Promise<void> {
  try {
    await sdk.send(new DeleteTableCommand({ TableName: NAME }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
