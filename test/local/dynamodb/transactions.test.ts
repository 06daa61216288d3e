import { TransactGetItemsCommand, TransactWriteItemsCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { newKey, shareDatabase, type Key } from './shared-database';

const database = shareDatabase();
const TableName = 'Ledger';

const write = (...members: TransactWriteItem[]) => database.client.send(new TransactWriteItemsCommand({ TransactItems: members }));
const itemsOf = async (...keys: Key[]) => {
  const answer = await database.client.send(new TransactGetItemsCommand({ TransactItems: keys.map((Key) => ({ Get: { TableName, Key } })) }));
  return answer.Responses?.map(({ Item }) => Item);
};
const take = (Key: Key, from: number): TransactWriteItem => ({
  Update: {
    TableName,
    Key,
    UpdateExpression: 'ADD balance :d',
    ConditionExpression: 'balance >= :from',
    ExpressionAttributeValues: { ':d': { N: '-1' }, ':from': { N: String(from) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const give = (Key: Key): TransactWriteItem => ({
  Update: { TableName, Key, UpdateExpression: 'ADD balance :d', ExpressionAttributeValues: { ':d': { N: '1' } } },
});
const put = (Key: Key, balance: number): TransactWriteItem => ({ Put: { TableName, Item: { ...Key, balance: { N: String(balance) } } } });

describe('a transaction', () => {
  test('writes all of its members', async () => {
    const [a, b, c] = [newKey(), newKey(), newKey()];
    await write(put(a, 5), put(b, 0), put(c, 9));
    await write(take(a, 1), give(b), { Delete: { TableName, Key: c } });
    expect(await itemsOf(a, b, c)).toEqual([{ ...a, balance: { N: '4' } }, { ...b, balance: { N: '1' } }, undefined]);
  });

  test('writes nothing when one condition fails, and says which', async () => {
    const [a, b] = [newKey(), newKey()];
    await write(put(a, 0));
    await expect(write(give(b), take(a, 1))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: 'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { ...a, balance: { N: '0' } } }],
    });
    expect(await itemsOf(a, b)).toEqual([{ ...a, balance: { N: '0' } }, undefined]);
  });

  test('may only check', async () => {
    const [a, b] = [newKey(), newKey()];
    const check: TransactWriteItem = { ConditionCheck: { TableName, Key: a, ConditionExpression: 'attribute_exists(pk)' } };
    await expect(write(check, give(b))).rejects.toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }] });
    await write(put(a, 1));
    await write(check, give(b));
    expect(await itemsOf(a, b)).toEqual([{ ...a, balance: { N: '1' } }, { ...b, balance: { N: '1' } }]);
  });

  test('takes back what it wrote when a later member turns out to be impossible', async () => {
    const [a, b, c] = [newKey(), newKey(), newKey()];
    await write(put(a, 1), { Put: { TableName, Item: { ...c, balance: { S: 'text' } } } });
    await expect(write(give(a), give(b), give(c))).rejects.toMatchObject({ CancellationReasons: [{ Code: 'None' }, { Code: 'None' }, { Code: 'ValidationError' }] });
    expect(await itemsOf(a, b)).toEqual([{ ...a, balance: { N: '1' } }, undefined]);
  });

  test('keeps a sum when many of them move the same units at once', async () => {
    const [a, b] = [newKey(), newKey()];
    await write(put(a, 20), put(b, 0));
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => write(give(b), take(a, 1))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    expect(await itemsOf(a, b)).toEqual([{ ...a, balance: { N: '0' } }, { ...b, balance: { N: '20' } }]);
  });

  test.each<[string, () => TransactWriteItem[], RegExp]>([
    ['no member', () => [], /has 0 members, expected 1 to 100/],
    ['101 members', () => Array.from({ length: 101 }, () => give(newKey())), /has 101 members/],
    ['two operations in one member', () => [{ ...give(newKey()), ...put(newKey(), 1) }], /can only contain one of/],
    ['one item twice', () => {
      const key = newKey();
      return [give(key), take(key, 0)];
    }, /multiple operations on one item/],
  ])('with %s is refused', async (_name, members, message) => {
    await expect(write(...members())).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });

  test('on a table that does not exist is refused', async () => {
    await expect(write({ Put: { TableName: 'Missing', Item: newKey() } })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
