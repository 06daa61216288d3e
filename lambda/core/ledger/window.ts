import { add, exceeded, sumOf, subtract } from './amounts';
import { Dimension, spanOf } from './dimensions';
import { Amount, Counter, LedgerItem } from './item-write';

/** Slots repeat after this many sub-windows, so that their names stay four characters long: 38 days of the shortest ones. */
export const SLOT_MODULUS = 36 ** 4;

/** When to ask again for one of the requests at once: one of them ends at any time. */
const ASK_AGAIN_MS = 1_000;

export function slotAt(dimension: Dimension, time: number): number {
  return Math.floor(time / spanOf(dimension).subWindowMs) % SLOT_MODULUS;
}

/** When the last thing that a slot may have counted counts no more for certain, by this clock. */
export function expiryOf({ dimension, slot }: Pick<Counter, 'dimension' | 'slot'>, now: number): number {
  const { slackMs, subWindowMs, windowMs } = spanOf(dimension);
  const newest = Math.floor(now / subWindowMs);
  const behind = (newest - slot) % SLOT_MODULUS;
  // A slot written by a faster clock, or for an end to come, lies ahead: it shows as nearly a whole turn behind.
  const age = behind > SLOT_MODULUS / 2 ? behind - SLOT_MODULUS : behind;
  return (newest - age + 1) * subWindowMs + windowMs + slackMs;
}

export function hasExpired(counter: Pick<Counter, 'dimension' | 'slot'>, now: number): boolean {
  return now >= expiryOf(counter, now);
}

export function expiredCounters(item: LedgerItem, now: number): readonly Counter[] {
  return item.counters.filter((counter) => hasExpired(counter, now));
}

/** What an item counts that has not expired. */
export function inWindow(item: LedgerItem, now: number): Amount {
  return subtract(item.total, sumOf(expiredCounters(item, now)));
}

/** Without a dimension there is none. */
export interface Wait {
  readonly dimension?: Dimension;
  readonly waitMs: number;
}

/** Milliseconds until `amount` fits beside what is counted now, if nothing is given back before; and the dimension that takes longest. */
export function timeUntilItFits(item: LedgerItem, amount: Amount, limits: Amount, now: number): Wait {
  const asked = add(inWindow(item, now), amount);
  return exceeded(asked, limits)
    .map((dimension) => ({ dimension, waitMs: timeUntilRoom(item, dimension, asked[dimension]! - limits[dimension]!, now) }))
    .reduce<Wait>((longest, next) => (next.waitMs > longest.waitMs ? next : longest), { waitMs: 0 });
}

/** Until so much of what is counted has expired. */
function timeUntilRoom(item: LedgerItem, dimension: Dimension, missing: number, now: number): number {
  if (spanOf(dimension).windowMs === 0) return ASK_AGAIN_MS;
  const live = item.counters
    .filter((counter) => counter.dimension === dimension && !hasExpired(counter, now))
    .map((counter) => ({ value: counter.value, expiry: expiryOf(counter, now) }))
    .sort((left, right) => left.expiry - right.expiry);
  let left = missing;
  for (const { value, expiry } of live) {
    left -= value;
    if (left <= 0) return expiry - now;
  }
  // More was asked for than the counters can give back, which only a limit that was lowered meanwhile can bring about.
  return live.at(-1)?.expiry === undefined ? ASK_AGAIN_MS : live.at(-1)!.expiry - now;
}
