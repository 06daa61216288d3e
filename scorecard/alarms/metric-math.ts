/** One value of each metric, of one period; undefined where there is none. */
export type Values = Readonly<Record<string, number | undefined>>;

const TOKEN = /\s*(>=|<=|==|!=|[-+*/()<>,]|\d+(?:\.\d+)?|[A-Za-z_]\w*)/y;
const BINARY: Readonly<Record<string, { readonly rank: number; readonly apply: (left: number, right: number) => number | undefined }>> = {
  '==': { rank: 1, apply: (left, right) => Number(left === right) },
  '!=': { rank: 1, apply: (left, right) => Number(left !== right) },
  '>=': { rank: 1, apply: (left, right) => Number(left >= right) },
  '<=': { rank: 1, apply: (left, right) => Number(left <= right) },
  '>': { rank: 1, apply: (left, right) => Number(left > right) },
  '<': { rank: 1, apply: (left, right) => Number(left < right) },
  '+': { rank: 2, apply: (left, right) => left + right },
  '-': { rank: 2, apply: (left, right) => left - right },
  '*': { rank: 3, apply: (left, right) => left * right },
  // Nothing is drawn where something is divided by 0.
  '/': { rank: 3, apply: (left, right) => (right === 0 ? undefined : left / right) },
};

/**
 * What an expression of metric math comes to in one period, as far as alarms use it: arithmetic, comparisons, `IF` and `FILL`.
 * Where a value is missing, so is what is computed of it, unless `FILL` puts one in its place.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws Error for anything else
 */
export function evaluateMath(expression: string, values: Values): number | undefined {
  const tokens = tokensOf(expression);
  let at = 0;
  const expect = (token: string) => {
    if (tokens[at++] !== token) throw new Error(`${expression}: ${token} is expected before ${tokens.slice(at - 1).join(' ')}`);
  };

  const primary = (): number | undefined => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`${expression}: it ends too early`);
    if (token === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (token === '-') {
      const value = primary();
      return value === undefined ? undefined : -value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (tokens[at] !== '(') {
      if (!(token in values)) throw new Error(`${expression}: there is no ${token}`);
      return values[token];
    }
    const given = callArguments();
    if (token === 'IF' && given.length === 3) return given[0] === undefined ? undefined : given[0] === 0 ? given[2] : given[1];
    if (token === 'FILL' && given.length === 2) return given[0] ?? given[1];
    throw new Error(`${expression}: ${token} with ${given.length} arguments is not known here`);
  };

  const callArguments = (): readonly (number | undefined)[] => {
    expect('(');
    const given = [binary(0)];
    while (tokens[at] === ',') {
      at++;
      given.push(binary(0));
    }
    expect(')');
    return given;
  };

  const binary = (least: number): number | undefined => {
    let left = primary();
    for (;;) {
      const operator = BINARY[tokens[at] ?? ''];
      if (!operator || operator.rank <= least) return left;
      at++;
      const right = binary(operator.rank);
      left = left === undefined || right === undefined ? undefined : operator.apply(left, right);
    }
  };

  const result = binary(0);
  if (at < tokens.length) throw new Error(`${expression}: nothing is expected before ${tokens.slice(at).join(' ')}`);
  return result;
}

function tokensOf(expression: string): readonly string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(expression) ?? [];
    if (token === undefined) throw new Error(`${expression}: ${expression.slice(from)} cannot be read`);
    tokens.push(token);
  }
  return tokens;
}
