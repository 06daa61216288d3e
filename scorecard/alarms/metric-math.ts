/** One value of each metric, of one period; undefined where there is none. */
export type Values = Readonly<Record<string, number | undefined>>;

/** Of one period: a number, which stands there in every period, or the value of a time series in this one. */
interface Operand {
  readonly value: number | undefined;
  readonly scalar: boolean;
}

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
  // The data point is dropped.
  '/': { rank: 3, apply: (left, right) => (right === 0 ? undefined : left / right) },
};

/**
 * What an expression of metric math comes to in one period, as far as alarms use it: arithmetic, comparisons, `IF` and `FILL`.
 * Of two time series, one that has no value counts as 0 where the other one has; where none has, there is none.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws Error for anything else
 */
export function evaluateMath(expression: string, values: Values): number | undefined {
  const tokens = tokensOf(expression);
  let at = 0;
  const expect = (token: string) => {
    if (tokens[at++] !== token) throw new Error(`${expression}: ${token} is expected before ${tokens.slice(at - 1).join(' ')}`);
  };

  const primary = (): Operand => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`${expression}: it ends too early`);
    if (token === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (token === '-') {
      const { value, scalar } = primary();
      return { value: value === undefined ? undefined : -value, scalar };
    }
    if (/^\d/.test(token)) return { value: Number(token), scalar: true };
    if (tokens[at] !== '(') {
      if (!(token in values)) throw new Error(`${expression}: there is no ${token}`);
      return { value: values[token], scalar: false };
    }
    const given = callArguments();
    const [first, second, third] = given;
    if (token === 'IF' && first && second && third && given.length === 3) return { value: choose(first, second, third), scalar: false };
    if (token === 'FILL' && first && second && given.length === 2) return { value: first.value ?? second.value, scalar: false };
    throw new Error(`${expression}: ${token} with ${given.length} arguments is not known here`);
  };

  const callArguments = (): readonly Operand[] => {
    expect('(');
    const given = [binary(0)];
    while (tokens[at] === ',') {
      at++;
      given.push(binary(0));
    }
    expect(')');
    return given;
  };

  const binary = (least: number): Operand => {
    let left = primary();
    for (;;) {
      const operator = BINARY[tokens[at] ?? ''];
      if (!operator || operator.rank <= least) return left;
      at++;
      const right = binary(operator.rank);
      left = combine(operator.apply, left, right);
    }
  };

  const result = binary(0);
  if (at < tokens.length) throw new Error(`${expression}: nothing is expected before ${tokens.slice(at).join(' ')}`);
  return result.value;
}

function combine(apply: (left: number, right: number) => number | undefined, left: Operand, right: Operand): Operand {
  const series = [left, right].filter(({ scalar }) => !scalar);
  const scalar = series.length === 0;
  const exists = scalar || series.some(({ value }) => value !== undefined);
  return { value: exists ? apply(left.value ?? 0, right.value ?? 0) : undefined, scalar };
}

/** Where the condition holds and there is nothing to take, it is 0; where it does not, there is none. */
function choose(condition: Operand, whenTrue: Operand, whenFalse: Operand): number | undefined {
  if (condition.value === undefined) return undefined;
  return condition.value === 0 ? whenFalse.value : whenTrue.value ?? 0;
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
