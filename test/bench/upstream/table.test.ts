import { Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { createTableServer } from '../../../bench/upstream/table/serve';
import { createDynamoClient } from '../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbHealthStore } from '../../../lambda/adapters/dynamodb/dynamodb-health-store';
import { createDynamodbLedgerStore } from '../../../lambda/adapters/dynamodb/dynamodb-ledger-store';
import { runHealthStoreSuite } from '../../lambda/adapters/health-store.suite';
import { runLedgerStoreSuite } from '../../lambda/adapters/ledger-store.suite';
import { transportTo } from '../../lambda/adapters/support/test-transport';
import { VirtualClock } from '../../support/virtual-clock';

const told: string[] = [];
const servers: Server[] = [];
const transports: ReturnType<typeof transportTo>[] = [];
let url: string;

async function start(tell: (operation: string) => void = () => undefined): Promise<string> {
  const server = createTableServer(tell);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function dynamo() {
  const transport = transportTo(await start(), { clock: new VirtualClock() });
  transports.push(transport);
  return createDynamoClient(transport, 'eu-central-1');
}

beforeAll(async () => { url = await start((operation) => told.push(operation)); });
afterAll(async () => {
  transports.forEach((transport) => transport.close());
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

runLedgerStoreSuite({ name: 'in the table of the benchmark', newStore: async () => createDynamodbLedgerStore(await dynamo(), 'gateway') });
runHealthStoreSuite({ name: 'in the table of the benchmark', newStore: async () => createDynamodbHealthStore(await dynamo(), 'gateway') });

async function ask(operation: string, input: object, headers: Readonly<Record<string, string>> = { authorization: 'AWS4-HMAC-SHA256 Credential=x' }) {
  const response = await fetch(url, { method: 'POST', headers: { ...headers, 'x-amz-target': `DynamoDB_20120810.${operation}` }, body: JSON.stringify(input) });
  return { status: response.status, body: await response.json() as object };
}

const Key = { pk: { S: 'a' }, sk: { S: 'b' } };

test('knows the items that were put into it, and tells every operation', async () => {
  told.length = 0;
  const Item = { ...Key, status: { S: 'active' } };
  await ask('BatchWriteItem', { RequestItems: { gateway: [{ PutRequest: { Item } }] } });
  expect((await ask('GetItem', { Key })).body).toEqual({ Item });
  const other = { ...Key, sk: { S: 'c' } };
  expect((await ask('GetItem', { Key: other })).body).toEqual({});
  expect((await ask('BatchGetItem', { RequestItems: { gateway: { Keys: [other, Key] } } })).body).toEqual({ Responses: { gateway: [Item] }, UnprocessedKeys: {} });
  expect(told).toEqual(['BatchWriteItem', 'GetItem', 'GetItem', 'BatchGetItem']);
});

test.each([
  ['an expression of another kind', { UpdateExpression: 'DELETE #a :a' }, 'DELETE is not understood in: DELETE #a :a'],
  ['a name without placeholder', { UpdateExpression: 'SET a = :a' }, 'a where a placeholder with # belongs'],
  ['a function that it lacks', { UpdateExpression: 'SET #a = :a', ConditionExpression: 'size(#a) = :a' }, 'size ( is not understood'],
  ['more than a condition', { UpdateExpression: 'SET #a = :a', ConditionExpression: '#a = :a #a' }, '#a is not understood'],
  ['half of a condition', { UpdateExpression: 'SET #a = :a', ConditionExpression: '#a =' }, 'its end is not understood'],
  ['unknown characters', { UpdateExpression: 'SET #a = :a', ConditionExpression: '#a % :a' }, 'unknown characters at 2'],
  ['a placeholder that nobody explains', { UpdateExpression: 'SET #b = :a' }, 'nobody says what #b stands for'],
  ['a sum of texts', { UpdateExpression: 'ADD #a :text' }, 'only numbers can be added'],
])('refuses %s, and says so', async (_, input, message) => {
  const { status, body } = await ask('UpdateItem', {
    Key, ExpressionAttributeNames: { '#a': 'a' }, ExpressionAttributeValues: { ':a': { N: '1' }, ':text': { S: 'x' } }, ...input,
  });
  expect({ status, body }).toMatchObject({ status: 400, body: { __type: expect.stringContaining('ValidationException'), message: expect.stringContaining(message) } });
});

test('refuses other operations, and requests that are not signed', async () => {
  expect(await ask('Scan', {})).toMatchObject({ status: 400, body: { message: 'Scan is not understood here' } });
  expect(await ask('GetItem', { Key }, {})).toMatchObject({ status: 400, body: { __type: expect.stringContaining('MissingAuthenticationTokenException') } });
});
