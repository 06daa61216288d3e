import { TableKey } from '../../../src/contract/table';
import { add, dimensionsOf, exceeded, subtract, sumOf } from '../../core/ledger/amounts';
import { Dimension } from '../../core/ledger/dimensions';
import { Counter, inOrder, ItemWrite, LedgerItem, WriteResult } from '../../core/ledger/item-write';
import { LedgerStore } from '../../core/ports';

interface StoredLedger {
  readonly item: LedgerItem;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** A ledger store in memory, with the meaning of the real one, for tests and simulations. Forgets nothing by itself. */
export interface MemoryLedgerStore extends LedgerStore {
  /** The item as it is, undefined when there is none. */
  item(key: TableKey): LedgerItem | undefined;
  /** Deletes what has expired, as DynamoDB does at some time. @param now seconds since the epoch */
  deleteExpired(now: number): void;
}

export function createMemoryLedgerStore(): MemoryLedgerStore {
  const ledgers = new Map<string, StoredLedger>();
  const keyOf = ({ pk, sk }: TableKey) => JSON.stringify([pk, sk]);
  return {
    async write(key, write) {
      const before = ledgers.get(keyOf(key));
      const item = applyWrite(before?.item, write);
      if (!item) return before ? { written: false, item: before.item } : { written: false };
      ledgers.set(keyOf(key), { item, expiresAt: write.reserve?.expiresAt ?? before?.expiresAt ?? 0 });
      return { written: true, ...(write.reserve ? { item: write.reserve.changesOnly ? changedBy(write, item) : item } : {}) } satisfies WriteResult;
    },
    read: async (key) => ledgers.get(keyOf(key))?.item,
    item: (key) => ledgers.get(keyOf(key))?.item,
    deleteExpired(now) {
      for (const [name, { expiresAt }] of ledgers) {
        if (expiresAt <= now) ledgers.delete(name);
      }
    },
  };
}

/** The item after the write, or undefined when a condition does not hold. */
function applyWrite(before: LedgerItem | undefined, { reserve, adjust, sweep }: ItemWrite): LedgerItem | undefined {
  const taken = reserve?.counters ?? [];
  requireDistinct([...taken, ...sweep]);
  requireDistinct([...adjust, ...sweep]);
  [...taken, ...adjust].forEach(requireWhole);

  const counters = new Map((before?.counters ?? []).map((counter) => [nameOf(counter), counter]));
  if (!reserve && !before) return undefined;
  if (sweep.some((counter) => counters.get(nameOf(counter))?.value !== counter.value)) return undefined;
  if (adjust.some((counter) => !isThere(counters.get(nameOf(counter)), counter))) return undefined;
  if (reserve?.totalsStand && !dimensionsOf(reserve.atMost).every((dimension) => before && dimension in before.total)) return undefined;
  const left = subtract(add(before?.total ?? {}, sumOf(adjust)), sumOf(sweep));
  if (reserve && before && exceeded(known(left, before), reserve.atMost).length > 0) return undefined;

  for (const counter of sweep) counters.delete(nameOf(counter));
  for (const counter of [...taken, ...adjust]) {
    counters.set(nameOf(counter), { ...counter, value: (counters.get(nameOf(counter))?.value ?? 0) + counter.value });
  }
  return {
    total: add(left, sumOf(taken)),
    counters: [...counters.values()].sort(inOrder),
    sequence: (before?.sequence ?? 0) + (reserve ? 1 : 0),
  };
}

/** Whether a counter exists and holds what a change gives back. */
function isThere(counter: Counter | undefined, change: Counter): boolean {
  return counter !== undefined && (change.value >= 0 || counter.value >= -change.value);
}

/** What a write has left in what it has changed and not removed. */
function changedBy({ reserve, adjust, sweep }: ItemWrite, { total, counters, sequence }: LedgerItem): LedgerItem {
  const written = new Set([...reserve?.counters ?? [], ...adjust].map(nameOf));
  const dimensions = new Set([...reserve?.counters ?? [], ...adjust, ...sweep].map(({ dimension }) => dimension));
  return {
    total: Object.fromEntries(Object.entries(total).filter(([dimension]) => dimensions.has(dimension as Dimension))),
    counters: counters.filter((counter) => written.has(nameOf(counter))),
    sequence,
  };
}

/** What is not counted yet does not stand in the way. */
function known(amount: LedgerItem['total'], { total }: LedgerItem): LedgerItem['total'] {
  return Object.fromEntries(Object.entries(amount).filter(([dimension]) => dimension in total));
}

function nameOf({ dimension, slot }: Counter): string {
  return `${dimension} ${slot}`;
}

function requireDistinct(counters: readonly Counter[]): void {
  const names = counters.map(nameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the counter ${twice} cannot be written and swept, or swept twice, in one write`);
}

function requireWhole({ dimension, value }: Counter): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`only whole numbers up to 2^53 can be counted exactly, not ${value} ${dimension}`);
}
