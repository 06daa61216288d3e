import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbHealthStore } from '../../../../lambda/adapters/dynamodb/dynamodb-health-store';
import { HealthWrite, MAX_SHARED_TARGETS } from '../../../../lambda/core/health/health-store';
import { Open, TargetHealth } from '../../../../lambda/core/health/target-health';
import { sharedHealthKey } from '../../../../src/contract/table';
import { VirtualClock } from '../../../support/virtual-clock';
import { runHealthStoreSuite } from '../health-store.suite';
import { Answer, answerJson, startServer } from '../support/local-server';
import { LocalTable, startTable } from '../support/local-table';
import { transportTo } from '../support/test-transport';

const T0 = Date.UTC(2026, 0, 1);
const OPEN: Open = { kind: 'open', cause: 'failures', openedAt: T0, openUntil: T0 + 1_000, openMs: 1_000 };
const OPEN_TEXT = `{"kind":"open","cause":"failures","openedAt":${T0},"openUntil":${T0 + 1_000},"openMs":1000}`;
const SUSPECT: TargetHealth = { kind: 'suspect', failures: [T0] };
const WRITE: HealthWrite = { changes: [{ target: 'a', expected: undefined, next: OPEN }], maxTargets: 3, expiresAt: 2_000_000_000 };
const { pk, sk } = sharedHealthKey();
const KEY = { pk: { S: pk }, sk: { S: sk } };

let table: LocalTable;
const transports: ReturnType<typeof transportTo>[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => { table = await startTable(); });
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  transports.forEach((transport) => transport.close());
  await table.close();
});

function storeOn(url: string) {
  const transport = transportTo(url, { clock: new VirtualClock() });
  transports.push(transport);
  return createDynamodbHealthStore(createDynamoClient(transport, 'eu-central-1'), 'gateway');
}

async function emptyStore() {
  await table.sdk.send(new DeleteItemCommand({ TableName: 'gateway', Key: KEY }));
  return storeOn(table.url);
}

runHealthStoreSuite({ name: 'in an emulator of DynamoDB', newStore: emptyStore });

test('the item has one readable attribute a target, their number and the time of its end', async () => {
  const store = await emptyStore();
  await store.write(WRITE);
  await store.write({ ...WRITE, changes: [{ target: 'b', expected: undefined, next: SUSPECT }], expiresAt: 2_000_000_001 });
  const { Item } = await table.sdk.send(new GetItemCommand({ TableName: 'gateway', Key: KEY }));
  expect(Item).toEqual({
    ...KEY,
    'expiresAt': { N: '2000000001' },
    'n': { N: '2' },
    'target:a': { S: OPEN_TEXT },
    'target:b': { S: `{"kind":"suspect","failures":[${T0}]}` },
  });
});

test('the largest item stays below 8 KB with target names of 40 characters', () => {
  const record = JSON.stringify({ kind: 'recovering', since: T0, openMs: 20_000, failures: [T0, T0, T0, T0] });
  expect(MAX_SHARED_TARGETS * (record.length + 'target:'.length + 40)).toBeLessThan(8_192);
});

describe('what goes over the wire', () => {
  async function serve(answer: Answer) {
    const server = await startServer(answer);
    closing.push(() => server.close());
    return { server, store: storeOn(server.url) };
  }

  test('is one conditional update', async () => {
    const { server, store } = await serve((_, response) => answerJson(response, 200, { Attributes: { 'target:a': { S: OPEN_TEXT } } }));
    await store.write({ ...WRITE, changes: [...WRITE.changes, { target: 'b', expected: SUSPECT, next: undefined }, { target: 'c', expected: undefined, next: OPEN }] });
    expect(server.received).toHaveLength(1);
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({
      Key: KEY,
      UpdateExpression: 'SET #x = :x, #t0 = :v0, #t2 = :v2 ADD #n :added REMOVE #t1',
      ConditionExpression: 'attribute_not_exists(#t0) AND #t1 = :e1 AND attribute_not_exists(#t2) AND (attribute_not_exists(#n) OR #n <= :most)',
      ExpressionAttributeNames: { '#n': 'n', '#x': 'expiresAt', '#t0': 'target:a', '#t1': 'target:b', '#t2': 'target:c' },
      ExpressionAttributeValues: { ':added': { N: '1' }, ':most': { N: '2' }, ':v0': { S: OPEN_TEXT } },
    });
  });

  test('is no read after a failed condition that brings the item', async () => {
    const { server, store } = await serve((_, response) => answerJson(response, 400, {
      __type: 'x#ConditionalCheckFailedException', message: 'The conditional request failed', Item: { 'target:a': { S: OPEN_TEXT } },
    }));
    expect(await store.write(WRITE)).toEqual({ written: false, health: new Map([['a', OPEN]]) });
    expect(server.received).toHaveLength(1);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '5'],
    ['another kind', '{"kind":"closed"}'],
    ['another cause', OPEN_TEXT.replace('failures', 'weather')],
    ['a time that is missing', OPEN_TEXT.replace('openUntil', 'until')],
    ['a time that is negative', '{"kind":"suspect","failures":[-1]}'],
    ['a time that is text', '{"kind":"suspect","failures":["now"]}'],
    ['failures that are no list', '{"kind":"recovering","since":1,"openMs":1,"failures":2}'],
    ['a recovery without a beginning', '{"kind":"recovering","openMs":1,"failures":[]}'],
  ])('may hold a record with %s, which is left out', async (_, text) => {
    const Item = { 'target:bad': { S: text }, 'target:none': { N: '1' }, 'target:a': { S: OPEN_TEXT }, 'other': { S: OPEN_TEXT } };
    const { store } = await serve((_request, response) => answerJson(response, 200, { Item }));
    expect(await store.read()).toEqual(new Map([['a', OPEN]]));
  });

  test.each([
    ['throttling', 400, { __type: 'x#ProvisionedThroughputExceededException', message: 'slow' }],
    ['a failure of the service', 500, { __type: 'x#InternalServerError', message: 'oops' }],
    ['an answer that is no object', 200, 5],
  ])('makes reading and writing reject with %s', async (_, status, body) => {
    const { store } = await serve((_request, response) => answerJson(response, status, body));
    await expect(store.read()).rejects.toMatchObject({ name: 'UpstreamError' });
    await expect(store.write(WRITE)).rejects.toMatchObject({ name: 'UpstreamError' });
  });
});
