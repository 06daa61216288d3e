import { DynamoClient } from './dynamo-client';
import { parseLedgerItem } from './ledger-attributes';
import { ledgerUpdate } from './ledger-update';
import { LedgerStore, LedgerUnavailable } from '../../core/ports';
import { isUpstreamError } from '../../core/upstream-error';

/** Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLED: ReadonlySet<string> = new Set(['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'ThrottlingException']);

/** Ledgers as items of the gateway's table. */
export function createDynamodbLedgerStore(dynamo: DynamoClient, table: string): LedgerStore {
  return {
    async write(key, write) {
      const update = ledgerUpdate(write);
      try {
        // Reserving twice holds too much for a while; giving back twice would make room that is not there.
        const result = await dynamo.updateItem(table, key, update, {
          repeatable: write.reserve !== undefined && write.adjust.length === 0,
          returns: !write.reserve ? 'nothing' : write.reserve.changesOnly ? 'changed' : 'item',
        });
        if (result.updated) return result.item ? { written: true, item: parseLedgerItem(result.item) } : { written: true };
        // Engines that do not return the item of a failed condition, and a missing item, look the same.
        const item = result.item ?? await dynamo.getItem(table, key);
        return item ? { written: false, item: parseLedgerItem(item) } : { written: false };
      } catch (error) {
        throw new LedgerUnavailable(`the ledger ${key.pk} could not be written: ${describe(error)}`, isUpstreamError(error) && THROTTLED.has(error.code));
      }
    },

    async read(key) {
      try {
        const item = await dynamo.getItem(table, key);
        return item && parseLedgerItem(item);
      } catch (error) {
        throw new LedgerUnavailable(`the ledger ${key.pk} could not be read: ${describe(error)}`);
      }
    },
  };
}

function describe(error: unknown): string {
  if (isUpstreamError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
