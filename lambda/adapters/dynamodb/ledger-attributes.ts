import { Item, readCount } from './attribute-value';
import { Dimension, DimensionKind, dimensionOf, kindOf, partOf } from '../../core/ledger/dimensions';
import { Counter, inOrder, LedgerItem } from '../../core/ledger/item-write';

/** The attribute that counts the reservations of a ledger. */
export const SEQUENCE = 'n';

/** Short, for DynamoDB charges by the kilobyte, names included. */
const LETTERS: { readonly [kind in DimensionKind]: string } = {
  requests: 'r', tokens: 't', shareUsed: 's', pacedRequests: 'p', pacedTokens: 'q', concurrent: 'c', tokensPerDay: 'd', costPerDay: 'u', costPerMonth: 'm',
};

const KINDS = Object.fromEntries(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind])) as Readonly<Record<string, DimensionKind>>;

/** A letter, the part of the work, and the slot: `t` a total, `t.002s` one of its counters, `t~k3f9.002s` one of a part. */
const ATTRIBUTE = new RegExp(`^([${Object.values(LETTERS).join('')}])(?:~([0-9a-z]+))?(?:\\.([0-9a-z]{4,}))?$`);

export function totalOf(dimension: Dimension): string {
  const part = partOf(dimension);
  return `${LETTERS[kindOf(dimension)]}${part === undefined ? '' : `~${part}`}`;
}

export function counterOf({ dimension, slot }: Pick<Counter, 'dimension' | 'slot'>): string {
  if (!Number.isSafeInteger(slot) || slot < 0) throw new RangeError(`a slot is a whole number from 0, not ${slot}`);
  return `${totalOf(dimension)}.${slot.toString(36).padStart(4, '0')}`;
}

/** @throws RangeError when a counter is not a whole number */
export function parseLedgerItem(item: Item): LedgerItem {
  const total: { [dimension in Dimension]?: number } = {};
  const counters: Counter[] = [];
  for (const name of Object.keys(item)) {
    const [, letter, part, slot] = ATTRIBUTE.exec(name) ?? [];
    if (letter === undefined) continue;
    const dimension = dimensionOf(KINDS[letter]!, part);
    const value = readCount(item, name);
    if (slot === undefined) total[dimension] = value;
    else counters.push({ dimension, slot: parseInt(slot, 36), value });
  }
  return { total, counters: counters.sort(inOrder), sequence: readCount(item, SEQUENCE) };
}
