import { add, subtract, sumOf } from './amounts';
import { Counter, ItemWrite, LedgerItem } from './item-write';

/** What a write that reserves nothing leaves of an item, by what was known of it: the store does not tell. */
export function afterSettling({ total, counters, sequence }: LedgerItem, { adjust, sweep }: Pick<ItemWrite, 'adjust' | 'sweep'>): LedgerItem {
  return {
    total: subtract(add(total, sumOf(adjust)), sumOf(sweep)),
    counters: counters
      .filter((counter) => !sweep.some((swept) => isSame(swept, counter)))
      .map((counter) => {
        const change = adjust.find((changed) => isSame(changed, counter));
        return change ? { ...counter, value: counter.value + change.value } : counter;
      }),
    sequence,
  };
}

function isSame(left: Counter, right: Counter): boolean {
  return left.slot === right.slot && left.dimension === right.dimension;
}
