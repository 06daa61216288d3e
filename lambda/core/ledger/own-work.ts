import { sumOf } from './amounts';
import { spanOf } from './dimensions';
import { Amount, Counter, LedgerItem } from './item-write';
import { hasExpired } from './window';

/** What one container has been admitted with, and can give back to the moment: it knows when each of it was admitted. */
export interface OwnWork {
  /** @param admittedAt by this container's clock, not before the write was done */
  admitted(counters: readonly Counter[], admittedAt: number): OwnEntry;
  /**
   * What has left the window and still stands, to be given back by one write. It is given back once, or put back if
   * that write did not happen; nobody repeats a write of which nobody knows whether it did.
   */
  takeOver(now: number, standing: LedgerItem): ReleasableWork;
  /** When more of it leaves the window. Infinity: there is no more. */
  nextAfter(now: number): number;
}

export interface OwnEntry {
  /** While it is being changed it is not given back. @returns false when it has been given back already */
  beginChange(): boolean;
  /**
   * @param counters what is counted now; undefined when nobody knows, and then it expires by itself
   * @param usedBy when the last of it was used, where that is known better than before
   */
  endChange(counters: readonly Counter[] | undefined, usedBy?: number): void;
}

export interface ReleasableWork {
  /** Negative changes, one for each counter. */
  readonly adjust: readonly Counter[];
  readonly amount: Amount;
  /** The write did not happen: the work can be given back by another one. */
  putBack(): void;
}

interface Entry {
  counters: readonly Counter[];
  admittedAt: number;
  state: 'counted' | 'changing' | 'gone';
}

/** Longer windows are left to expire by themselves: it is a matter of a thousandth of them, and containers do not live so long. */
const RELEASED_WINDOW_MS = 60_000;

/** What one write changes at most, or a little more: DynamoDB allows 300 operators, and the sweep needs some of them. */
const MAX_TOUCHED = 40;

/** So that an idle-looking ledger of a busy container cannot grow without end: what falls out expires by itself. */
const MAX_ENTRIES = 20_000;

export function createOwnWork(): OwnWork {
  let entries: Entry[] = [];

  return {
    admitted(all, admittedAt) {
      const entry: Entry = { counters: all.filter(isGivenBackByOwner), admittedAt, state: 'counted' };
      entries.push(entry);
      if (entries.length > MAX_ENTRIES) entries = entries.slice(-MAX_ENTRIES / 2);
      return {
        beginChange() {
          if (entry.state === 'gone') return false;
          entry.state = 'changing';
          return true;
        },
        endChange(counters, usedBy = entry.admittedAt) {
          if (entry.state === 'gone') return;
          entry.admittedAt = usedBy;
          entry.counters = counters?.filter(isGivenBackByOwner) ?? [];
          entry.state = counters ? 'counted' : 'gone';
        },
      };
    },

    takeOver(now, standing) {
      // What has expired is swept as a whole, by whoever comes next.
      const stands = new Map(standing.counters.filter((counter) => !hasExpired(counter, now)).map((counter) => [nameOf(counter), counter.value]));
      const standingIn = ({ counters }: Entry) => counters.filter((counter) => stands.has(nameOf(counter)));
      const over: Entry[] = [];
      const touched = new Set<string>();
      let old = 0;
      for (const entry of entries) {
        if (now < entry.admittedAt + RELEASED_WINDOW_MS || touched.size >= MAX_TOUCHED) break;
        old++;
        for (const counter of standingIn(entry)) touched.add(nameOf(counter));
        if (entry.state === 'counted' && standingIn(entry).length > 0) over.push(entry);
      }
      entries = [...over, ...entries.slice(0, old).filter((entry) => entry.state === 'changing'), ...entries.slice(old)];
      for (const entry of over) entry.state = 'gone';
      // A counter that holds less is not the one that was written.
      const adjust = negatedByCounter(over.flatMap(standingIn)).filter((change) => stands.get(nameOf(change))! + change.value >= 0);
      return {
        adjust,
        amount: sumOf(adjust),
        putBack() {
          for (const entry of over) entry.state = 'counted';
        },
      };
    },

    nextAfter: (now) => (entries.find(({ admittedAt }) => admittedAt + RELEASED_WINDOW_MS > now)?.admittedAt ?? Infinity) + RELEASED_WINDOW_MS,
  };
}

export function isGivenBackByOwner({ dimension }: Counter): boolean {
  return spanOf(dimension).windowMs === RELEASED_WINDOW_MS;
}

function nameOf({ dimension, slot }: Pick<Counter, 'dimension' | 'slot'>): string {
  return `${dimension} ${slot}`;
}

function negatedByCounter(counters: readonly Counter[]): readonly Counter[] {
  const byName = new Map<string, Counter>();
  for (const { dimension, slot, value } of counters) {
    const name = nameOf({ dimension, slot });
    byName.set(name, { dimension, slot, value: (byName.get(name)?.value ?? 0) - value });
  }
  return [...byName.values()].filter(({ value }) => value !== 0);
}
