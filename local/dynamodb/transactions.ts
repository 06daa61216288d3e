import type { Engine } from './engine';
import { isRecord, keyLabel, keyOf, records, type Item, type Json } from './shapes';
import type { Table, Tables } from './tables';
import { AwsError } from '../aws/service';

/** One member of a transaction, made ready for the engine. */
interface Member {
  readonly kind: Kind;
  readonly table: Table;
  readonly input: Json;
  readonly key: Item;
  /** Whether a failed condition shall show the item. */
  readonly wantsItem: boolean;
}

type Kind = keyof typeof ENGINE_OPERATION;

/** A condition check has the parameters of a deletion. */
const ENGINE_OPERATION = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'DeleteItem' } as const;
const MAX_MEMBERS = 100;

/**
 * All or nothing: every condition is checked first, then everything is written. The caller of this
 * function holds the locks of all keys, so nobody writes in between.
 * @throws AwsError TransactionCanceledException with one reason per member
 */
export async function transactWriteItems(engine: Engine, tables: Tables, input: Json): Promise<Json> {
  const members = readMembers(tables, input);
  const before = await Promise.all(members.map(async (member) => readItem(engine, member)));
  const reasons = members.map((member, index) => failureOf(engine, member, before[index]));
  if (reasons.some((reason) => reason !== undefined)) throw cancelled(reasons);

  for (const [index, member] of members.entries()) {
    if (member.kind === 'ConditionCheck') continue;
    try {
      await engine.execute(ENGINE_OPERATION[member.kind], member.input);
    } catch (error) {
      for (const [undone, earlier] of members.slice(0, index).entries()) await restore(engine, earlier, before[undone]);
      if (!(error instanceof AwsError)) throw error;
      throw cancelled(members.map((_member, position) => position === index ? { Code: error.code.replace('Exception', 'Error'), Message: error.message } : undefined));
    }
  }
  return {};
}

/** Reads items one after the other; the caller holds the locks of all keys. */
export async function transactGetItems(engine: Engine, tables: Tables, input: Json): Promise<Json> {
  const responses: Json[] = [];
  for (const { Get: get } of records(input.TransactItems)) {
    if (!isRecord(get)) throw validation('every member of TransactGetItems needs a Get');
    const { tableName } = tables.get(get.TableName);
    const { Item: item } = await engine.execute('GetItem', { ...get, TableName: tableName, ConsistentRead: true });
    responses.push(item === undefined ? {} : { Item: item });
  }
  return { Responses: responses };
}

function readMembers(tables: Tables, input: Json): readonly Member[] {
  const entries = records(input.TransactItems);
  if (entries.length === 0 || entries.length > MAX_MEMBERS) {
    throw validation(`TransactItems has ${entries.length} members, expected 1 to ${MAX_MEMBERS}`);
  }
  const members = entries.map((entry): Member => {
    const [[kind, write] = [], ...more] = Object.entries(entry);
    if (kind === undefined || more.length > 0 || !Object.hasOwn(ENGINE_OPERATION, kind) || !isRecord(write)) {
      throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    const table = tables.get(write.TableName);
    return {
      kind: kind as Kind,
      table,
      input: { ...write, TableName: table.tableName },
      key: keyOf(write.Key ?? write.Item, table.keySchema),
      wantsItem: write.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    };
  });
  const labels = members.map(({ table, key }) => keyLabel(table.tableName, key, table.keySchema));
  if (new Set(labels).size < labels.length) throw validation('Transaction request cannot include multiple operations on one item');
  return members;
}

async function readItem(engine: Engine, { table, key }: Member): Promise<Item | undefined> {
  const { Item: item } = await engine.execute('GetItem', { TableName: table.tableName, Key: key, ConsistentRead: true });
  return item as Item | undefined;
}

function failureOf(engine: Engine, { kind, input, wantsItem }: Member, item: Item | undefined): Json | undefined {
  try {
    engine.checkCondition(ENGINE_OPERATION[kind], input, item);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...(item === undefined || !wantsItem ? {} : { Item: item }) };
  }
}

async function restore(engine: Engine, { table, key }: Member, item: Item | undefined): Promise<void> {
  if (item === undefined) await engine.execute('DeleteItem', { TableName: table.tableName, Key: key });
  else await engine.execute('PutItem', { TableName: table.tableName, Item: item });
}

function cancelled(reasons: readonly (Json | undefined)[]): AwsError {
  const codes = reasons.map((reason) => reason?.Code ?? 'None').join(', ');
  return new AwsError('TransactionCanceledException', 400, `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`, {
    CancellationReasons: reasons.map((reason) => reason ?? { Code: 'None' }),
  });
}

function validation(message: string): AwsError {
  return new AwsError('ValidationException', 400, message);
}
