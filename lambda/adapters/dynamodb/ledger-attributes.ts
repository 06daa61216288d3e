import { Item, readCount } from './attribute-value';
import { LedgerItem } from '../../core/ledger/item-write';

/** Attributes of a ledger item, beside one pair for each sub-window's counter. */
export const LEDGER = {
  REQUESTS_TOTAL: 'rt',
  TOKENS_TOTAL: 'tt',
  SEQUENCE: 'n',
} as const;

/** Four digits at least, so that no counter has the name of a total. */
const COUNTER = /^[rt]([0-9a-z]{4,})$/;

/** The attribute that counts the requests of a slot. */
export function requestsOf(slot: number): string {
  return `r${digits(slot)}`;
}

/** The attribute that counts the tokens of a slot. */
export function tokensOf(slot: number): string {
  return `t${digits(slot)}`;
}

function digits(slot: number): string {
  if (!Number.isSafeInteger(slot) || slot < 0) throw new RangeError(`a slot is a whole number from 0, not ${slot}`);
  return slot.toString(36).padStart(4, '0');
}

/** @throws RangeError when a counter is not a whole number */
export function parseLedgerItem(item: Item): LedgerItem {
  const slots = new Set<number>();
  for (const name of Object.keys(item)) {
    const match = COUNTER.exec(name);
    if (match) slots.add(parseInt(match[1]!, 36));
  }
  return {
    total: { requests: readCount(item, LEDGER.REQUESTS_TOTAL), tokens: readCount(item, LEDGER.TOKENS_TOTAL) },
    counters: [...slots]
      .map((slot) => ({ slot, requests: readCount(item, requestsOf(slot)), tokens: readCount(item, tokensOf(slot)) }))
      .sort((left, right) => left.slot - right.slot),
    sequence: readCount(item, LEDGER.SEQUENCE),
  };
}
