import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbOverrideStore } from '../../../../lambda/adapters/dynamodb/dynamodb-override-store';
import { OVERRIDES } from '../../../../src/contract/overrides';
import { overridesKey } from '../../../../src/contract/table';
import { VirtualClock } from '../../../support/virtual-clock';
import { answerJson, startServer } from '../support/local-server';
import { LocalTable, startTable } from '../support/local-table';
import { transportTo } from '../support/test-transport';

const { pk, sk } = overridesKey();

describe('overrides as an item of the table', () => {
  let table: LocalTable;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => { table = await startTable(); });
  afterAll(async () => {
    for (const close of closing) await close();
    await table.close();
  });

  function storeOn(url: string) {
    const transport = transportTo(url, { clock: new VirtualClock() });
    closing.unshift(() => transport.close());
    return createDynamodbOverrideStore(createDynamoClient(transport, 'eu-central-1'), 'gateway');
  }

  test('are none while there is no item', async () => {
    expect(await storeOn(table.url).read()).toEqual(new Map());
  });

  test('are the texts of all attributes but its own', async () => {
    await table.sdk.send(new PutItemCommand({
      TableName: 'gateway',
      Item: {
        'pk': { S: pk },
        'sk': { S: sk },
        [OVERRIDES.REVISION]: { N: '3' },
        'tenant:a': { S: '{"disabled":true}' },
        'tenant:b': { BOOL: true },
        'note': { S: 'hello' },
      },
    }));
    expect(await storeOn(table.url).read()).toEqual(new Map([['tenant:a', '{"disabled":true}'], ['tenant:b', undefined], ['note', 'hello']]));
  });

  test('cannot be told when the table fails', async () => {
    const server = await startServer((_, response) => answerJson(response, 500, { __type: 'x#InternalServerError', message: 'oops' }));
    closing.push(() => server.close());
    await expect(storeOn(server.url).read()).rejects.toMatchObject({ name: 'UpstreamError' });
  });
});
