import { Ledger, Reservation } from './ledger';
import { LedgerStore, LedgerUnavailable } from '../ports';
import { dimensionsOf, sumOf } from './amounts';
import { ItemWrite, LedgerItem } from './item-write';

/** What happened at the ledgers since it was asked for last. */
export interface LedgerActivity {
  /** Milliseconds that each write took, those that failed included. */
  readonly latencies: readonly number[];
  /** Writes that the store refused because there were too many of them. */
  readonly throttles: number;
  /** Reservations after which more stood than their limits allow: there must be none. */
  readonly violations: number;
  /** Reservations of this container that are not settled, at this moment. */
  readonly open: number;
}

/** Watches ledgers without being in their way. */
export interface LedgerWatch {
  store(store: LedgerStore): LedgerStore;
  ledger(ledger: Ledger): Ledger;
  /** Begins anew. */
  take(): LedgerActivity;
}

export function watchLedgers(now: () => number): LedgerWatch {
  let latencies: number[] = [];
  let throttles = 0;
  let violations = 0;
  const open = new Set<Reservation>();

  return {
    store: (store) => ({
      read: (key) => store.read(key),
      async write(key, write) {
        const startedAt = now();
        try {
          const result = await store.write(key, write);
          if (result.written && result.item && passesItsLimits(write, result.item)) violations++;
          return result;
        } catch (error) {
          if (error instanceof LedgerUnavailable && error.throttled) throttles++;
          throw error;
        } finally {
          latencies.push(now() - startedAt);
        }
      },
    }),

    ledger: (ledger) => ({
      ...ledger,
      async reserve(...asked) {
        const result = await ledger.reserve(...asked);
        if (result.admitted) open.add(result.reservation);
        return result;
      },
      async settle(reservation, used) {
        open.delete(reservation);
        await ledger.settle(reservation, used);
      },
    }),

    take() {
      const activity = { latencies, throttles, violations, open: open.size };
      latencies = [];
      throttles = 0;
      violations = 0;
      return activity;
    },
  };
}

function passesItsLimits({ reserve }: ItemWrite, { total }: LedgerItem): boolean {
  if (!reserve) return false;
  const taken = sumOf(reserve.counters);
  return dimensionsOf(reserve.atMost).some((dimension) => (total[dimension] ?? 0) > reserve.atMost[dimension]! + (taken[dimension] ?? 0));
}
