/** What something is computed from. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'in'; readonly value: Expression; readonly list: readonly Expression[] };

/** With the name that it gets: its `as`, or how it is written. */
export interface Named {
  readonly name: string;
  readonly expression: Expression;
}

export type Command =
  | { readonly kind: 'fields'; readonly fields: readonly Named[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'parse'; readonly field: string; readonly pattern: RegExp }
  | { readonly kind: 'stats'; readonly values: readonly Named[]; readonly by: readonly Named[] }
  | { readonly kind: 'sort'; readonly keys: readonly { readonly by: Expression; readonly descending: boolean }[] }
  | { readonly kind: 'limit'; readonly most: number };

/** How many arguments each takes, at least and at most. `bin` and `count(*)` are read by themselves. */
const FUNCTIONS: Readonly<Record<string, readonly [number, number]>> = {
  abs: [1, 1],
  avg: [1, 1],
  bin: [1, 1],
  coalesce: [1, Infinity],
  count: [0, 1],
  ispresent: [1, 1],
  max: [1, 1],
  min: [1, 1],
  pct: [2, 2],
  sum: [1, 1],
};
const RANKS: readonly (readonly string[])[] = [['or'], ['and'], ['=', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/']];
const KEYWORDS = ['and', 'or', 'not', 'in', 'as', 'by', 'asc', 'desc', 'fields', 'filter', 'stats', 'sort', 'parse', 'limit'];
const TOKEN = /\s*("[^"]*"|`[^`]+`|\/(?:[^/\\]|\\.)+\/(?=\s*(?:\||$))|\d+[smhdw]\b|\d+(?:\.\d+)?|@?[A-Za-z_][\w.]*|!=|<=|>=|[|,()[\]=<>+*/-])/y;

/**
 * A query of CloudWatch Logs Insights, as far as the ones here need its language, and strict where that is: what the language does not
 * have is an error.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 * @throws Error that says where the query cannot be read
 */
export function parseQuery(query: string): readonly Command[] {
  const tokens = tokensOf(query);
  let at = 0;
  const fail = (expected: string): never => {
    throw new Error(`${query}: ${expected} is expected before "${tokens.slice(at).join(' ')}"`);
  };
  const take = (token: string) => (tokens[at] === token ? Boolean(at += 1) : false);
  const expect = (token: string) => take(token) || fail(token);
  const next = (what: string, shape: RegExp): string => {
    const token = tokens[at] ?? '';
    if (!shape.test(token) || KEYWORDS.includes(token)) fail(what);
    at += 1;
    return token;
  };
  const list = <Item>(item: () => Item): readonly Item[] => {
    const items = [item()];
    while (take(',')) items.push(item());
    return items;
  };
  const fieldName = () => next('the name of a field', /^(`.*`|@?[A-Za-z_].*)$/).replaceAll('`', '');

  const binary = (rank: number): Expression => {
    const operators = RANKS[rank];
    if (!operators) return primary();
    let left = binary(rank + 1);
    for (;;) {
      const operator = tokens[at] ?? '';
      if (rank === 2 && take('in')) {
        expect('[');
        left = { kind: 'in', value: left, list: list(primary) };
        expect(']');
      } else if (operators.includes(operator)) {
        at += 1;
        left = { kind: 'operation', operator, left, right: binary(rank + 1) };
      } else {return left;}
    }
  };
  const primary = (): Expression => {
    if (take('not')) return { kind: 'not', of: binary(2) };
    if (take('(')) {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    const token = tokens[at] ?? '';
    if (/^["\d]/.test(token)) {
      at += 1;
      return { kind: 'literal', value: token.startsWith('"') ? token.slice(1, -1) : Number(token) };
    }
    const name = fieldName();
    return token.startsWith('`') || tokens[at] !== '(' ? { kind: 'field', name } : call(name);
  };
  const call = (name: string): Expression => {
    const [least, most] = FUNCTIONS[name] ?? fail('a function that is known');
    expect('(');
    const given = argumentsOf(name);
    expect(')');
    if (given.length > most || given.length < least) fail(`another number of arguments of ${name}`);
    return { kind: 'call', name, given };
  };
  const argumentsOf = (name: string): readonly Expression[] => {
    if (name === 'bin') return [{ kind: 'literal', value: next('a period', /^\d+[smhd]$/) }];
    return name === 'count' && take('*') ? [] : list(() => binary(0));
  };
  const named = (): Named => {
    const from = at;
    const expression = binary(0);
    return { name: take('as') ? fieldName() : tokens.slice(from, at).join('').replaceAll('`', ''), expression };
  };

  const commands: Record<string, () => Command> = {
    fields: () => ({ kind: 'fields', fields: list(named) }),
    filter: () => ({ kind: 'filter', condition: binary(0) }),
    parse: () => ({ kind: 'parse', field: fieldName(), pattern: new RegExp(next('a regular expression', /^\/.*\/$/).slice(1, -1)) }),
    stats: () => ({ kind: 'stats', values: list(named), by: take('by') ? list(named) : [] }),
    sort: () => ({ kind: 'sort', keys: list(() => ({ by: binary(3), descending: take('desc') || take('asc') && false })) }),
    limit: () => ({ kind: 'limit', most: Number(next('a number', /^\d+$/)) }),
  };
  const read: Command[] = [];
  do read.push((commands[tokens[at++] ?? ''] ?? (() => { at -= 1; return fail('a command'); }))());
  while (take('|'));
  if (at < tokens.length) fail('| or the end');
  return read;
}

function tokensOf(query: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(query) ?? [];
    if (token === undefined) throw new Error(`${query}: ${query.slice(from)} cannot be read`);
    tokens.push(token);
  }
  return tokens;
}
