import { TableKey } from '../../../src/contract/table';
import { Random } from '../ports';
import { add, dimensionsOf, exceeded } from './amounts';
import { Amount, LedgerItem } from './item-write';
import { Ledger, Rejection, Reservation, ReserveResult } from './ledger';

/** How a ledger is kept that one item could not keep up with. */
interface Spread {
  readonly items: number;
  /** The item that was written to last. */
  last: number;
}

/**
 * Keeps busy ledgers in several items, each with its part of every limit: DynamoDB writes about a thousand times a second
 * to one item. The parts add up to the limits, so that together they are never over; what is asked for and does not fit
 * into any of them is refused, and less than one such request stays unused in each.
 */
export function spreadLedger(ledger: Ledger, itemsOf: (key: TableKey) => number, random: Random): Ledger {
  const spreads = new Map<string, Spread>();
  /** What a reservation is made of: one part, or one in each item if it was too large for one. */
  const pieces = new WeakMap<Reservation, readonly Reservation[]>();

  const spreadOf = (key: TableKey): Spread => {
    const known = spreads.get(key.pk) ?? { items: itemsOf(key), last: 0 };
    spreads.set(key.pk, known);
    return known;
  };

  const reserveInOne = async (key: TableKey, amount: Amount, limits: Amount, endsBy: number, spread: Spread): Promise<ReserveResult> => {
    const first = Math.floor(random() * spread.items);
    let soonest: Rejection | undefined;
    for (let step = 0; step < spread.items; step++) {
      const index = (first + step) % spread.items;
      const result = await ledger.reserve(itemKey(key, index), amount, partOfAll(limits, index, spread.items), endsBy);
      if (result.admitted) {
        spread.last = index;
        const reservation: Reservation = { ...result.reservation, limits };
        pieces.set(reservation, [result.reservation]);
        return { admitted: true, reservation };
      }
      if (!soonest || result.retryAfterMs < soonest.retryAfterMs) soonest = result;
    }
    return asOneLedger(soonest!, limits);
  };

  /** Whatever is too much for one item is taken from all of them, or from none. */
  const reserveInAll = async (key: TableKey, amount: Amount, limits: Amount, endsBy: number, spread: Spread): Promise<ReserveResult> => {
    const taken: Reservation[] = [];
    const giveBack = () => Promise.allSettled(taken.map((piece) => ledger.settle(piece, {})));
    try {
      for (let index = 0; index < spread.items; index++) {
        const part = (whole: Amount) => partOfAll(whole, index, spread.items);
        const result = await ledger.reserve(itemKey(key, index), part(amount), part(limits), endsBy);
        if (!result.admitted) {
          await giveBack();
          return { ...asOneLedger(result, limits), asked: amount[result.dimension] ?? 0 };
        }
        taken.push(result.reservation);
      }
    } catch (error) {
      await giveBack();
      throw error;
    }
    const reservation: Reservation = { key, counters: taken.flatMap(({ counters }) => counters), limits, sequence: taken[0]!.sequence };
    pieces.set(reservation, taken);
    return { admitted: true, reservation };
  };

  return {
    async reserve(key, amount, limits, endsBy) {
      const spread = spreadOf(key);
      if (spread.items === 1) return ledger.reserve(key, amount, limits, endsBy);
      const smallest = partOfAll(limits, spread.items - 1, spread.items);
      const fitsIntoOne = exceeded(amount, smallest).length === 0 || exceeded(amount, limits).length > 0;
      return fitsIntoOne ? reserveInOne(key, amount, limits, endsBy, spread) : reserveInAll(key, amount, limits, endsBy, spread);
    },

    async settle(reservation, used) {
      const taken = pieces.get(reservation);
      if (!taken) return ledger.settle(reservation, used);
      await Promise.all(taken.map((piece, index) => ledger.settle(piece, partOfAll(used, index, taken.length))));
    },

    async read(key) {
      const { items } = spreadOf(key);
      const found = await Promise.all(Array.from({ length: items }, (_, index) => ledger.read(itemKey(key, index))));
      return found.reduce((sum, item) => (sum && item ? together(sum, item) : sum ?? item), undefined);
    },

    lastKnown(key) {
      const { items, last } = spreadOf(key);
      if (items === 1) return ledger.lastKnown(key);
      const item = ledger.lastKnown(itemKey(key, last));
      return item && timesAll(item, items);
    },
  };
}

/** The first item has the name of the ledger, so that one that grows keeps what it has counted. */
function itemKey({ pk, sk }: TableKey, index: number): TableKey {
  return index === 0 ? { pk, sk } : { pk: `${pk}#${index}`, sk };
}

/** The parts of all items add up to the whole. */
function partOfAll(amount: Amount, index: number, items: number): Amount {
  return Object.fromEntries(dimensionsOf(amount).map((dimension) => {
    const whole = amount[dimension]!;
    return [dimension, Math.floor(whole / items) + (index < whole % items ? 1 : 0)];
  }));
}

function asOneLedger(rejection: Rejection, limits: Amount): Rejection {
  return { ...rejection, limit: limits[rejection.dimension] ?? rejection.limit };
}

function together(left: LedgerItem, right: LedgerItem): LedgerItem {
  return {
    total: add(left.total, right.total), counters: [...left.counters, ...right.counters], sequence: left.sequence + right.sequence,
  };
}

/** What one item shows of all of them, which are written to at random. */
function timesAll(item: LedgerItem, items: number): LedgerItem {
  return {
    ...item,
    total: Object.fromEntries(dimensionsOf(item.total).map((dimension) => [dimension, item.total[dimension]! * items])),
    counters: item.counters.map((counter) => ({ ...counter, value: counter.value * items })),
  };
}
