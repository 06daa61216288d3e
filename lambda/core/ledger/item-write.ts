/** What a request takes from a ledger: one request and its quota tokens. */
export interface Amount {
  readonly requests: number;
  readonly tokens: number;
}

/** One sub-window's counter. Its slot is the number of sub-windows since the epoch, modulo `SLOT_MODULUS`. */
export interface Counter extends Amount {
  readonly slot: number;
}

/**
 * The item of one ledger. `total` is the sum of all counters, expired ones included until somebody sweeps them:
 * it can be too high for a while, never too low.
 */
export interface LedgerItem {
  readonly total: Amount;
  readonly counters: readonly Counter[];
  /** Reservations ever made: the number of the latest one. */
  readonly sequence: number;
}

/** A conditional write of one item: all of it happens, or nothing. */
export type ItemWrite = ReserveWrite | SettleWrite;

/** Adds an amount to a slot and to the total, if the total allows it, and removes counters that have expired. */
export interface ReserveWrite {
  readonly kind: 'reserve';
  readonly slot: number;
  readonly amount: Amount;
  /** The item must not exist, or its total, before this write and without what is swept, must be at most this. */
  readonly atMost: Partial<Amount>;
  /** Expired counters, removed if they still hold exactly these values. */
  readonly sweep: readonly Counter[];
  /** Seconds since the epoch after which the item may be deleted. */
  readonly expiresAt: number;
}

/** Changes a slot and the total by the difference between what was used and what was reserved. */
export interface SettleWrite {
  readonly kind: 'settle';
  readonly slot: number;
  /** Used minus reserved: negative gives back. The slot's counter must still exist. */
  readonly difference: Amount;
  /** Expired counters, removed if they still hold exactly these values; never the slot itself. Usually empty. */
  readonly sweep: readonly Counter[];
}

export type WriteResult =
  | { readonly written: true; readonly item: LedgerItem }
  /** A condition did not hold; `item` is what stood there, absent when nothing did. */
  | { readonly written: false; readonly item?: LedgerItem };
