import { dimensionsOf } from './amounts';
import { Dimension } from './dimensions';
import { Amount } from './item-write';
import { isLeasable } from './leasable';
import { createLease, Lease, Settle } from './lease';
import { BulkLedger, Ledger, Reservation, ReserveResult } from './ledger';
import { inWindow } from './window';
import { LeasesPlan } from '../../../src/contract/plan';
import { TableKey } from '../../../src/contract/table';

/** Requests of one kind at one ledger: they count in the same dimensions against the same limits. */
interface Line {
  lease?: Lease;
  /** One caller asks the store at a time, and the others wait for what it brings. */
  asking?: Promise<unknown>;
  waiting: number;
  /** When it asked last, and for how many requests. */
  askedAt: number;
  asked: number;
  /** What a request asks for, on the average of the last ones. */
  typical: Amount;
}

/** No lease takes more than this part of a limit: what one container holds and does not use is no use to any other. */
const MOST_OF_A_LIMIT = 1 / 32;

/** Nor more than this part of what is left of it: the last of a limit is taken one by one, and all of it. */
const MOST_OF_WHAT_IS_LEFT = 1 / 4;

/** The weight of the latest request in what is typical. */
const LATEST = 0.2;

const MAX_LINES = 2_000;

/**
 * Takes work from a ledger for several requests in one write. A container whose requests are far apart takes one at a
 * time, as without leases; one that uses up what it took before the lease has ended takes twice as much next time.
 * Never over: everything taken counts, used or not, from the end of the lease.
 */
export function leaseLedger(ledger: BulkLedger, { requests: most, ms }: LeasesPlan, now: () => number): Ledger {
  const lines = new Map<string, Line>();
  const settling = new WeakMap<Reservation, Settle>();

  const lineOf = (key: TableKey, amount: Amount, limits: Amount): Line => {
    const dimensions = dimensionsOf(amount).map((dimension) => `${dimension}:${limits[dimension] ?? ''}`);
    const name = `${key.pk}|${key.sk}|${dimensions.join()}`;
    const line = lines.get(name) ?? { waiting: 0, askedAt: -Infinity, asked: 1, typical: amount };
    lines.delete(name);
    lines.set(name, line);
    if (lines.size > MAX_LINES) {
      const [oldest, { lease }] = lines.entries().next().value!;
      lines.delete(oldest);
      void lease?.retire().catch(() => undefined);
    }
    return line;
  };

  /** As many as were used of the last lease, or twice as many if it was used up before its end; those who wait are enough of a reason too. */
  const wantedBy = ({ asked, askedAt, waiting }: Line, previous: Lease | undefined, time: number): number => {
    const usedUp = time < askedAt + ms;
    return Math.min(most, Math.max(usedUp ? asked * 2 : previous?.drawn ?? 1, waiting + 1));
  };

  /** So many requests that others find enough of the limits. Where nothing is known of the ledger, one. */
  const fitting = (key: TableKey, { typical }: Line, limits: Amount, time: number): number => {
    const item = ledger.lastKnown(key);
    const used = item && inWindow(item, time);
    return Math.min(...dimensionsOf(limits).map((dimension) => {
      const limit = limits[dimension]!;
      const left = used ? limit - (used[dimension] ?? 0) : 0;
      return Math.min(limit * MOST_OF_A_LIMIT, left * MOST_OF_WHAT_IS_LEFT) / Math.max(1, typical[dimension] ?? 0);
    }));
  };

  const ask = async (key: TableKey, amount: Amount, limits: Amount, endsBy: number, line: Line): Promise<ReserveResult> => {
    const previous = line.lease;
    line.lease = undefined;
    const wanted = wantedBy(line, previous, now());
    // What it still holds may be what this request needs.
    await previous?.retire().catch(() => undefined);
    const requests = Math.max(1, Math.floor(Math.min(wanted, fitting(key, line, limits, now()))));
    line.askedAt = now();
    line.asked = requests;
    if (requests === 1) return ledger.reserve(key, amount, limits, endsBy);

    const endsAt = now() + ms;
    const result = await ledger.reserve(key, amount, limits, endsBy, { amount: times(line.typical, requests - 1), usedBy: endsAt });
    if (!result.admitted || isFor(result.reservation, amount)) return result;
    const lease = createLease(ledger, result.reservation, endsAt, now, (drawn, settle) => settling.set(drawn, settle));
    line.lease = lease;
    const own = lease.draw(amount, now());
    if (own) return { admitted: true, reservation: own };
    // The write took longer than the lease lasts.
    await lease.retire().catch(() => undefined);
    return ledger.reserve(key, amount, limits, endsBy);
  };

  return {
    read: (key) => ledger.read(key),
    lastKnown: (key) => ledger.lastKnown(key),

    async reserve(key, amount, limits, endsBy) {
      if (!isLeasable(amount, limits)) return ledger.reserve(key, amount, limits, endsBy);
      const line = lineOf(key, amount, limits);
      line.typical = towards(line.typical, amount);
      for (;;) {
        const reservation = line.lease?.draw(amount, now());
        if (reservation) return { admitted: true, reservation };
        if (!line.asking) {
          const asking = ask(key, amount, limits, endsBy, line).finally(() => { line.asking = undefined; });
          line.asking = asking;
          return asking;
        }
        line.waiting++;
        try {
          // Whatever keeps the first from its answer keeps all of them.
          await line.asking;
        } finally {
          line.waiting--;
        }
      }
    },

    settle(reservation, used) {
      const settle = settling.get(reservation);
      if (!settle) return ledger.settle(reservation, used);
      settling.delete(reservation);
      return settle(used);
    },
  };
}

function times(amount: Amount, count: number): Amount {
  return mapped(amount, (dimension) => Math.ceil(amount[dimension]! * count));
}

function towards(typical: Amount, latest: Amount): Amount {
  return mapped(latest, (dimension) => (typical[dimension] ?? 0) * (1 - LATEST) + latest[dimension]! * LATEST);
}

function isFor({ counters }: Reservation, amount: Amount): boolean {
  return counters.every(({ dimension, value }) => value === amount[dimension]);
}

function mapped(amount: Amount, value: (dimension: Dimension) => number): Amount {
  return Object.fromEntries(dimensionsOf(amount).map((dimension) => [dimension, value(dimension)]));
}
