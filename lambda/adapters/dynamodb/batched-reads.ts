import { Item } from './attribute-value';
import { DynamoClient } from './dynamo-client';
import { TableKey } from '../../../src/contract/table';

interface WaitingRead {
  readonly table: string;
  readonly key: TableKey;
  readonly resolve: (item: Item | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** The same client, but reads of one table that are asked for in the same turn go out as one call. */
export function batchReads(dynamo: DynamoClient): DynamoClient {
  let waiting: WaitingRead[] = [];

  const send = async (table: string, reads: readonly WaitingRead[]) => {
    try {
      const [only] = reads;
      if (only && reads.length === 1) return only.resolve(await dynamo.getItem(table, only.key));
      const items = await dynamo.getItems(table, reads.map(({ key }) => key));
      reads.forEach(({ resolve }, index) => resolve(items[index]));
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  };

  const flush = () => {
    const reads = waiting;
    waiting = [];
    for (const table of new Set(reads.map((read) => read.table))) void send(table, reads.filter((read) => read.table === table));
  };

  return {
    ...dynamo,
    getItem: (table, key) => new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ table, key, resolve, reject });
    }),
  };
}
