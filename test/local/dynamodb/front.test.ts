import {
  BatchGetItemCommand, BatchWriteItemCommand, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand, TransactGetItemsCommand,
  TransactWriteItemsCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EVENTS_ARN, LEDGER_ARN, startDatabase, type Database } from './database';
import { fixedClock, role, ROLE_ARN } from '../aws/cloud';

const key = { pk: { S: 'k' } };
const eventKey = { pk: { S: 'k' }, sk: { N: '1' } };
const clock = fixedClock();
// A machine that is busy with other things needs several times the usual second.
jest.setTimeout(30_000);

let database: Database;

afterEach(() => database.close());

describe('permissions', () => {
  beforeEach(async () => {
    database = await startDatabase({ roles: [role(ROLE_ARN, [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: LEDGER_ARN }])] });
  });

  /** The first permission that a call lacks. */
  const lacking = async (command: unknown) => {
    await expect(database.client.send(command as GetItemCommand)).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    const { action, resource } = database.cloud.authorizer.denials.at(-1)!;
    return [action, resource];
  };

  test('let a granted operation through', async () => {
    await expect(database.client.send(new GetItemCommand({ TableName: 'Ledger', Key: key }))).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test.each([
    ['PutItem', () => new PutItemCommand({ TableName: 'Ledger', Item: key }), 'dynamodb:PutItem', LEDGER_ARN],
    ['GetItem on another table', () => new GetItemCommand({ TableName: 'Events', Key: eventKey }), 'dynamodb:GetItem', EVENTS_ARN],
    ['Query on a table', () => new QueryCommand({ TableName: 'Events', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'k' } } }), 'dynamodb:Query', EVENTS_ARN],
    ['Query on an index', () => new QueryCommand({ TableName: 'Events', IndexName: 'ByTenant' }), 'dynamodb:Query', `${EVENTS_ARN}/index/ByTenant`],
    ['Scan on an index', () => new ScanCommand({ TableName: 'Events', IndexName: 'ByTenant' }), 'dynamodb:Scan', `${EVENTS_ARN}/index/ByTenant`],
    ['BatchGetItem', () => new BatchGetItemCommand({ RequestItems: { Ledger: { Keys: [key] } } }), 'dynamodb:BatchGetItem', LEDGER_ARN],
    ['BatchWriteItem', () => new BatchWriteItemCommand({ RequestItems: { Ledger: [{ PutRequest: { Item: key } }] } }), 'dynamodb:BatchWriteItem', LEDGER_ARN],
    ['Put in a transaction', () => new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'Ledger', Item: key } }] }), 'dynamodb:PutItem', LEDGER_ARN],
    ['ConditionCheck in a transaction', () => new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: { TableName: 'Ledger', Key: key, ConditionExpression: 'attribute_exists(pk)' } }] }), 'dynamodb:ConditionCheckItem', LEDGER_ARN],
    ['Get in a transaction', () => new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'Ledger', Key: key } }, { Get: { TableName: 'Events', Key: eventKey } }] }), 'dynamodb:GetItem', EVENTS_ARN],
    ['an unknown table, under the ARN it would have', () => new GetItemCommand({ TableName: 'Missing', Key: key }), 'dynamodb:GetItem', LEDGER_ARN.replace('Ledger', 'Missing')],
    ['a table by its ARN', () => new PutItemCommand({ TableName: LEDGER_ARN, Item: key }), 'dynamodb:PutItem', LEDGER_ARN],
  ] as const)('are asked for %s', async (_name, command, action, resource) => {
    expect(await lacking(command())).toEqual([action, resource]);
  });

  test('are not asked of a tool without an identity, and a refused call leaves no trace', async () => {
    await lacking(new PutItemCommand({ TableName: 'Ledger', Item: key }));
    expect(database.dynamoDb.counts()).toEqual({ operations: {}, keys: {} });
    expect(await database.dynamoDb.executeDirect('GetItem', { TableName: 'Ledger', Key: key })).toEqual({});
    await database.dynamoDb.executeDirect('PutItem', { TableName: 'Ledger', Item: key });
    expect(await database.dynamoDb.executeDirect('GetItem', { TableName: 'Ledger', Key: key })).toEqual({ Item: key });
  });
});

describe('counters', () => {
  beforeEach(async () => {
    database = await startDatabase();
  });

  test('count calls per operation, and reads and writes per item', async () => {
    const { client, dynamoDb } = database;
    await client.send(new PutItemCommand({ TableName: 'Ledger', Item: key }));
    await client.send(new GetItemCommand({ TableName: 'Ledger', Key: key }));
    await client.send(new UpdateItemCommand({ TableName: 'Ledger', Key: key, ConditionExpression: 'attribute_not_exists(pk)' })).catch(() => undefined);
    await client.send(new BatchGetItemCommand({ RequestItems: { Ledger: { Keys: [key] }, Events: { Keys: [eventKey] } } }));
    const batch = { Events: [{ PutRequest: { Item: eventKey } }], Ledger: [{ DeleteRequest: { Key: key } }] };
    await client.send(new BatchWriteItemCommand({ RequestItems: batch }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: 'Events', Item: eventKey } }] }));
    await client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName: 'Events', Key: eventKey } }] }));
    await client.send(new ScanCommand({ TableName: 'Events' }));
    expect(dynamoDb.counts()).toEqual({
      operations: { PutItem: 1, GetItem: 1, UpdateItem: 1, BatchGetItem: 1, BatchWriteItem: 1, TransactWriteItems: 1, TransactGetItems: 1, Scan: 1 },
      keys: { 'Ledger/k': { reads: 2, writes: 3 }, 'Events/k/1': { reads: 2, writes: 2 } },
    });
  });

  test('start again after a reset, and do not count tools without an identity', async () => {
    await database.client.send(new GetItemCommand({ TableName: 'Ledger', Key: key }));
    database.dynamoDb.resetCounts();
    await database.dynamoDb.executeDirect('GetItem', { TableName: 'Ledger', Key: key });
    expect(database.dynamoDb.counts()).toEqual({ operations: {}, keys: {} });
  });

  test('hand out a copy', async () => {
    const before = database.dynamoDb.counts();
    await database.client.send(new GetItemCommand({ TableName: 'Ledger', Key: key }));
    expect(before.operations).toEqual({});
  });
});

describe('faults', () => {
  beforeEach(async () => {
    database = await startDatabase({ clock });
  });

  const getItem = () => database.client.send(new GetItemCommand({ TableName: 'Ledger', Key: key }));
  const putItem = () => database.client.send(new PutItemCommand({ TableName: 'Ledger', Item: key }));

  test('throttle one operation for some calls', async () => {
    database.dynamoDb.setFault({ kind: 'error', name: 'ProvisionedThroughputExceededException', status: 400, operation: 'GetItem', count: 1 });
    await putItem();
    await expect(getItem()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect((await getItem()).Item).toEqual(key);
    expect(database.dynamoDb.counts().operations).toEqual({ PutItem: 1, GetItem: 2 });
  });

  test('answer every operation with a server error until they are cleared', async () => {
    database.dynamoDb.setFault({ kind: 'error', name: 'InternalServerError', status: 500 });
    await expect(getItem()).rejects.toMatchObject({ name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
    await expect(putItem()).rejects.toMatchObject({ name: 'InternalServerError' });
    database.dynamoDb.clearFaults();
    await expect(getItem()).resolves.toBeDefined();
  });

  test('take time on the clock', async () => {
    const before = clock.now();
    const clear = database.dynamoDb.setFault({ kind: 'latency', ms: 2000 });
    await getItem();
    clear();
    await getItem();
    expect(clock.now() - before).toBe(2000);
  });

  test('drop the connection before the write', async () => {
    database.dynamoDb.setFault({ kind: 'drop', operation: 'PutItem', count: 1 });
    await expect(putItem()).rejects.toMatchObject({ message: expect.stringContaining('socket hang up') });
    expect((await getItem()).Item).toBeUndefined();
  });

  test('drop the connection after the write, so that the caller cannot know', async () => {
    database.dynamoDb.setFault({ kind: 'drop', operation: 'PutItem', when: 'after', count: 1 });
    await expect(putItem()).rejects.toMatchObject({ message: expect.stringContaining('socket hang up') });
    expect((await getItem()).Item).toEqual(key);
  });

  test('do not strike tools without an identity', async () => {
    database.dynamoDb.setFault({ kind: 'drop' });
    await expect(database.dynamoDb.executeDirect('GetItem', { TableName: 'Ledger', Key: key })).resolves.toEqual({});
  });
});
