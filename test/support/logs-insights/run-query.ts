import { Command, Expression, Named, parseQuery } from './parse-query';

export type Value = string | number | boolean | undefined;
export type Row = Readonly<Record<string, Value>>;

export interface QueryResult {
  readonly rows: readonly Row[];
  /** What the query reads and no event has, which is how a misspelt field shows. */
  readonly unknown: readonly string[];
}

/** One event of a log: what its message holds if it is JSON, flat, as Logs Insights finds it. */
interface Event {
  readonly fields: Map<string, Value>;
}

/** What Logs Insights would find among messages. @throws Error for a query that cannot be read */
export function runQuery(query: string, messages: readonly string[]): QueryResult {
  let events: readonly Event[] = messages.map(eventOf);
  let rows: readonly Row[] | undefined;
  const known = new Set(events.flatMap(({ fields }) => [...fields.keys()]));
  const unknown = new Set<string>();
  const valueIn = (fields: ReadonlyMap<string, Value>) => (expression: Expression): Value => evaluate(expression, (name) => {
    if (!known.has(name)) unknown.add(name);
    return fields.get(name);
  });
  const apply: { readonly [kind in Command['kind']]: (command: Extract<Command, { kind: kind }>) => void } = {
    fields({ fields }) {
      for (const event of events) {
        const values = fields.map(({ name, expression }) => [name, valueIn(event.fields)(expression)] as const);
        for (const [name, value] of values) event.fields.set(name, value);
      }
      for (const { name } of fields) known.add(name);
    },
    filter({ condition }) {
      events = events.filter(({ fields }) => valueIn(fields)(condition) === true);
    },
    parse({ field, pattern }) {
      if (!known.has(field)) unknown.add(field);
      for (const [, name] of pattern.source.matchAll(/\(\?<(\w+)>/g)) known.add(name!);
      for (const { fields } of events) {
        for (const [name, value] of Object.entries(pattern.exec(String(fields.get(field)))?.groups ?? {})) fields.set(name, value);
      }
    },
    stats({ values, by }) {
      const groups = new Map<string, { readonly keys: Row; readonly members: Event[] }>();
      for (const event of events) {
        const keys = rowOf(by, valueIn(event.fields));
        const id = JSON.stringify(keys);
        const group = groups.get(id) ?? { keys, members: [] };
        groups.set(id, group);
        group.members.push(event);
      }
      rows = [...groups.values()].map(({ keys, members }) => ({
        ...keys, ...rowOf(values, (expression) => aggregate(expression, (inner) => members.map(({ fields }) => valueIn(fields)(inner)))),
      }));
      known.clear();
      for (const { name } of [...by, ...values]) known.add(name);
    },
    sort({ keys }) {
      rows = [...rows ?? []].sort((one, other) => {
        for (const { by, descending } of keys) {
          const [left, right] = [one, other].map((row) => valueIn(new Map(Object.entries(row)))(by)) as [Value, Value];
          if (left !== right) return (isLess(left, right) ? -1 : 1) * (descending ? -1 : 1);
        }
        return 0;
      });
    },
    limit({ most }) {
      rows = rows?.slice(0, most);
    },
  };
  for (const command of parseQuery(query)) (apply[command.kind] as (each: Command) => void)(command);
  return { rows: rows ?? events.map(({ fields }) => Object.fromEntries(fields)), unknown: [...unknown].sort() };
}

function eventOf(message: string): Event {
  const fields = new Map<string, Value>([['@message', message]]);
  const add = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null) for (const [name, member] of Object.entries(value)) add(member, path === '' ? name : `${path}.${name}`);
    else fields.set(path, value as Value);
  };
  add(JSON.parse(message), '');
  return { fields };
}

function rowOf(named: readonly Named[], valueOf: (expression: Expression) => Value): Row {
  return Object.fromEntries(named.map(({ name, expression }) => [name, valueOf(expression)]));
}

function evaluate(expression: Expression, read: (field: string) => Value): Value {
  const valueOf = (inner: Expression) => evaluate(inner, read);
  switch (expression.kind) {
    case 'literal': return expression.value;
    case 'field': return read(expression.name);
    case 'not': return valueOf(expression.of) !== true;
    case 'in': return expression.list.map(valueOf).includes(valueOf(expression.value));
    case 'operation': return operate(expression.operator, valueOf(expression.left), valueOf(expression.right));
    default: return callOf(expression.name, expression.given.map(valueOf));
  }
}

function callOf(name: string, given: readonly Value[]): Value {
  if (name === 'ispresent') return given[0] !== undefined;
  if (name === 'coalesce') return given.find((value) => value !== undefined);
  if (name === 'abs') return Math.abs(Number(given[0]));
  // Events of a test are of one hour.
  if (name === 'bin') return 0;
  throw new Error(`${name} can stand in stats only`);
}

/** What is missing comes before everything. */
function isLess(left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return left === undefined;
  return left < right;
}

function operate(operator: string, left: Value, right: Value): Value {
  if (operator === 'and') return left === true && right === true;
  if (operator === 'or') return left === true || right === true;
  if (operator === '=') return left !== undefined && left === right;
  if (operator === '!=') return left !== right;
  if (left === undefined || right === undefined) return undefined;
  const [one, other] = [Number(left), Number(right)];
  switch (operator) {
    case '<': return one < other;
    case '<=': return one <= other;
    case '>': return one > other;
    case '>=': return one >= other;
    case '+': return one + other;
    case '-': return one - other;
    case '*': return one * other;
    default: return one / other;
  }
}

/** @param valuesOf what an expression comes to, for each event of a group */
function aggregate(expression: Expression, valuesOf: (inner: Expression) => readonly Value[]): Value {
  if (expression.kind === 'operation') return operate(expression.operator, aggregate(expression.left, valuesOf), aggregate(expression.right, valuesOf));
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind !== 'call') throw new Error(`stats wants an aggregation, not ${JSON.stringify(expression)}`);
  const [of, at] = expression.given;
  if (!of) return valuesOf({ kind: 'literal', value: 1 }).length;
  const values = valuesOf(of).filter((value) => value !== undefined);
  const numbers = values.map(Number).sort((one, other) => one - other);
  switch (expression.name) {
    case 'count': return values.length;
    case 'sum': return numbers.reduce((total, value) => total + value, 0);
    case 'avg': return numbers.length === 0 ? undefined : numbers.reduce((total, value) => total + value, 0) / numbers.length;
    case 'min': return numbers[0];
    case 'max': return numbers[numbers.length - 1];
    case 'pct': return numbers[Math.max(0, Math.ceil(Number(at && evaluate(at, () => undefined)) / 100 * numbers.length) - 1)];
    default: throw new Error(`${expression.name} is no aggregation`);
  }
}
