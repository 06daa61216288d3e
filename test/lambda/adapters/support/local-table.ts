import { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
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

/** The gateway's table in an emulator of DynamoDB. */
export async function startTable(): Promise<LocalTable> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sdk = new DynamoDBClient({ region: 'eu-central-1', endpoint: url, credentials: OWN_CREDENTIALS });
  await sdk.send(new CreateTableCommand({
    TableName: 'gateway',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: TABLE.PARTITION_KEY, KeyType: 'HASH' }, { AttributeName: TABLE.SORT_KEY, KeyType: 'RANGE' }],
    AttributeDefinitions: [{ AttributeName: TABLE.PARTITION_KEY, AttributeType: 'S' }, { AttributeName: TABLE.SORT_KEY, AttributeType: 'S' }],
  }));
  return {
    url,
    name: 'gateway',
    sdk,
    close: async () => {
      sdk.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
