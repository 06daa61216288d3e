import { readString } from './attribute-value';
import { DynamoClient } from './dynamo-client';
import { OVERRIDES } from '../../../src/contract/overrides';
import { overridesKey, TABLE } from '../../../src/contract/table';
import { OverrideStore } from '../../core/overrides/override-store';

const NO_OVERRIDES: ReadonlySet<string> = new Set([TABLE.PARTITION_KEY, TABLE.SORT_KEY, OVERRIDES.REVISION]);

/** The overrides as one item of the gateway's table, which the gateway only reads. */
export function createDynamodbOverrideStore(dynamo: Pick<DynamoClient, 'getItem'>, table: string): OverrideStore {
  const key = overridesKey();
  return {
    async read() {
      const item = await dynamo.getItem(table, key) ?? {};
      const attributes = Object.keys(item).filter((name) => !NO_OVERRIDES.has(name));
      return new Map(attributes.map((name) => [name, readString(item, name)]));
    },
  };
}
