import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbLedgerStore } from '../../../../lambda/adapters/dynamodb/dynamodb-ledger-store';
import { VirtualClock } from '../../../support/virtual-clock';
import { at, reserve, runLedgerStoreSuite, settle } from '../ledger-store.suite';
import { Answer, answerJson, startServer } from '../support/local-server';
import { LocalTable, startTable } from '../support/local-table';
import { transportTo } from '../support/test-transport';
import { until } from '../support/until';

const KEY = { pk: 'TENANT#a', sk: 'LEDGER' };
const RESERVE = reserve({ atMost: { tokens: 90 } });
const SETTLE = settle();

const closing: (() => unknown)[] = [];

let table: LocalTable;
beforeAll(async () => { table = await startTable(); });
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  transports.forEach((transport) => transport.close());
  await table.close();
});

const transports: ReturnType<typeof transportTo>[] = [];

function storeOn(url: string, clock = new VirtualClock()) {
  const transport = transportTo(url, { clock });
  transports.push(transport);
  return createDynamodbLedgerStore(createDynamoClient(transport, 'eu-central-1'), 'gateway');
}

runLedgerStoreSuite({ name: 'in an emulator of DynamoDB', newStore: async () => storeOn(table.url) });

test('an item has short names, its totals and the time of its end', async () => {
  const store = storeOn(table.url);
  await store.write(KEY, RESERVE);
  await store.write(KEY, reserve({ slot: 29, expiresAt: 2_000_000_001 }));
  await store.write(KEY, reserve({ slot: 5, amount: { 'tokens~k3f9': 4, 'costPerMonth': 8 }, expiresAt: 2_000_000_001 }));
  const { Item } = await table.sdk.send(new GetItemCommand({ TableName: 'gateway', Key: { pk: { S: KEY.pk }, sk: { S: KEY.sk } } }));
  expect(Item).toEqual({
    'pk': { S: 'TENANT#a' },
    'sk': { S: 'LEDGER' },
    'expiresAt': { N: '2000000001' },
    'r': { N: '2' },
    't': { N: '20' },
    't~k3f9': { N: '4' },
    'm': { N: '8' },
    'n': { N: '3' },
    'r.002s': { N: '1' },
    't.002s': { N: '10' },
    'r.000t': { N: '1' },
    't.000t': { N: '10' },
    't~k3f9.0005': { N: '4' },
    'm.0005': { N: '8' },
  });
});

describe('what goes over the wire', () => {
  async function serve(answer: Answer, clock = new VirtualClock()) {
    const server = await startServer(answer);
    closing.push(() => server.close());
    return { server, store: storeOn(server.url, clock) };
  }

  const refused = (item?: unknown): Answer => (_, response) => answerJson(response, 400, {
    __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed', ...(item ? { Item: item } : {}),
  });

  test('is one conditional update that asks for the item of a failed condition', async () => {
    const { server, store } = await serve(refused({ r: { N: '5' }, t: { N: '95' }, n: { N: '5' } }));
    expect(await store.write(KEY, RESERVE)).toEqual({ written: false, item: { total: { requests: 5, tokens: 95 }, counters: [], sequence: 5 } });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]!.headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.UpdateItem' });
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      TableName: 'gateway',
      Key: { pk: { S: 'TENANT#a' }, sk: { S: 'LEDGER' } },
      UpdateExpression: 'SET #4 = :2 ADD #0 :0, #1 :1, #2 :0, #3 :1, #5 :0',
      ConditionExpression: '(attribute_not_exists(#3) OR #3 <= :3)',
      ExpressionAttributeNames: { '#0': 'r.002s', '#1': 't.002s', '#2': 'r', '#3': 't', '#4': 'expiresAt', '#5': 'n' },
      ExpressionAttributeValues: { ':0': { N: '1' }, ':1': { N: '10' }, ':2': { N: '2000000000' }, ':3': { N: '90' } },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('does not ask for totals that have been seen whether they are there', async () => {
    const { server, store } = await serve(refused({}));
    await store.write(KEY, reserve({ atMost: { tokens: 90, requests: 3 }, totalsStand: true }));
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ ConditionExpression: '#3 <= :3 AND #2 <= :4' });
  });

  test('asks for what it changes where that is enough', async () => {
    const { server, store } = await serve((_, response) => answerJson(response, 200, {
      Attributes: { 'n': { N: '7' }, 't': { N: '40' }, 't.002s': { N: '20' }, 'expiresAt': { N: '2000000000' } },
    }));
    expect(await store.write(KEY, reserve({ amount: { tokens: 10 }, changesOnly: true })))
      .toEqual({ written: true, item: { total: { tokens: 40 }, counters: at(100, { tokens: 20 }), sequence: 7 } });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ ReturnValues: 'UPDATED_NEW' });
  });

  test('asks for no item where nothing is reserved, and needs none', async () => {
    const { server, store } = await serve((_, response) => answerJson(response, 200, {}));
    expect(await store.write(KEY, SETTLE)).toEqual({ written: true });
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ ReturnValues: 'NONE', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  });

  test('is followed by one consistent read when the failed condition brings no item', async () => {
    const { server, store } = await serve((request, response) => {
      if (request.headers['x-amz-target'] === 'DynamoDB_20120810.GetItem') answerJson(response, 200, { Item: { t: { N: '7' } } });
      else void refused()(request, response);
    });
    expect(await store.write(KEY, SETTLE)).toEqual({ written: false, item: { total: { tokens: 7 }, counters: [], sequence: 0 } });
    expect(JSON.parse(server.received[1]!.body))
      .toEqual({ TableName: 'gateway', Key: { pk: { S: 'TENANT#a' }, sk: { S: 'LEDGER' } }, ConsistentRead: true });
  });

  test('may hold attributes that are none of a ledger', async () => {
    const Attributes = { 'r': { N: '1' }, 'n': { N: '1' }, 'r.0001': { N: '1' }, 'r~': { N: '5' }, 'x.0001': { N: '5' }, 'r.1': { N: '5' }, 'note': { S: 'x' } };
    const { store } = await serve((_, response) => answerJson(response, 200, { Attributes }));
    expect(await store.write(KEY, RESERVE))
      .toEqual({ written: true, item: { total: { requests: 1 }, counters: [{ dimension: 'requests', slot: 1, value: 1 }], sequence: 1 } });
  });

  test.each([
    ['throttling', 400, { __type: 'x#ProvisionedThroughputExceededException', message: 'slow' }, 'ProvisionedThroughputExceededException: slow'],
    ['a missing permission', 400, { __type: 'x#AccessDeniedException', Message: 'not allowed' }, 'AccessDeniedException: not allowed'],
    ['a missing table', 400, { __type: 'x#ResourceNotFoundException', message: 'no table' }, 'ResourceNotFoundException'],
    ['a failure of the service', 500, { __type: 'x#InternalServerError', message: 'oops' }, 'InternalServerError'],
    ['an answer without the item', 200, {}, 'MalformedAnswer'],
    ['an answer that is no object', 200, 5, 'MalformedAnswer'],
    ['a counter that is no number', 200, { Attributes: { t: { N: 'many' } } }, 'the attribute t must be a whole number up to 2^53, not many'],
    ['a counter that is too large', 200, { Attributes: { 'r.0001': { N: '9007199254740993' } } }, 'the attribute r.0001 must be a whole number'],
  ])('fails as LedgerUnavailable with %s', async (_, status, body, message) => {
    const { server, store } = await serve((_request, response) => answerJson(response, status, body));
    await expect(store.write(KEY, RESERVE)).rejects.toMatchObject({ name: 'LedgerUnavailable', message: expect.stringContaining(message) });
    expect(server.received).toHaveLength(1);
  });

  test('fails as LedgerUnavailable with an answer that is not JSON', async () => {
    const { store } = await serve((_, response) => { response.end('<html>'); });
    await expect(store.write(KEY, RESERVE)).rejects.toMatchObject({ name: 'LedgerUnavailable', message: expect.stringContaining('MalformedAnswer') });
  });

  test('fails as LedgerUnavailable when nobody listens', async () => {
    const { server, store } = await serve(refused());
    await server.close();
    await expect(store.write(KEY, RESERVE)).rejects.toMatchObject({ name: 'LedgerUnavailable', message: expect.stringContaining('ConnectionError') });
  });

  test('fails as LedgerUnavailable when no answer comes within a second', async () => {
    const clock = new VirtualClock();
    const { server, store } = await serve(() => undefined, clock);
    const writing = store.write(KEY, RESERVE);
    const failed = expect(writing).rejects.toMatchObject({ name: 'LedgerUnavailable', message: expect.stringContaining('TimeoutError') });
    await until(() => server.received.length === 1);
    await clock.advance(1_000);
    await failed;
  });
});
