import { AwsTransport } from '../../../../lambda/adapters/aws/aws-transport';
import { batchReads } from '../../../../lambda/adapters/dynamodb/batched-reads';
import { createDynamoClient, DynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { TableKey } from '../../../../src/contract/table';

const key = (pk: string): TableKey => ({ pk, sk: 'x' });
const itemOf = ({ pk, sk }: TableKey) => ({ pk: { S: pk }, sk: { S: sk } });

function client() {
  const calls: string[] = [];
  const dynamo: DynamoClient = {
    async getItem(table, asked) {
      calls.push(`get ${table} ${asked.pk}`);
      return asked.pk === 'missing' ? undefined : itemOf(asked);
    },
    async getItems(table, keys) {
      calls.push(`batch ${table} ${keys.map(({ pk }) => pk).join(',')}`);
      return keys.map((asked) => (asked.pk === 'missing' ? undefined : itemOf(asked)));
    },
    updateItem: () => Promise.reject(new Error('not asked for')),
  };
  return { calls, reads: batchReads(dynamo) };
}

describe('reads that are asked for in the same turn', () => {
  test('go out as one call, and each gets its own item', async () => {
    const { calls, reads } = client();
    const [first, missing, third] = await Promise.all([reads.getItem('t', key('a')), reads.getItem('t', key('missing')), reads.getItem('t', key('c'))]);
    expect([first, missing, third]).toEqual([itemOf(key('a')), undefined, itemOf(key('c'))]);
    expect(calls).toEqual(['batch t a,missing,c']);
  });

  test('go out one by one when they are of different tables or of different turns', async () => {
    const { calls, reads } = client();
    await Promise.all([reads.getItem('t', key('a')), reads.getItem('u', key('b'))]);
    await reads.getItem('t', key('c'));
    expect(calls).toEqual(['get t a', 'get u b', 'get t c']);
  });

  test('all fail when the call fails', async () => {
    const reads = batchReads({ ...client().reads, getItems: () => Promise.reject(new Error('down')) } as DynamoClient);
    const outcomes = await Promise.allSettled([reads.getItem('t', key('a')), reads.getItem('t', key('b'))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('BatchGetItem', () => {
  const answering = (body: unknown) => createDynamoClient({
    post: async () => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) }),
  } as unknown as AwsTransport, 'us-east-1');

  test('puts the items, which come in any order, in the order of the keys', async () => {
    const dynamo = answering({ Responses: { t: [itemOf(key('b')), itemOf(key('a'))] } });
    expect(await dynamo.getItems('t', [key('a'), key('gone'), key('b')])).toEqual([itemOf(key('a')), undefined, itemOf(key('b'))]);
  });

  test('fails when DynamoDB has left keys out', async () => {
    const dynamo = answering({ Responses: { t: [] }, UnprocessedKeys: { t: { Keys: [itemOf(key('a'))] } } });
    await expect(dynamo.getItems('t', [key('a')])).rejects.toMatchObject({ code: 'UnprocessedKeys' });
  });

  test('fails for an answer without items', async () => {
    await expect(answering({}).getItems('t', [key('a')])).rejects.toMatchObject({ code: 'MalformedAnswer' });
  });
});
