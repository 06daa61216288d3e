import { TableKey } from '../../../src/contract/table';
import { LedgerStore, LedgerUnavailable } from '../ports';
import { Amount, Counter, LedgerItem, WriteResult } from './item-write';
import { add, Dimension, exceeded, expiredCounters, inWindow, Limits, NOTHING, slotAt, subtract, timeUntilItFits } from './window';

/** What was taken; needed to settle it. */
export interface Reservation {
  readonly key: TableKey;
  readonly slot: number;
  readonly amount: Amount;
  /** Counts the reservations of this ledger, across all containers. */
  readonly sequence: number;
}

export type ReserveResult =
  | { readonly admitted: true; readonly reservation: Reservation }
  | Rejection;

export interface Rejection {
  readonly admitted: false;
  /** `neverFits`: the amount is larger than the limit itself. */
  readonly cause: 'full' | 'neverFits';
  readonly dimension: Dimension;
  readonly limit: number;
  readonly asked: number;
  readonly retryAfterMs: number;
}

/** Counts work against limits; exact with any number of containers that share the store. */
export interface Ledger {
  /** @throws LedgerUnavailable */
  reserve(key: TableKey, amount: Amount, limits: Limits): Promise<ReserveResult>;
  /** @throws LedgerUnavailable; what was reserved then counts until its window has passed */
  settle(reservation: Reservation, used: Amount): Promise<void>;
  /** What this ledger held after the last write from here, without asking the store. Undefined when that is not known. */
  lastKnown(key: TableKey): LedgerItem | undefined;
}

/** Conditions fail only while others sweep the same counters: each failure means that somebody else got on. */
const MAX_WRITES = 5;

/** One reservation in so many removes expired counters when it settles, so that an item stays small. */
const SWEEP_EVERY = 8;

/** Keeps an update expression below DynamoDB's 4 KB and 300 operators. */
const MAX_SWEPT = 32;

/** An item is of no use once every counter in it has expired. */
const KEEP_IDLE_MS = 60 * 60 * 1000;

/** Ledgers whose last known state is kept; the state saves writes and ranks targets, it admits nothing. */
const MAX_VIEWS = 2_000;

/**
 * See docs/decisions/0004-quota-ledger.md for the shape of the item and why it is never over.
 */
export function createLedger(store: LedgerStore, now: () => number): Ledger {
  const views = new Map<string, LedgerItem>();
  const lastKnown = ({ pk, sk }: TableKey) => views.get(`${pk}|${sk}`);

  const remember = (key: TableKey, item: LedgerItem | undefined) => {
    const name = `${key.pk}|${key.sk}`;
    views.delete(name);
    if (!item) return;
    views.set(name, item);
    if (views.size > MAX_VIEWS) views.delete(views.keys().next().value!);
  };

  const write = async (key: TableKey, item: Parameters<LedgerStore['write']>[1]): Promise<WriteResult> => {
    const result = await store.write(key, item);
    remember(key, result.item);
    return result;
  };

  /** An item with more expired counters than one write can remove loses some of them in a write of their own. */
  const sweepAhead = async (key: TableKey, known: LedgerItem): Promise<LedgerItem | undefined> => {
    const sweep = expiredCounters(known, now()).slice(0, MAX_SWEPT);
    const kept = known.counters.find((counter) => !sweep.includes(counter));
    if (sweep.length < MAX_SWEPT || !kept) return known;
    return (await write(key, { kind: 'settle', slot: kept.slot, difference: NOTHING, sweep })).item;
  };

  return {
    lastKnown,

    async reserve(key, amount, limits) {
      const tooLarge = exceeded(amount, limits);
      if (tooLarge) return rejection('neverFits', tooLarge, amount, limits, 0);

      let known = lastKnown(key);
      for (let writes = 0; writes < MAX_WRITES; writes++) {
        const time = now();
        const slot = slotAt(time);
        const result = await write(key, {
          kind: 'reserve',
          slot,
          amount,
          atMost: roomFor(amount, limits),
          sweep: known ? sweepForRoom(known, amount, limits, time) : [],
          expiresAt: Math.ceil((time + KEEP_IDLE_MS) / 1000),
        });
        if (result.written) return { admitted: true, reservation: { key, slot, amount, sequence: result.item.sequence } };

        known = result.item;
        const full = known && exceeded(add(inWindow(known, now()), amount), limits);
        if (known && full) return rejection('full', full, amount, limits, timeUntilItFits(known, amount, limits, now()));
        if (known) known = await sweepAhead(key, known);
      }
      throw new LedgerUnavailable(`${MAX_WRITES} conditional writes to ${key.pk} met other writers`);
    },

    async settle({ key, slot, amount, sequence }, used) {
      const difference = subtract(used, amount);
      const known = lastKnown(key);
      const sweep = known && sequence % SWEEP_EVERY === 0
        ? expiredCounters(known, now()).filter((counter) => counter.slot !== slot).slice(0, MAX_SWEPT)
        : [];
      if (difference.requests === 0 && difference.tokens === 0 && sweep.length === 0) return;

      const result = await write(key, { kind: 'settle', slot, difference, sweep });
      const stillCounted = result.item?.counters.some((counter) => counter.slot === slot);
      if (result.written || sweep.length === 0 || !stillCounted) return;
      await write(key, { kind: 'settle', slot, difference, sweep: [] });
    },
  };
}

function roomFor(amount: Amount, limits: Limits): Limits {
  return {
    ...(limits.requests === undefined ? {} : { requests: limits.requests - amount.requests }),
    ...(limits.tokens === undefined ? {} : { tokens: limits.tokens - amount.tokens }),
  };
}

/** Expired counters are removed only when they stand in the way: every removal may collide with another writer's. */
function sweepForRoom(item: LedgerItem, amount: Amount, limits: Limits, time: number): readonly Counter[] {
  if (!exceeded(add(item.total, amount), limits)) return [];
  return expiredCounters(item, time).slice(0, MAX_SWEPT);
}

function rejection(cause: Rejection['cause'], dimension: Dimension, amount: Amount, limits: Limits, retryAfterMs: number): Rejection {
  return { admitted: false, cause, dimension, limit: limits[dimension]!, asked: amount[dimension], retryAfterMs };
}
