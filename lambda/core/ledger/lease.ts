import { add, dimensionsOf, exceeded, subtract } from './amounts';
import { Amount } from './item-write';
import { BulkLedger, Reservation } from './ledger';

/**
 * What one write has taken for several requests of this container. They take it from here and what they do not use comes
 * back here, until the lease ends; then what is left goes back to the ledger.
 */
export interface Lease {
  /** How many requests have taken from it. */
  readonly drawn: number;
  /** Whether nothing is taken from it any more, whatever is left. */
  hasEnded(now: number): boolean;
  /** @returns undefined when there is not so much left, or it has ended */
  draw(amount: Amount, now: number): Reservation | undefined;
  /** Gives back what is left, and from now on what else comes back. @throws LedgerUnavailable */
  retire(): Promise<void>;
}

/** What is left of a lease that has been used up is given back with what its requests give back, not in a write of its own. */
const WORTH_TELLING = 0.1;

/** What a request that took from a lease gives back to it. */
export type Settle = (used: Amount) => Promise<void>;

/**
 * @param held everything that the lease has taken
 * @param onDraw told how each reservation is settled
 */
export function createLease(
  ledger: BulkLedger, held: Reservation, endsAt: number, now: () => number, onDraw: (reservation: Reservation, settle: Settle) => void,
): Lease {
  const granted: Amount = Object.fromEntries(held.counters.map(({ dimension, value }) => [dimension, value]));
  const slots = new Map(held.counters.map(({ dimension, slot }) => [dimension, slot]));
  let left = granted;
  let drawn = 0;
  let lastDrawnAt = now();
  let open = 0;
  /** Settled since the ledger was told last. */
  let untold = 0;
  let retired = false;
  let telling = Promise.resolve();

  const counted = () => subtract(granted, left);

  /** One change after the other: each says what is counted when it begins. */
  const tell = () => {
    untold = 0;
    const told = telling.catch(() => undefined).then(() => (open === 0
      ? ledger.settle(held, counted(), lastDrawnAt)
      : ledger.amend(held, counted(), lastDrawnAt)));
    telling = told;
    return told;
  };

  const settle = async (amount: Amount, used: Amount) => {
    left = subtract(add(left, amount), used);
    open--;
    untold++;
    const isOver = retired || now() >= endsAt;
    // At every half of it, so that what long answers hold back does not wait for the longest of all.
    if (isOver && (open === 0 || untold >= drawn / 2)) await tell();
  };

  return {
    get drawn() { return drawn; },
    hasEnded: (time) => retired || time >= endsAt,

    draw(amount, time) {
      if (retired || time >= endsAt || exceeded(amount, left).length > 0) return undefined;
      left = subtract(left, amount);
      open++;
      lastDrawnAt = time;
      const reservation: Reservation = {
        key: held.key,
        counters: dimensionsOf(amount).map((dimension) => ({ dimension, slot: slots.get(dimension)!, value: amount[dimension]! })),
        limits: held.limits,
        sequence: held.sequence + drawn++,
      };
      onDraw(reservation, (used) => settle(amount, used));
      return reservation;
    },

    async retire() {
      if (retired) return;
      retired = true;
      if (open === 0 || dimensionsOf(left).some((dimension) => left[dimension]! > granted[dimension]! * WORTH_TELLING)) await tell();
    },
  };
}
