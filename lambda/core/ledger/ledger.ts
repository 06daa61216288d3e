import { TableKey } from '../../../src/contract/table';
import { LedgerStore, LedgerUnavailable } from '../ports';
import { add, dimensionsOf, exceeded, subtract } from './amounts';
import { Dimension, spanOf } from './dimensions';
import { Amount, Counter, ItemWrite, LedgerItem, WriteResult } from './item-write';
import { createLedgerViews, learn, Refusal, View } from './ledger-views';
import { isGivenBackByOwner, OwnEntry, OwnWork } from './own-work';
import { expiredCounters, hasExpired, inWindow, slotAt, timeUntilItFits } from './window';

/** What was taken; needed to settle it. */
export interface Reservation {
  readonly key: TableKey;
  readonly counters: readonly Counter[];
  /** What it was held against. */
  readonly limits: Amount;
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

/** What is taken beside a request for those that follow it, if there is room for all of it. */
export interface Ahead {
  readonly amount: Amount;
  /** The last of it is used then, in milliseconds since the epoch: all of what is taken counts from there. */
  readonly usedBy: number;
}

/** Counts work against limits; exact with any number of containers that share the store. */
export interface Ledger {
  /**
   * @param endsBy milliseconds since the epoch: what is taken of the dimensions that count until their own end is given
   * back then at the latest, whatever becomes of the container
   * @throws LedgerUnavailable
   */
  reserve(key: TableKey, amount: Amount, limits: Amount, endsBy: number): Promise<ReserveResult>;
  /**
   * Settles once: whatever a reservation is settled with after that changes nothing.
   * @param used what is absent has not been used
   * @throws LedgerUnavailable; what was reserved then counts until its window has passed
   */
  settle(reservation: Reservation, used: Amount): Promise<void>;
  /** What a ledger holds now. @throws LedgerUnavailable */
  read(key: TableKey): Promise<LedgerItem | undefined>;
  /** What this ledger held after the last write from here, without asking the store. Undefined when that is not known. */
  lastKnown(key: TableKey): LedgerItem | undefined;
}

/** A ledger that counts several requests in one write. */
export interface BulkLedger extends Ledger {
  /** @param ahead it is taken as well, or left: `counters` of the reservation tell */
  reserve(key: TableKey, amount: Amount, limits: Amount, endsBy: number, ahead?: Ahead): Promise<ReserveResult>;
  /**
   * Counts less, or more, for a reservation that is settled later. Not while another change of it is under way.
   * @param usedBy no request has been, or will be, admitted with it after that
   * @throws LedgerUnavailable; what was counted then counts until its window has passed
   */
  amend(reservation: Reservation, counted: Amount, usedBy: number): Promise<void>;
  /** @param usedBy absent: when it was reserved */
  settle(reservation: Reservation, used: Amount, usedBy?: number): Promise<void>;
}

/** What a reservation is counted with at present. */
interface Unsettled {
  readonly own: OwnEntry;
  counters: readonly Counter[];
}

/** Conditions fail only while others sweep the same counters: each failure means that somebody else got on. */
const MAX_WRITES = 5;

/** One reservation in so many removes expired counters when it settles, so that an item stays small. */
const SWEEP_EVERY = 8;

/** Keeps an update expression below DynamoDB's 4 KB and 300 operators, with what is given back beside it. */
const MAX_SWEPT = 64;

/** An item is of no use once every counter in it has expired: the longest ones stay for a month. */
const KEEP_IDLE_MS = 32 * 24 * 60 * 60 * 1000;

/**
 * How long a reservation asks for what it has changed alone, after all of an item was seen. Shorter than what anybody counts meanwhile
 * takes to expire: no expired counter is unknown. While one is known, all of the item is asked for (`isKnownWell`).
 */
const KNOWN_FOR_MS = 2_000;

/** How long a refusal is repeated from memory: others may give something back at any time. */
const REMEMBER_REFUSAL_MS = 100;

/**
 * See docs/decisions/0004-quota-ledger.md for the shape of the item and why it is never over.
 */
export function createLedger(store: LedgerStore, now: () => number): BulkLedger {
  const views = createLedgerViews();
  const unsettled = new WeakMap<Reservation, Unsettled>();

  const write = async (key: TableKey, view: View, item: ItemWrite): Promise<WriteResult> => {
    const begun = now();
    const result = await store.write(key, item);
    learn(view, item, result, begun);
    return result;
  };

  /** An item with more expired counters than one write can remove loses some of them in a write of their own. */
  const sweepAhead = async (key: TableKey, view: View, known: LedgerItem) => {
    const sweep = expiredCounters(known, now()).slice(0, MAX_SWEPT);
    if (sweep.length === MAX_SWEPT) await write(key, view, { adjust: [], sweep });
  };

  /** What others have swept meanwhile, or hold no more, is left out: it has left its window, and only by its own clock not yet. */
  const adjustWhatStands = async (key: TableKey, view: View, changes: readonly Counter[], sweep: readonly Counter[]) => {
    let adjust = changes;
    let swept = sweep;
    for (let writes = 0; writes < MAX_WRITES && adjust.length + swept.length > 0; writes++) {
      const { item, written } = await write(key, view, { adjust, sweep: swept });
      if (written) return;
      const standing = item?.counters ?? [];
      adjust = adjust.filter((change) => standing.some(({ dimension, slot, value }) =>
        dimension === change.dimension && slot === change.slot && value + change.value >= 0));
      swept = [];
    }
  };

  const change = async (reservation: Reservation, { own, counters }: Unsettled, counted: Amount, usedBy?: number): Promise<readonly Counter[]> => {
    const { key, sequence } = reservation;
    const inHand = own.beginChange();
    const view = views.of(key);
    const changes = counters
      .map((counter) => ({ ...counter, value: (counted[counter.dimension] ?? 0) - counter.value }))
      .filter((counter) => counter.value !== 0 && !hasExpired(counter, now()) && (inHand || !isGivenBackByOwner(counter)));
    const sweep = view.item && sequence % SWEEP_EVERY === 0 ? sweepBeside(expiredCounters(view.item, now()), counters) : [];
    try {
      await adjustWhatStands(key, view, changes, sweep);
      const changed = counters.map((counter) => ({ ...counter, value: counted[counter.dimension] ?? 0 }));
      own.endChange(changed, usedBy);
      return changed;
    } catch (error) {
      own.endChange(undefined);
      throw error;
    } finally {
      // What was given back may be what somebody asked for.
      view.refusals.clear();
    }
  };

  return {
    read: (key) => store.read(key),
    lastKnown: (key) => views.known(key)?.item,

    async reserve(key, amount, limits, endsBy, ahead) {
      const tooLarge = exceeded(amount, limits)[0];
      if (tooLarge) return { admitted: false, cause: 'neverFits', dimension: tooLarge, limit: limits[tooLarge]!, asked: amount[tooLarge]!, retryAfterMs: 0 };

      const view = views.of(key);
      const repeated = repeatedRefusal(view.refusals, amount, limits, now());
      if (repeated) return repeated;

      const bulk = ahead && add(amount, ahead.amount);
      let isBulk = bulk !== undefined && exceeded(bulk, limits).length === 0;
      for (let writes = 0; writes < MAX_WRITES; writes++) {
        const time = now();
        const wanted = isBulk ? bulk! : amount;
        const countedAt = isBulk ? Math.max(time, ahead!.usedBy) : time;
        const full = view.item ? exceeded(add(view.item.total, wanted), limits) : [];
        const inTheWay = full.length > 0 ? view.item : undefined;
        const release = inTheWay && view.own.takeOver(time, inTheWay);
        const atMost = roomFor(wanted, limits);
        const counters = dimensionsOf(wanted).map((dimension): Counter => ({
          dimension, slot: slotAt(dimension, spanOf(dimension).windowMs === 0 ? endsBy : countedAt), value: wanted[dimension]!,
        }));
        const item: ItemWrite = {
          reserve: {
            counters,
            atMost,
            totalsStand: hasTotals(view.item, atMost),
            changesOnly: isKnownWell(view, time),
            expiresAt: Math.ceil((time + KEEP_IDLE_MS) / 1000),
          },
          adjust: release?.adjust ?? [],
          // Expired counters are removed only when they stand in the way: every removal may collide with another writer's.
          sweep: inTheWay ? sweepBeside(expiredCounters(inTheWay, time), [...counters, ...release?.adjust ?? []], full) : [],
        };
        const result = await write(key, view, item).catch((error: unknown) => {
          // A throttled write has not happened; of any other nobody knows.
          if (error instanceof LedgerUnavailable && error.throttled) release?.putBack();
          throw error;
        });
        if (result.written) {
          // Whoever reserves is told what stands.
          const reservation: Reservation = { key, counters, limits, sequence: result.item!.sequence };
          unsettled.set(reservation, { own: view.own.admitted(counters, Math.max(now(), countedAt)), counters });
          return { admitted: true, reservation };
        }

        release?.putBack();
        const known = result.item;
        if (!known) continue;
        // Of what stood there it can be told as well whether there is room for the request alone.
        if (isBulk && rejectionOf(known, wanted, limits, view.own, now())) isBulk = false;
        const rejection = rejectionOf(known, isBulk ? bulk! : amount, limits, view.own, now());
        if (rejection) {
          const refusedAt = now();
          const until = refusedAt + Math.min(rejection.retryAfterMs, REMEMBER_REFUSAL_MS);
          remember(view.refusals, { rejection, at: refusedAt, until: Math.min(until, view.own.nextAfter(refusedAt)) });
          return rejection;
        }
        await sweepAhead(key, view, known);
      }
      throw new LedgerUnavailable(`${MAX_WRITES} conditional writes to ${key.pk} met other writers`);
    },

    async amend(reservation, counted, usedBy) {
      const current = unsettled.get(reservation);
      if (!current) return;
      try {
        current.counters = await change(reservation, current, counted, usedBy);
      } catch (error) {
        // Nobody knows what is counted now, so that nobody can say what is to be given back.
        unsettled.delete(reservation);
        throw error;
      }
    },

    async settle(reservation, used, usedBy) {
      const current = unsettled.get(reservation);
      if (!current) return;
      unsettled.delete(reservation);
      await change(reservation, current, used, usedBy);
    },
  };
}

/** An expired counter that is known may have been swept by others, and what it held would be taken from the totals twice. */
function isKnownWell({ item, seenAt }: View, now: number): boolean {
  return item !== undefined && now < seenAt + KNOWN_FOR_MS && !item.counters.some((counter) => hasExpired(counter, now));
}

function hasTotals(item: LedgerItem | undefined, amount: Amount): boolean {
  return item !== undefined && dimensionsOf(amount).every((dimension) => item.total[dimension] !== undefined);
}

/** What must stand at most, before an amount is added to it. */
function roomFor(amount: Amount, limits: Amount): Amount {
  const taken: Record<string, number> = {};
  for (const dimension of dimensionsOf(limits)) taken[dimension] = amount[dimension] ?? 0;
  return subtract(limits, taken);
}

/** @param first dimensions whose counters are in the way */
function sweepBeside(expired: readonly Counter[], written: readonly Counter[], first: readonly Dimension[] = []): readonly Counter[] {
  const inTheWay = ({ dimension }: Counter) => first.includes(dimension);
  return [...expired.filter(inTheWay), ...expired.filter((counter) => !inTheWay(counter))]
    .filter(({ dimension, slot }) => !written.some((other) => other.dimension === dimension && other.slot === slot))
    .slice(0, MAX_SWEPT);
}

/** @returns undefined when there is room, or when this container can make it */
function rejectionOf(item: LedgerItem, amount: Amount, limits: Amount, own: OwnWork, now: number): Rejection | undefined {
  const { dimension, waitMs } = timeUntilItFits(item, amount, limits, now);
  if (!dimension) return undefined;
  const release = own.takeOver(now, item);
  release.putBack();
  const after = add(add(inWindow(item, now), release.amount), amount);
  if (release.adjust.length > 0 && exceeded(after, limits).length === 0) return undefined;
  return { admitted: false, cause: 'full', dimension, limit: limits[dimension]!, asked: amount[dimension] ?? 0, retryAfterMs: waitMs };
}

function remember(refusals: Map<string, Refusal>, refusal: Refusal): void {
  for (const [name, { until }] of refusals) {
    if (refusal.at >= until) refusals.delete(name);
  }
  refusals.set(refusalName(refusal.rejection.dimension, refusal.rejection.limit), refusal);
}

function repeatedRefusal(refusals: ReadonlyMap<string, Refusal>, amount: Amount, limits: Amount, now: number): Rejection | undefined {
  if (refusals.size === 0) return undefined;
  for (const dimension of dimensionsOf(limits)) {
    const refusal = refusals.get(refusalName(dimension, limits[dimension]!));
    const asked = amount[dimension] ?? 0;
    if (!refusal || now >= refusal.until || asked < refusal.rejection.asked) continue;
    return { ...refusal.rejection, asked, retryAfterMs: refusal.rejection.retryAfterMs - (now - refusal.at) };
  }
  return undefined;
}

function refusalName(dimension: Dimension, limit: number): string {
  return `${dimension} ${limit}`;
}
