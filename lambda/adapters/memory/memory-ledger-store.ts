import { TableKey } from '../../../src/contract/table';
import { Amount, Counter, ItemWrite, LedgerItem, WriteResult } from '../../core/ledger/item-write';
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
  const nameOf = ({ pk, sk }: TableKey) => JSON.stringify([pk, sk]);
  return {
    async write(key, write) {
      const before = ledgers.get(nameOf(key));
      const item = applyWrite(before?.item, write);
      if (!item) return before ? { written: false, item: before.item } : { written: false };
      ledgers.set(nameOf(key), { item, expiresAt: write.kind === 'reserve' ? write.expiresAt : before?.expiresAt ?? 0 });
      return { written: true, item } satisfies WriteResult;
    },
    item: (key) => ledgers.get(nameOf(key))?.item,
    deleteExpired(now) {
      for (const [name, { expiresAt }] of ledgers) {
        if (expiresAt <= now) ledgers.delete(name);
      }
    },
  };
}

/** The item after the write, or undefined when a condition does not hold. */
function applyWrite(before: LedgerItem | undefined, write: ItemWrite): LedgerItem | undefined {
  const amount = write.kind === 'reserve' ? write.amount : write.difference;
  requireWhole(amount);
  const swept = sum(write.sweep);
  const counters = new Map((before?.counters ?? []).map((counter) => [counter.slot, counter]));
  const sweepSlots = new Set(write.sweep.map(({ slot }) => slot));
  if (sweepSlots.has(write.slot) || sweepSlots.size < write.sweep.length) {
    throw new Error(`a slot cannot be swept and written, or swept twice, in one write: ${write.slot}, ${[...sweepSlots].join(', ')}`);
  }
  for (const { slot, requests, tokens } of write.sweep) {
    const standing = counters.get(slot);
    if (standing?.requests !== requests || standing.tokens !== tokens) return undefined;
    counters.delete(slot);
  }
  if (write.kind === 'reserve') {
    if (before && (exceeds(before.total.requests - swept.requests, write.atMost.requests)
      || exceeds(before.total.tokens - swept.tokens, write.atMost.tokens))) return undefined;
  } else if (!counters.has(write.slot)) {
    return undefined;
  }

  counters.set(write.slot, { slot: write.slot, ...add(counters.get(write.slot) ?? { requests: 0, tokens: 0 }, amount) });
  const total = add(before?.total ?? { requests: 0, tokens: 0 }, amount);
  return {
    total: { requests: total.requests - swept.requests, tokens: total.tokens - swept.tokens },
    counters: [...counters.values()].sort((left, right) => left.slot - right.slot),
    sequence: (before?.sequence ?? 0) + (write.kind === 'reserve' ? 1 : 0),
  };
}

function requireWhole({ requests, tokens }: Amount): void {
  if (!Number.isSafeInteger(requests) || !Number.isSafeInteger(tokens)) {
    throw new RangeError(`only whole numbers up to 2^53 can be counted exactly, not ${requests} requests and ${tokens} tokens`);
  }
}

function exceeds(total: number, most: number | undefined): boolean {
  return most !== undefined && total > most;
}

function sum(counters: readonly Counter[]): Amount {
  return counters.reduce<Amount>(add, { requests: 0, tokens: 0 });
}

function add(left: Amount, right: Amount): Amount {
  return { requests: left.requests + right.requests, tokens: left.tokens + right.tokens };
}
