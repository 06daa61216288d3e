import {
  BatchGetItemCommand, BatchWriteItemCommand, DeleteItemCommand, DescribeTableCommand, DescribeTimeToLiveCommand, GetItemCommand,
  ListTablesCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand, UpdateTimeToLiveCommand, UpdateTableCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { EVENTS_ARN, LEDGER_ARN } from './database';
import { newKey, shareDatabase, type Key } from './shared-database';
import type { AwsError } from '../../../local/aws/service';
import { send, sign } from '../aws/signed-fetch';

const database = shareDatabase();
const put = (item: Readonly<Record<string, { S: string } | { N: string }>>) =>
  database.client.send(new PutItemCommand({ TableName: 'Ledger', Item: item }));
const get = async (key: Key) =>
  (await database.client.send(new GetItemCommand({ TableName: 'Ledger', Key: key, ConsistentRead: true }))).Item;
const update = (input: Omit<UpdateItemCommandInput, 'TableName'>) =>
  database.client.send(new UpdateItemCommand({ TableName: 'Ledger', ...input }));

/** The write that rotates a ring of sub-window counters. */
const rotate = (key: Key, oldValue: string, limit = '100') => update({
  Key: key,
  UpdateExpression: 'ADD #a :n SET #t = #t + :d REMOVE #old',
  ConditionExpression: '(attribute_not_exists(#t) OR #t <= :m) AND #old = :v',
  ExpressionAttributeNames: { '#a': 'slot2', '#t': 'total', '#old': 'slot1' },
  ExpressionAttributeValues: { ':n': { N: '7' }, ':d': { N: '-3' }, ':m': { N: limit }, ':v': { N: oldValue } },
  ReturnValues: 'ALL_NEW',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

describe('a conditional update', () => {
  test('adds, sets by arithmetic and removes in one write, and answers the new item', async () => {
    const key = newKey();
    await put({ ...key, slot1: { N: '10' }, total: { N: '10' } });
    expect((await rotate(key, '10')).Attributes).toEqual({ ...key, slot2: { N: '7' }, total: { N: '7' } });
    expect(await get(key)).toEqual({ ...key, slot2: { N: '7' }, total: { N: '7' } });
  });

  test.each([['the value differs', '11', '100'], ['the total is over the limit', '10', '9']])('that fails because %s shows the old item and changes nothing', async (_name, old, limit) => {
    const key = newKey();
    const item = { ...key, slot1: { N: '10' }, total: { N: '10' } };
    await put(item);
    await expect(rotate(key, old, limit)).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', message: 'The conditional request failed', Item: item });
    expect(await get(key)).toEqual(item);
  });

  test('that fails shows nothing when it was not asked to', async () => {
    const key = newKey();
    await put({ ...key, total: { N: '10' } });
    const failed = update({ Key: key, UpdateExpression: 'SET a = :a', ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeValues: { ':a': { N: '1' } } });
    const error = await failed.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((error as { Item?: unknown }).Item).toBeUndefined();
  });

  test('that fails on an item that does not exist shows none', async () => {
    const error = await rotate(newKey(), '1').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect((error as { Item?: unknown }).Item).toBeUndefined();
  });

  test('sees the item as it was in every clause', async () => {
    const key = newKey();
    await put({ ...key, total: { N: '10' } });
    const { Attributes } = await update({
      Key: key,
      UpdateExpression: 'SET #before = #total ADD #total :n',
      ExpressionAttributeNames: { '#before': 'before', '#total': 'total' },
      ExpressionAttributeValues: { ':n': { N: '5' } },
      ReturnValues: 'ALL_NEW',
    });
    expect(Attributes).toEqual({ ...key, before: { N: '10' }, total: { N: '15' } });
  });

  test('adds to an attribute that does not exist as to zero, and keeps decimals exact', async () => {
    const key = newKey();
    const add = () => update({ Key: key, UpdateExpression: 'ADD cost :c', ExpressionAttributeValues: { ':c': { N: '0.1' } }, ReturnValues: 'UPDATED_NEW' });
    await add();
    await add();
    expect((await add()).Attributes).toEqual({ cost: { N: '0.3' } });
  });

  test('refuses to add a number to a text', async () => {
    const key = newKey();
    await put({ ...key, total: { S: 'ten' } });
    await expect(update({ Key: key, UpdateExpression: 'ADD #t :n', ExpressionAttributeNames: { '#t': 'total' }, ExpressionAttributeValues: { ':n': { N: '5' } } }))
      .rejects.toMatchObject({ name: 'ValidationException', message: 'An operand in the update expression has an incorrect data type' });
  });

  test('still adds to a set', async () => {
    const key = newKey();
    const add = (value: string) => update({ Key: key, UpdateExpression: 'ADD members :n', ExpressionAttributeValues: { ':n': { SS: [value] } }, ReturnValues: 'ALL_NEW' });
    await add('a');
    expect((await add('b')).Attributes).toEqual({ ...key, members: { SS: ['a', 'b'] } });
  });

  test('refuses a malformed expression', async () => {
    await expect(update({ Key: newKey(), UpdateExpression: 'ADD' })).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
  });
});

describe('five hundred concurrent reservations against a cap of three hundred', () => {
  const reserve = (key: Key) => update({
    Key: key,
    UpdateExpression: 'ADD used :one',
    ConditionExpression: 'attribute_not_exists(used) OR used <= :room',
    ExpressionAttributeValues: { ':one': { N: '1' }, ':room': { N: '299' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

  test('admit exactly three hundred, and every refusal shows the full item', async () => {
    const key = newKey();
    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => reserve(key)));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(outcomes.length - refused.length).toBe(300);
    expect(await get(key)).toEqual({ ...key, used: { N: '300' } });
    // The item shown is the very one that failed the condition, so it can only be the full one.
    expect(new Set(refused.map(({ reason }) => (reason as { Item?: { used?: { N?: string } } }).Item?.used?.N))).toEqual(new Set(['300']));
  });
});

test('a failed condition shows an item that really fails it, however fast others change the item', async () => {
  const key = newKey();
  const setState = (state: string, condition?: string) => database.dynamoDb.executeDirect('UpdateItem', {
    TableName: 'Ledger',
    Key: key,
    UpdateExpression: 'SET phase = :next',
    ExpressionAttributeValues: { ':next': { S: state }, ...(condition === undefined ? {} : { ':free': { S: condition } }) },
    ...(condition === undefined ? {} : { ConditionExpression: 'phase = :free', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  });
  const takes = Array.from({ length: 100 }, async () => {
    const busy = setState('busy');
    const take = setState('taken', 'free').catch((error: AwsError) => error.fields.Item);
    await Promise.all([busy, setState('free')]);
    return take;
  });
  expect(await Promise.all(takes)).toEqual(Array.from({ length: 100 }, () => ({ ...key, phase: { S: 'busy' } })));
});

describe('the other writes of one item', () => {
  test('PutItem fails its condition with the old item', async () => {
    const key = newKey();
    await put({ ...key, a: { S: 'old' } });
    const again = database.client.send(new PutItemCommand({
      TableName: 'Ledger', Item: { ...key, a: { S: 'new' } }, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }));
    await expect(again).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { ...key, a: { S: 'old' } } });
  });

  test('DeleteItem fails its condition with the old item, and without one deletes', async () => {
    const key = newKey();
    await put({ ...key, a: { S: 'old' } });
    const input = { TableName: 'Ledger', Key: key };
    await expect(database.client.send(new DeleteItemCommand({ ...input, ConditionExpression: 'attribute_not_exists(a)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })))
      .rejects.toMatchObject({ Item: { a: { S: 'old' } } });
    await database.client.send(new DeleteItemCommand(input));
    expect(await get(key)).toBeUndefined();
  });
});

describe('reads', () => {
  beforeAll(async () => {
    const write = (sk: number, tenant: string) => ({ PutRequest: { Item: { pk: { S: 'p' }, sk: { N: String(sk) }, tenant: { S: tenant } } } });
    await database.client.send(new BatchWriteItemCommand({ RequestItems: { Events: [write(2, 'a'), write(10, 'b'), write(-1, 'a')] } }));
  });

  test('query a table in the order of its numeric sort key', async () => {
    const { Items } = await database.client.send(new QueryCommand({
      TableName: 'Events', KeyConditionExpression: 'pk = :p AND sk > :from', ExpressionAttributeValues: { ':p': { S: 'p' }, ':from': { N: '-5' } },
    }));
    expect(Items?.map(({ sk }) => sk?.N)).toEqual(['-1', '2', '10']);
  });

  test('query a table backwards with a limit and go on from there', async () => {
    const query = { TableName: 'Events', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } }, ScanIndexForward: false, Limit: 2 };
    const first = await database.client.send(new QueryCommand(query));
    const second = await database.client.send(new QueryCommand({ ...query, ExclusiveStartKey: first.LastEvaluatedKey }));
    expect([first.Items, second.Items].map((items) => items?.map(({ sk }) => sk?.N))).toEqual([['10', '2'], ['-1']]);
  });

  test('query an index', async () => {
    const { Items } = await database.client.send(new QueryCommand({
      TableName: 'Events', IndexName: 'ByTenant', KeyConditionExpression: 'tenant = :t', ExpressionAttributeValues: { ':t': { S: 'a' } },
    }));
    expect(Items?.map(({ sk }) => sk?.N).sort()).toEqual(['-1', '2']);
  });

  test('scan and batch-get', async () => {
    expect((await database.client.send(new ScanCommand({ TableName: 'Events' }))).Count).toBe(3);
    const keys = [{ pk: { S: 'p' }, sk: { N: '2' } }, { pk: { S: 'p' }, sk: { N: '3' } }];
    expect((await database.client.send(new BatchGetItemCommand({ RequestItems: { Events: { Keys: keys } } }))).Responses?.Events).toHaveLength(1);
  });

  test('accept the ARN of a table in place of its name', async () => {
    expect((await database.client.send(new ScanCommand({ TableName: EVENTS_ARN }))).Count).toBe(3);
  });
});

describe('tables', () => {
  test('are described with the ARN of the application', async () => {
    const { Table } = await database.client.send(new DescribeTableCommand({ TableName: 'Ledger' }));
    expect(Table).toMatchObject({ TableArn: LEDGER_ARN, TableStatus: 'ACTIVE', BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } });
  });

  test('are listed', async () => {
    expect((await database.client.send(new ListTablesCommand({}))).TableNames).toEqual(['Events', 'Ledger']);
  });

  test('have the time-to-live attribute that they were declared with, and it can be changed', async () => {
    const describe = async (table: string) => (await database.client.send(new DescribeTimeToLiveCommand({ TableName: table }))).TimeToLiveDescription;
    expect(await describe('Ledger')).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
    expect(await describe('Events')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const change = (enabled: boolean) => database.client.send(new UpdateTimeToLiveCommand({
      TableName: 'Events', TimeToLiveSpecification: { AttributeName: 'until', Enabled: enabled },
    }));
    await change(true);
    expect(await describe('Events')).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    await expect(change(true)).rejects.toMatchObject({ name: 'ValidationException', message: 'TimeToLive is already enabled' });
    await change(false);
    expect(await describe('Events')).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await expect(change(false)).rejects.toMatchObject({ message: 'TimeToLive is already disabled' });
  });

  test.each([
    ['GetItem', () => new GetItemCommand({ TableName: 'Missing', Key: newKey() })],
    ['UpdateItem', () => new UpdateItemCommand({ TableName: 'Missing', Key: newKey() })],
    ['DescribeTable', () => new DescribeTableCommand({ TableName: 'Missing' })],
    ['DescribeTimeToLive', () => new DescribeTimeToLiveCommand({ TableName: 'Missing' })],
  ] as const)('that do not exist are a ResourceNotFoundException for %s', async (_name, command) => {
    await expect(database.client.send(command() as GetItemCommand)).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } });
  });

  test('that exist cannot be created again', async () => {
    await expect(database.dynamoDb.createTables([{
      tableName: 'Ledger', arn: LEDGER_ARN, keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }])).rejects.toMatchObject({ code: 'ResourceInUseException' });
  });

  test('cannot be changed by a call, and the error says so', async () => {
    await expect(database.client.send(new UpdateTableCommand({ TableName: 'Ledger', BillingMode: 'PAY_PER_REQUEST' })))
      .rejects.toMatchObject({ name: 'UnknownOperationException', message: expect.stringContaining('does not implement UpdateTable') });
  });
});

describe('the wire', () => {
  const call = (target: string, body: string) => send(database.cloud.endpoint.url, sign(database.cloud.endpoint.url, database.cloud.session, {
    service: 'dynamodb', path: '/', body, headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
  }));

  test('carries an error with its full type, an id and the content type of the protocol', async () => {
    const body = { TableName: 'Ledger', Key: newKey(), ConditionExpression: 'attribute_exists(pk)' };
    const answer = await call('DynamoDB_20120810.UpdateItem', JSON.stringify(body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'The conditional request failed' });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  test.each([
    ['DynamoDB_20120810.GetItem', '{', 'com.amazon.coral.service#SerializationException'],
    ['DynamoDB_20120810.GetItem', '[]', 'com.amazon.coral.service#SerializationException'],
    ['DynamoDB_20120810.GetItem', '{"TableName":7}', 'com.amazon.coral.service#SerializationException'],
    ['DynamoDB_20120810.GetItem', '{"TableName":"Ledger","Key":{}}', 'com.amazon.coral.validate#ValidationException'],
    ['DynamoDB_20120810.Nonsense', '{}', 'com.amazon.coral.service#UnknownOperationException'],
    ['DynamoDB_20120810.toString', '{}', 'com.amazon.coral.service#UnknownOperationException'],
    ['Kinesis.PutRecord', '{}', 'com.amazon.coral.service#UnknownOperationException'],
  ])('refuses %s with the body %s', async (target, body, type) => {
    const answer = await call(target, body);
    expect([answer.status, JSON.parse(answer.body).__type]).toEqual([400, type]);
  });

  test('refuses a wrong signature with 400, as DynamoDB does', async () => {
    const message = sign(database.cloud.endpoint.url, database.cloud.session, { service: 'dynamodb', path: '/' });
    const answer = await send(database.cloud.endpoint.url, { ...message, body: '{"a":1}' });
    expect([answer.status, JSON.parse(answer.body).__type]).toEqual([400, 'com.amazon.coral.service#InvalidSignatureException']);
  });
});
