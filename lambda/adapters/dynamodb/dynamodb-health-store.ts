import { DynamoClient } from './dynamo-client';
import { parseHealthItem } from './health-attributes';
import { healthUpdate } from './health-update';
import { sharedHealthKey } from '../../../src/contract/table';
import { HealthStore } from '../../core/health/health-store';

/** The shared health as one item of the gateway's table. */
export function createDynamodbHealthStore(dynamo: DynamoClient, table: string): HealthStore {
  const key = sharedHealthKey();
  const read = async () => parseHealthItem(await dynamo.getItem(table, key) ?? {});
  return {
    read,
    async write(write) {
      // Doing it twice does no harm: the second time finds that the first has changed what it expects.
      const result = await dynamo.updateItem(table, key, healthUpdate(write), { repeatable: true, returns: 'item' });
      if (result.updated) return { written: true, health: parseHealthItem(result.item ?? {}) };
      // Engines that do not return the item of a failed condition, and a missing item, look the same.
      return { written: false, health: result.item ? parseHealthItem(result.item) : await read() };
    },
  };
}
