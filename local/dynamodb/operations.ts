import { touchedKeys } from './counts';
import type { Engine } from './engine';
import { ENGINE_OPERATIONS, type EngineOperationName } from './engine-operations';
import type { KeyLocks } from './key-locks';
import { keyOf, type Json } from './shapes';
import { tableNameOf, type Tables } from './tables';
import { describeTimeToLive, updateTimeToLive } from './time-to-live';
import { transactGetItems, transactWriteItems } from './transactions';
import { AwsError } from '../aws/service';

/** Carries out one operation on stored data; knows nothing of callers, permissions or faults. */
export type Execute = (operation: string, input: Json) => Promise<Json>;

/** Writes of one item, which may carry a condition. */
const CONDITIONAL_WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

/** DynamoDB's operations: the engine's own, and those it lacks. */
export function createOperations(engine: Engine, tables: Tables, locks: KeyLocks): Execute {
  const conditionalWrite = async (operation: EngineOperationName, input: Json): Promise<Json> => {
    try {
      return await engine.execute(operation, input);
    } catch (error) {
      const wantsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException' || !wantsItem) throw error;
      // The lock is still held, so this is the very item that failed the condition.
      const table = tables.get(input.TableName);
      const { Item: item } = await engine.execute('GetItem', {
        TableName: table.tableName,
        Key: keyOf(input.Key ?? input.Item, table.keySchema),
        ConsistentRead: true,
      });
      throw new AwsError(error.code, error.status, error.message, item === undefined ? {} : { Item: item });
    }
  };

  const run = async (operation: string, input: Json): Promise<Json> => {
    switch (operation) {
      case 'TransactWriteItems':
        return transactWriteItems(engine, tables, input);
      case 'TransactGetItems':
        return transactGetItems(engine, tables, input);
      case 'UpdateTimeToLive':
        return updateTimeToLive(tables.get(input.TableName), input);
      case 'DescribeTimeToLive':
        return describeTimeToLive(tables.get(input.TableName));
      case 'DescribeTable':
        return describeTable(engine, tables, input);
      default:
        if (!isEngineOperation(operation)) {
          throw new AwsError('UnknownOperationException', 400, `The local DynamoDB does not implement ${operation}; declare tables in the application`);
        }
        return CONDITIONAL_WRITES.includes(operation) ? conditionalWrite(operation, input) : engine.execute(operation, input);
    }
  };

  return async (operation, input) => {
    const plainInput = typeof input.TableName === 'string' ? { ...input, TableName: tableNameOf(input.TableName) } : input;
    const { reads, writes } = touchedKeys(operation, plainInput, tables);
    const mustBeAlone = operation === 'TransactGetItems' ? reads : writes;
    return mustBeAlone.length === 0 ? run(operation, plainInput) : locks.hold(mustBeAlone, () => run(operation, plainInput));
  };
}

/** The engine makes up an ARN; the table has one from the application. */
async function describeTable(engine: Engine, tables: Tables, input: Json): Promise<Json> {
  const { Table: description } = await engine.execute('DescribeTable', input) as { Table: Json };
  return { Table: { ...description, TableArn: tables.get(input.TableName).arn } };
}

/** Tables come from the application: a table made by a call would have no ARN that a policy could name. */
function isEngineOperation(operation: string): operation is EngineOperationName {
  return Object.hasOwn(ENGINE_OPERATIONS, operation) && operation !== 'CreateTable' && operation !== 'DeleteTable';
}
