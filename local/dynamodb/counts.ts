import { isRecord, keyLabel, keyOf, records, type Json } from './shapes';
import { tableNameOf, type Tables } from './tables';

/** How often an item was read and written; a write whose condition fails counts, as it does on the bill. */
export interface KeyCounts {
  reads: number;
  writes: number;
}

export interface DynamoDbCounts {
  /** Calls per operation. */
  readonly operations: Readonly<Record<string, number>>;
  /** Per item, by `table/hash` or `table/hash/range`. Queries and scans name no item. */
  readonly keys: Readonly<Record<string, Readonly<KeyCounts>>>;
}

export interface Counters {
  record(operation: string, input: Json): void;
  snapshot(): DynamoDbCounts;
  reset(): void;
}

/** The items that a call names, by how it touches them. */
export interface TouchedKeys {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export function createCounters(tables: Tables): Counters {
  let operations: Record<string, number> = {};
  let keys: Record<string, KeyCounts> = {};
  const countsOf = (label: string) => keys[label] ??= { reads: 0, writes: 0 };

  return {
    record: (operation, input) => {
      operations[operation] = (operations[operation] ?? 0) + 1;
      const { reads, writes } = touchedKeys(operation, input, tables);
      for (const label of reads) countsOf(label).reads += 1;
      for (const label of writes) countsOf(label).writes += 1;
    },
    snapshot: () => structuredClone({ operations, keys }),
    reset: () => {
      operations = {};
      keys = {};
    },
  };
}

/** Labels of the items that a call names; tables that do not exist contribute none. */
export function touchedKeys(operation: string, input: Json, tables: Tables): TouchedKeys {
  const label = (tableName: unknown, keyOrItem: unknown): string[] => {
    const table = typeof tableName === 'string' ? tables.find(tableNameOf(tableName)) : undefined;
    return table === undefined ? [] : [keyLabel(table.tableName, keyOf(keyOrItem, table.keySchema), table.keySchema)];
  };
  const requestItems = Object.entries(isRecord(input.RequestItems) ? input.RequestItems : {});
  switch (operation) {
    case 'GetItem':
      return { reads: label(input.TableName, input.Key), writes: [] };
    case 'UpdateItem':
    case 'DeleteItem':
      return { reads: [], writes: label(input.TableName, input.Key) };
    case 'PutItem':
      return { reads: [], writes: label(input.TableName, input.Item) };
    case 'BatchGetItem':
      return {
        reads: requestItems.flatMap(([table, request]) => records(isRecord(request) ? request.Keys : []).flatMap((key) => label(table, key))),
        writes: [],
      };
    case 'BatchWriteItem':
      return {
        reads: [],
        writes: requestItems.flatMap(([table, writes]) => records(writes).flatMap(({ PutRequest: put, DeleteRequest: remove }) =>
          isRecord(put) ? label(table, put.Item) : label(table, isRecord(remove) ? remove.Key : undefined))),
      };
    case 'TransactWriteItems':
      return {
        reads: [],
        writes: records(input.TransactItems).flatMap((member) => Object.values(member).flatMap((write) =>
          isRecord(write) ? label(write.TableName, write.Key ?? write.Item) : [])),
      };
    case 'TransactGetItems':
      return {
        reads: records(input.TransactItems).flatMap(({ Get: get }) => isRecord(get) ? label(get.TableName, get.Key) : []),
        writes: [],
      };
    default:
      return { reads: [], writes: [] };
  }
}
