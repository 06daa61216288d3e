import { Assignments, Condition, ExpressionError, parseCondition, parseUpdate } from './expressions';

export type AttributeValue = { readonly S: string } | { readonly N: string };
export type Item = Readonly<Record<string, AttributeValue>>;

/** The input of UpdateItem, as far as it is understood. */
export interface UpdateInput {
  readonly Key: Item;
  readonly UpdateExpression: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
  readonly ReturnValues?: 'NONE' | 'ALL_NEW' | 'UPDATED_NEW';
}

export type Updated =
  | { readonly updated: true; readonly attributes?: Item }
  | { readonly updated: false; readonly item?: Item };

/** Items by partition and sort key. */
export interface Items {
  get(key: Item): Item | undefined;
  put(item: Item): void;
  /** All of it happens, or nothing. @throws ExpressionError */
  update(input: UpdateInput): Updated;
}

/** What an input's placeholders stand for. */
interface Placeholders {
  name(placeholder: string): string;
  value(placeholder: string): AttributeValue;
}

/** @param keyNames of the partition and the sort key */
export function createItems(keyNames: readonly string[]): Items {
  const items = new Map<string, Item>();
  const nameOf = (item: Item) => JSON.stringify(keyNames.map((name) => item[name]));
  const conditionOf = remembering(parseCondition);
  const assignmentsOf = remembering(parseUpdate);

  return {
    get: (key) => items.get(nameOf(key)),
    put: (item) => void items.set(nameOf(item), item),
    update(input) {
      const name = nameOf(input.Key);
      const before = items.get(name);
      const placeholders = placeholdersOf(input);
      const { ConditionExpression: condition } = input;
      if (condition !== undefined && !holds(conditionOf(condition), before ?? {}, placeholders)) return { updated: false, item: before };
      const { after, changed } = assigned(assignmentsOf(input.UpdateExpression), before ?? input.Key, placeholders);
      items.set(name, after);
      if (input.ReturnValues === 'ALL_NEW') return { updated: true, attributes: after };
      return input.ReturnValues === 'UPDATED_NEW' ? { updated: true, attributes: changed } : { updated: true };
    },
  };
}

function placeholdersOf({ ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: UpdateInput): Placeholders {
  const known = <Value>(value: Value | undefined, placeholder: string): Value => {
    if (value === undefined) throw new ExpressionError(`nobody says what ${placeholder} stands for`);
    return value;
  };
  return { name: (placeholder) => known(names[placeholder], placeholder), value: (placeholder) => known(values[placeholder], placeholder) };
}

function holds(condition: Condition, item: Item, placeholders: Placeholders): boolean {
  switch (condition.kind) {
    case 'all': return condition.of.every((inner) => holds(inner, item, placeholders));
    case 'any': return condition.of.some((inner) => holds(inner, item, placeholders));
    case 'exists': return item[placeholders.name(condition.name)] !== undefined;
    case 'absent': return item[placeholders.name(condition.name)] === undefined;
    case 'compared': return compare(item[placeholders.name(condition.name)], condition.operator, placeholders.value(condition.value));
  }
}

/** A comparison with what is not there, or is of another type, is false. */
function compare(left: AttributeValue | undefined, operator: string, right: AttributeValue): boolean {
  if (!left || 'N' in left !== 'N' in right) return false;
  const [one, other] = 'N' in left ? [Number(left.N), numberOf(right)] : [left.S, (right as { readonly S: string }).S];
  return operator === '=' ? one === other : operator === '<=' ? one <= other : one >= other;
}

function assigned({ set, add, remove }: Assignments, before: Item, { name, value }: Placeholders): { readonly after: Item; readonly changed: Item } {
  const after: Record<string, AttributeValue> = { ...before };
  const changed: Record<string, AttributeValue> = {};
  for (const assignment of set) changed[name(assignment.name)] = value(assignment.value);
  for (const assignment of add) {
    const attribute = name(assignment.name);
    const sum = numberOf(before[attribute] ?? { N: '0' }) + numberOf(value(assignment.value));
    if (!Number.isSafeInteger(sum)) throw new ExpressionError(`${attribute} is more than can be added up here: ${sum}`);
    changed[attribute] = { N: String(sum) };
  }
  Object.assign(after, changed);
  for (const placeholder of remove) delete after[name(placeholder)];
  return { after, changed };
}

function numberOf(value: AttributeValue): number {
  if (!('N' in value)) throw new ExpressionError('only numbers can be added and compared with numbers');
  return Number(value.N);
}

/** The gateway writes a few dozen expressions, over and over. */
function remembering<Result>(parse: (text: string) => Result): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(text, result = parse(text));
    }
    return result;
  };
}

const MOST_KNOWN = 10_000;
