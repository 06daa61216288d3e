import { add, subtract, sumOf } from './amounts';
import { Counter, inOrder, ItemWrite, LedgerItem } from './item-write';

/** What a write that reserves nothing leaves of an item, by what was known of it: the store does not tell. */
export function afterSettling({ total, counters, sequence }: LedgerItem, { adjust, sweep }: Pick<ItemWrite, 'adjust' | 'sweep'>): LedgerItem {
  return {
    total: subtract(add(total, sumOf(adjust)), sumOf(sweep)),
    counters: without(sweep, counters).map((counter) => {
      const change = adjust.find((changed) => isSame(changed, counter));
      return change ? { ...counter, value: counter.value + change.value } : counter;
    }),
    sequence,
  };
}

/** What a reservation leaves of an item, by what was known of it and what the store tells to have changed. */
export function afterReserving(known: LedgerItem, changed: LedgerItem, { sweep }: Pick<ItemWrite, 'sweep'>): LedgerItem {
  const counters = [...without(sweep, known.counters)];
  for (const counter of changed.counters) {
    const index = counters.findIndex((other) => isSame(other, counter));
    if (index < 0) counters.push(counter);
    else counters[index] = counter;
  }
  return { total: { ...known.total, ...changed.total }, counters: counters.sort(inOrder), sequence: changed.sequence };
}

function without(swept: readonly Counter[], counters: readonly Counter[]): readonly Counter[] {
  return swept.length === 0 ? counters : counters.filter((counter) => !swept.some((other) => isSame(other, counter)));
}

function isSame(left: Counter, right: Counter): boolean {
  return left.slot === right.slot && left.dimension === right.dimension;
}
