/** A condition of DynamoDB, in the placeholders that it is written with. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'exists' | 'absent'; readonly name: string }
  | { readonly kind: 'compared'; readonly name: string; readonly operator: Operator; readonly value: string };

export type Operator = '=' | '<=' | '>=';

/** An update of DynamoDB, in its placeholders. */
export interface Assignments {
  readonly set: readonly Assignment[];
  readonly add: readonly Assignment[];
  readonly remove: readonly string[];
}

export interface Assignment {
  readonly name: string;
  readonly value: string;
}

/** An expression is not understood; what the gateway writes is. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const TOKEN = /\s*(?:(#\w+)|(:\w+)|(<=|>=|=|[(),])|(\w+))/y;
const FUNCTIONS: Readonly<Record<string, 'exists' | 'absent'>> = { attribute_exists: 'exists', attribute_not_exists: 'absent' };
const OPERATORS: readonly string[] = ['=', '<=', '>='] satisfies readonly Operator[];

/** Comparisons and the two functions of existence, joined by AND, OR and parentheses. @throws ExpressionError */
export function parseCondition(text: string): Condition {
  const tokens = new Tokens(text);
  const condition = anyOf(tokens);
  tokens.end();
  return condition;
}

function anyOf(tokens: Tokens): Condition {
  const of = [allOf(tokens)];
  while (tokens.takes('OR')) of.push(allOf(tokens));
  return of.length === 1 ? of[0]! : { kind: 'any', of };
}

function allOf(tokens: Tokens): Condition {
  const of = [one(tokens)];
  while (tokens.takes('AND')) of.push(one(tokens));
  return of.length === 1 ? of[0]! : { kind: 'all', of };
}

function one(tokens: Tokens): Condition {
  if (tokens.takes('(')) {
    const inner = anyOf(tokens);
    tokens.needs(')');
    return inner;
  }
  const first = tokens.next();
  const kind = FUNCTIONS[first];
  if (kind) {
    tokens.needs('(');
    const name = tokens.name();
    tokens.needs(')');
    return { kind, name };
  }
  const operator = tokens.next();
  if (!first.startsWith('#') || !OPERATORS.includes(operator)) throw tokens.unknown(`${first} ${operator}`);
  return { kind: 'compared', name: first, operator: operator as Operator, value: tokens.value() };
}

/** SET of values, ADD and REMOVE. @throws ExpressionError */
export function parseUpdate(text: string): Assignments {
  const tokens = new Tokens(text);
  const [set, add, remove]: [Assignment[], Assignment[], string[]] = [[], [], []];
  while (!tokens.ended) {
    const clause = tokens.next();
    do {
      const name = tokens.name();
      if (clause === 'SET') {
        tokens.needs('=');
        set.push({ name, value: tokens.value() });
      } else if (clause === 'ADD') {
        add.push({ name, value: tokens.value() });
      } else if (clause === 'REMOVE') {
        remove.push(name);
      } else {
        throw tokens.unknown(clause);
      }
    } while (tokens.takes(','));
  }
  return { set, add, remove };
}

class Tokens {
  private readonly tokens: readonly string[];
  private index = 0;

  constructor(private readonly text: string) {
    const tokens: string[] = [];
    for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
      TOKEN.lastIndex = end;
      const token = TOKEN.exec(text)?.[0].trim();
      if (token === undefined) throw new ExpressionError(`unknown characters at ${end} in: ${text}`);
      tokens.push(token);
    }
    this.tokens = tokens;
  }

  get ended(): boolean {
    return this.index === this.tokens.length;
  }

  next(): string {
    const token = this.tokens[this.index++];
    if (token === undefined) throw this.unknown('its end');
    return token;
  }

  takes(token: string): boolean {
    const taken = this.tokens[this.index] === token;
    if (taken) this.index++;
    return taken;
  }

  needs(token: string): void {
    const found = this.next();
    if (found !== token) throw this.unknown(`${found} where ${token} belongs`);
  }

  name(): string {
    return this.placeholder('#');
  }

  value(): string {
    return this.placeholder(':');
  }

  end(): void {
    if (!this.ended) throw this.unknown(this.next());
  }

  unknown(what: string): ExpressionError {
    return new ExpressionError(`${what} is not understood in: ${this.text}`);
  }

  private placeholder(mark: '#' | ':'): string {
    const found = this.next();
    if (!found.startsWith(mark)) throw this.unknown(`${found} where a placeholder with ${mark} belongs`);
    return found;
  }
}
