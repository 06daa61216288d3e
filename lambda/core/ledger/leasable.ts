import { dimensionsOf } from './amounts';
import { spanOf } from './dimensions';
import { Amount } from './item-write';

/** Requests at once are given back one by one, each at its end: nothing is won by taking more of them. */
export function isLeasable(amount: Amount, limits: Amount): boolean {
  return [...dimensionsOf(amount), ...dimensionsOf(limits)].every((dimension) => spanOf(dimension).windowMs > 0);
}
