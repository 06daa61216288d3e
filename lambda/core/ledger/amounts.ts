import { Dimension } from './dimensions';
import { Amount, Counter } from './item-write';

export const NOTHING: Amount = {};

export function dimensionsOf(amount: Amount): readonly Dimension[] {
  return Object.keys(amount) as Dimension[];
}

/** In every dimension that either of them has. */
export function add(left: Amount, right: Amount): Amount {
  const sum: { [dimension in Dimension]?: number } = { ...left };
  for (const dimension of dimensionsOf(right)) sum[dimension] = (sum[dimension] ?? 0) + right[dimension]!;
  return sum;
}

export function subtract(left: Amount, right: Amount): Amount {
  const difference: { [dimension in Dimension]?: number } = { ...left };
  for (const dimension of dimensionsOf(right)) difference[dimension] = (difference[dimension] ?? 0) - right[dimension]!;
  return difference;
}

export function sumOf(counters: readonly Counter[]): Amount {
  const sum: { [dimension in Dimension]?: number } = {};
  for (const { dimension, value } of counters) sum[dimension] = (sum[dimension] ?? 0) + value;
  return sum;
}

/** The dimensions in which an amount is larger than its limit. */
export function exceeded(amount: Amount, limits: Amount): readonly Dimension[] {
  return dimensionsOf(limits).filter((dimension) => (amount[dimension] ?? 0) > limits[dimension]!);
}
