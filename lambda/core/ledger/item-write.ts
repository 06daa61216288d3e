import { Dimension } from './dimensions';

/** What is taken, used or counted, by dimension; whole numbers. What is absent is not counted at all. */
export type Amount = Readonly<Partial<Record<Dimension, number>>>;

/** One sub-window's counter. Its slot is the number of sub-windows since the epoch, modulo `SLOT_MODULUS`. */
export interface Counter {
  readonly dimension: Dimension;
  readonly slot: number;
  readonly value: number;
}

/** How the counters of an item are sorted: by dimension, then by slot. */
export function inOrder(left: Counter, right: Counter): number {
  return left.dimension < right.dimension ? -1 : left.dimension > right.dimension ? 1 : left.slot - right.slot;
}

/**
 * The item of one ledger. `total` holds the sums of all counters, expired ones included until somebody sweeps them:
 * it can be too high for a while, never too low.
 */
export interface LedgerItem {
  readonly total: Amount;
  /** By dimension, then by slot. */
  readonly counters: readonly Counter[];
  /** Reservations ever made: the number of the latest one. */
  readonly sequence: number;
}

/** A conditional write of one item: all of it happens, or nothing. */
export interface ItemWrite {
  /** Absent: nothing new is taken, and the item must exist. */
  readonly reserve?: {
    /** Counters to add to; those that do not exist are made. */
    readonly counters: readonly Counter[];
    /** The item must not exist, or each of its totals, before this write and without what it gives back and sweeps, must be at most this. */
    readonly atMost: Amount;
    /**
     * Whether the item has been seen with a total in each dimension of `atMost`. Then it must still be there with all of
     * them, which takes fewer words, and less of the store, than to allow for those that are not.
     */
    readonly totalsStand?: boolean;
    /** Whether it is enough to be told what this write changes, because the rest of the item is known well enough. */
    readonly changesOnly?: boolean;
    /** Seconds since the epoch after which the item may be deleted. */
    readonly expiresAt: number;
  };
  /** Changes of counters, each of which must exist. Negative gives back, which the counter must hold. */
  readonly adjust: readonly Counter[];
  /** Expired counters, removed if they still hold exactly these values. None of them is written to in the same write. */
  readonly sweep: readonly Counter[];
}

export type WriteResult =
  /**
   * `item` is what stands there now: all of it, or what `changesOnly` asks for. Absent after a write that reserves nothing, for nobody waits
   * for it.
   */
  | { readonly written: true; readonly item?: LedgerItem }
  /** A condition did not hold; `item` is what stood there, absent when nothing did. */
  | { readonly written: false; readonly item?: LedgerItem };
