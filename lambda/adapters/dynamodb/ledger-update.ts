import { AttributeValue, numberValue } from './attribute-value';
import { Update } from './dynamo-client';
import { counterOf, SEQUENCE, totalOf } from './ledger-attributes';
import { TABLE } from '../../../src/contract/table';
import { add, dimensionsOf, subtract, sumOf } from '../../core/ledger/amounts';
import { Counter, ItemWrite } from '../../core/ledger/item-write';

/** What a write does to one attribute. */
interface Change {
  readonly attribute: string;
  readonly value: number;
}

/**
 * A ledger write as one conditional UpdateItem. Totals and counters only ever change by ADD, which needs no item
 * and no attribute to be there; what is swept leaves the totals in the same step.
 * @throws Error for a write that contradicts itself
 */
export function ledgerUpdate({ reserve, adjust, sweep }: ItemWrite): Update {
  const taken = reserve ? reserve.counters.map(changeOf) : [];
  const adjusted = adjust.map(changeOf);
  const swept = sweep.map(changeOf);
  requireDistinct(taken, swept);
  requireDistinct(adjusted, swept);
  const terms = new ExpressionTerms();
  const set: string[] = [];
  const conditions: string[] = [];

  const leaves = subtract(sumOf(adjust), sumOf(sweep));
  const totals = reserve ? add(sumOf(reserve.counters), leaves) : leaves;
  const additions = inOneStep(taken, adjusted).map(({ attribute, value }) => `${terms.name(attribute)} ${terms.value(value)}`);
  for (const dimension of dimensionsOf(totals)) {
    if (reserve || totals[dimension] !== 0) additions.push(`${terms.name(totalOf(dimension))} ${terms.value(totals[dimension]!)}`);
  }
  if (reserve) {
    set.push(`${terms.name(TABLE.TIME_TO_LIVE)} = ${terms.value(reserve.expiresAt)}`);
    additions.push(`${terms.name(SEQUENCE)} ${terms.value(1)}`);
    for (const dimension of dimensionsOf(reserve.atMost)) {
      const total = terms.name(totalOf(dimension));
      const bound = `${total} <= ${terms.value(reserve.atMost[dimension]! - (leaves[dimension] ?? 0))}`;
      // A comparison with what is not there is false.
      conditions.push(reserve.totalsStand ? bound : `(attribute_not_exists(${total}) OR ${bound})`);
    }
  } else if (adjust.length === 0) {
    conditions.push(`attribute_exists(${terms.name(TABLE.PARTITION_KEY)})`);
  }
  for (const { attribute, value } of adjusted) {
    const name = terms.name(attribute);
    conditions.push(value < 0 ? `${name} >= ${terms.value(-value)}` : `attribute_exists(${name})`);
  }
  for (const { attribute, value } of swept) conditions.push(`${terms.name(attribute)} = ${terms.value(value)}`);

  const clauses: string[] = [];
  if (set.length > 0) clauses.push(`SET ${set.join(', ')}`);
  if (additions.length > 0) clauses.push(`ADD ${additions.join(', ')}`);
  if (swept.length > 0) clauses.push(`REMOVE ${swept.map(({ attribute }) => terms.name(attribute)).join(', ')}`);
  return {
    expression: clauses.join(' '),
    condition: conditions.length > 0 ? conditions.join(' AND ') : undefined,
    names: terms.names,
    values: terms.values,
  };
}

/** Gives every attribute and every number of an expression one short placeholder. */
class ExpressionTerms {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  private readonly ofNames = new Map<string, string>();
  private readonly ofValues = new Map<number, string>();

  name(attribute: string): string {
    let placeholder = this.ofNames.get(attribute);
    if (placeholder === undefined) {
      placeholder = `#${this.ofNames.size.toString(36)}`;
      this.ofNames.set(attribute, placeholder);
      this.names[placeholder] = attribute;
    }
    return placeholder;
  }

  value(number: number): string {
    let placeholder = this.ofValues.get(number);
    if (placeholder === undefined) {
      placeholder = `:${this.ofValues.size.toString(36)}`;
      this.ofValues.set(number, placeholder);
      this.values[placeholder] = numberValue(number);
    }
    return placeholder;
  }
}

function changeOf(counter: Counter): Change {
  return { attribute: counterOf(counter), value: counter.value };
}

/** An attribute may be changed only once in an expression. */
function inOneStep(taken: readonly Change[], adjusted: readonly Change[]): readonly Change[] {
  if (taken.length === 0) return adjusted;
  const changes = [...taken];
  for (const change of adjusted) {
    const index = taken.findIndex(({ attribute }) => attribute === change.attribute);
    if (index < 0) changes.push(change);
    else changes[index] = { attribute: change.attribute, value: taken[index]!.value + change.value };
  }
  return changes;
}

function requireDistinct(written: readonly Change[], swept: readonly Change[]): void {
  const seen = new Set<string>();
  for (const changes of [written, swept]) {
    for (const { attribute } of changes) {
      if (seen.has(attribute)) throw new Error(`the counter ${attribute} cannot be written and swept, or swept twice, in one write`);
      seen.add(attribute);
    }
  }
}
