import { AttributeValue, numberValue } from './attribute-value';
import { Update } from './dynamo-client';
import { counterOf, SEQUENCE, totalOf } from './ledger-attributes';
import { TABLE } from '../../../src/contract/table';
import { dimensionsOf, sumOf } from '../../core/ledger/amounts';
import { Counter, ItemWrite } from '../../core/ledger/item-write';

/**
 * A ledger write as one conditional UpdateItem. Totals and counters only ever change by ADD, which needs no item
 * and no attribute to be there; what is swept leaves the totals in the same step.
 * @throws Error for a write that contradicts itself
 */
export function ledgerUpdate({ reserve, adjust, sweep }: ItemWrite): Update {
  const taken = reserve?.counters ?? [];
  requireDistinct([...taken.map(counterOf), ...sweep.map(counterOf)]);
  requireDistinct([...adjust.map(counterOf), ...sweep.map(counterOf)]);
  const terms = expressionTerms();
  const { name, value } = terms;
  const conditions: string[] = [];
  const set: string[] = [];

  const changes = sumByCounter([...taken, ...adjust]);
  const totals = sumOf([...changes, ...sweep.map((counter) => ({ ...counter, value: -counter.value }))]);
  const add = [
    ...changes.map((counter) => `${name(counterOf(counter))} ${value(counter.value)}`),
    ...dimensionsOf(totals).filter((dimension) => reserve || totals[dimension] !== 0).map((dimension) => `${name(totalOf(dimension))} ${value(totals[dimension]!)}`),
  ];
  if (reserve) {
    set.push(`${name(TABLE.TIME_TO_LIVE)} = ${value(reserve.expiresAt)}`);
    add.push(`${name(SEQUENCE)} ${value(1)}`);
    const leaves = sumOf([...adjust, ...sweep.map((counter) => ({ ...counter, value: -counter.value }))]);
    for (const dimension of dimensionsOf(reserve.atMost)) {
      const total = name(totalOf(dimension));
      const bound = `${total} <= ${value(reserve.atMost[dimension]! - (leaves[dimension] ?? 0))}`;
      // A comparison with what is not there is false.
      conditions.push(reserve.totalsStand ? bound : `(attribute_not_exists(${total}) OR ${bound})`);
    }
  } else if (adjust.length === 0) {
    conditions.push(`attribute_exists(${name(TABLE.PARTITION_KEY)})`);
  }
  for (const counter of adjust) conditions.push(`attribute_exists(${name(counterOf(counter))})`);
  for (const counter of sweep) conditions.push(`${name(counterOf(counter))} = ${value(counter.value)}`);

  const clauses = [
    ...set.length > 0 ? [`SET ${set.join(', ')}`] : [],
    ...add.length > 0 ? [`ADD ${add.join(', ')}`] : [],
    ...sweep.length > 0 ? [`REMOVE ${sweep.map((counter) => name(counterOf(counter))).join(', ')}`] : [],
  ];
  return {
    expression: clauses.join(' '),
    ...(conditions.length > 0 ? { condition: conditions.join(' AND ') } : {}),
    names: terms.names,
    values: terms.values,
  };
}

/** Gives every attribute and every number of an expression one short placeholder. */
function expressionTerms() {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const placeholders = new Map<string, string>();
  const once = (key: string, make: (index: string) => string) => {
    const known = placeholders.get(key) ?? make(placeholders.size.toString(36));
    placeholders.set(key, known);
    return known;
  };
  return {
    names,
    values,
    name: (attribute: string) => once(`#${attribute}`, (index) => {
      names[`#${index}`] = attribute;
      return `#${index}`;
    }),
    value: (number: number) => once(`:${number}`, (index) => {
      values[`:${index}`] = numberValue(number);
      return `:${index}`;
    }),
  };
}

/** An attribute may be changed only once in an expression. */
function sumByCounter(counters: readonly Counter[]): readonly Counter[] {
  const byName = new Map<string, Counter>();
  for (const counter of counters) {
    const known = byName.get(counterOf(counter));
    byName.set(counterOf(counter), known ? { ...known, value: known.value + counter.value } : counter);
  }
  return [...byName.values()];
}

function requireDistinct(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the counter ${twice} cannot be written and swept, or swept twice, in one write`);
}
