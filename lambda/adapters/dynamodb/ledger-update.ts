import { AttributeValue, numberValue } from './attribute-value';
import { Update } from './dynamo-client';
import { LEDGER, requestsOf, tokensOf } from './ledger-attributes';
import { TABLE } from '../../../src/contract/table';
import { Amount, Counter, ItemWrite } from '../../core/ledger/item-write';

/**
 * A ledger write as one conditional UpdateItem. Totals and counters only ever change by ADD, which needs no item
 * and no attribute to be there; what is swept leaves the totals in the same step.
 * @throws Error for a write that contradicts itself
 */
export function ledgerUpdate(write: ItemWrite): Update {
  const amount = write.kind === 'reserve' ? write.amount : write.difference;
  const swept = sumOf(write.sweep);
  const conditions = sweepConditions(write);
  const names: Record<string, string> = {
    '#r': requestsOf(write.slot),
    '#t': tokensOf(write.slot),
    '#rt': LEDGER.REQUESTS_TOTAL,
    '#tt': LEDGER.TOKENS_TOTAL,
  };
  const values: Record<string, AttributeValue> = {
    ':r': numberValue(amount.requests),
    ':t': numberValue(amount.tokens),
    ':dr': numberValue(amount.requests - swept.requests),
    ':dt': numberValue(amount.tokens - swept.tokens),
  };
  const add = ['#r :r', '#t :t', '#rt :dr', '#tt :dt'];
  const clauses: string[] = [];

  if (write.kind === 'reserve') {
    names['#n'] = LEDGER.SEQUENCE;
    names['#x'] = TABLE.TIME_TO_LIVE;
    values[':one'] = numberValue(1);
    values[':x'] = numberValue(write.expiresAt);
    add.push('#n :one');
    clauses.push('SET #x = :x');
    for (const [dimension, total] of [['requests', '#rt'], ['tokens', '#tt']] as const) {
      const most = write.atMost[dimension];
      if (most === undefined) continue;
      values[`:${dimension}`] = numberValue(most + swept[dimension]);
      conditions.push(`(attribute_not_exists(${total}) OR ${total} <= :${dimension})`);
    }
  } else {
    conditions.push('(attribute_exists(#r) OR attribute_exists(#t))');
  }

  const removed: string[] = [];
  write.sweep.forEach(({ slot, requests, tokens }, index) => {
    names[`#r${index}`] = requestsOf(slot);
    names[`#t${index}`] = tokensOf(slot);
    values[`:r${index}`] = numberValue(requests);
    values[`:t${index}`] = numberValue(tokens);
    removed.push(`#r${index}`, `#t${index}`);
  });
  clauses.push(`ADD ${add.join(', ')}`);
  if (removed.length > 0) clauses.push(`REMOVE ${removed.join(', ')}`);
  return {
    expression: clauses.join(' '),
    ...(conditions.length > 0 ? { condition: conditions.join(' AND ') } : {}),
    names,
    values,
  };
}

/** Every write makes both attributes of a counter, so that plain equality holds; DynamoDB allows 300 operators in all. */
function sweepConditions(write: ItemWrite): string[] {
  const slots = new Set<number>([write.slot]);
  return write.sweep.flatMap(({ slot }, index) => {
    if (slots.has(slot)) throw new Error(`the slot ${slot} cannot be swept and written, or swept twice, in one write`);
    slots.add(slot);
    return [`#r${index} = :r${index}`, `#t${index} = :t${index}`];
  });
}

function sumOf(counters: readonly Counter[]): Amount {
  return counters.reduce<Amount>(
    (sum, { requests, tokens }) => ({ requests: sum.requests + requests, tokens: sum.tokens + tokens }),
    { requests: 0, tokens: 0 },
  );
}
