import { arnSegments } from './arn';
import { contextValues, resolveVariables, type RequestContext } from './context';
import { matchesWildcard, plainText } from './wildcard';

/** One operator with one context key: `"StringEquals": { "aws:PrincipalArn": [...] }`. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly test: (context: RequestContext, hasVariables: boolean) => boolean;
}

/** Compares one value of the call with one value of the policy. */
type Comparison = (actual: string, expected: string) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** Holds when no value of the policy matches, and also when the call lacks the key. */
  readonly negated: boolean;
}

const equal: Comparison = (actual, expected) => actual === plainText(expected);
const equalIgnoringCase: Comparison = (actual, expected) => actual.toLowerCase() === plainText(expected).toLowerCase();
const like: Comparison = (actual, expected) => matchesWildcard(expected, actual);
const numeric = (holds: (actual: number, expected: number) => boolean): Comparison => (actual, expected) => {
  // `Number('')` is 0, which would let an empty text pass for a number.
  if (actual.trim() === '' || expected.trim() === '') return false;
  return holds(Number(actual), Number(expected));
};

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { compare: equal, negated: false },
  StringNotEquals: { compare: equal, negated: true },
  StringEqualsIgnoreCase: { compare: equalIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: equalIgnoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: matchesArn, negated: false },
  ArnNotEquals: { compare: matchesArn, negated: true },
  ArnLike: { compare: matchesArn, negated: false },
  ArnNotLike: { compare: matchesArn, negated: true },
  Bool: { compare: equalIgnoringCase, negated: false },
  NumericEquals: { compare: numeric((actual, expected) => actual === expected), negated: false },
  NumericNotEquals: { compare: numeric((actual, expected) => actual === expected), negated: true },
  NumericLessThan: { compare: numeric((actual, expected) => actual < expected), negated: false },
  NumericLessThanEquals: { compare: numeric((actual, expected) => actual <= expected), negated: false },
  NumericGreaterThan: { compare: numeric((actual, expected) => actual > expected), negated: false },
  NumericGreaterThanEquals: { compare: numeric((actual, expected) => actual >= expected), negated: false },
};

/** IAM compares ARNs segment by segment: a wildcard never reaches over one of the first five colons. */
export function matchesArn(actual: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const actualSegments = arnSegments(actual);
  return arnSegments(pattern).every((segment, index) => matchesWildcard(segment, actualSegments[index] ?? ''));
}

/**
 * @param where the policy and the statement, for the message
 * @throws Error for an operator that this evaluator does not know: ignoring it would allow too much
 */
export function parseCondition(block: unknown, where: string): readonly Condition[] {
  if (block === undefined) return [];
  return Object.entries(object(block, `${where}: Condition`)).flatMap(([operator, keys]) =>
    Object.entries(object(keys, `${where}: Condition.${operator}`)).map(([key, values]) => {
      const texts = conditionValues(values, `${where}: Condition.${operator}.${key}`);
      return { operator, key, values: texts, test: conditionTest(operator, key, texts, where) };
    }));
}

function conditionTest(text: string, key: string, values: readonly string[], where: string): Condition['test'] {
  if (text === 'Null') {
    return (context) => values.includes(String((contextValues(context, key)?.length ?? 0) === 0));
  }
  const [, quantifier, name = '', suffix] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/.exec(text) ?? [];
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined) {
    throw new Error(`${where}: the condition operator '${text}' is not supported; supported are ${[...Object.keys(OPERATORS), 'Null'].join(', ')}`
      + ', each but Null also with IfExists and with ForAnyValue: or ForAllValues:');
  }
  return (context, hasVariables) => {
    const actual = contextValues(context, key);
    if (actual === undefined || actual.length === 0) {
      if (quantifier === 'ForAllValues' || suffix !== undefined) return true;
      return quantifier === 'ForAnyValue' ? false : operator.negated;
    }
    const expected = hasVariables ? values.map((value) => resolveVariables(value, context)) : values;
    const satisfies = (value: string) =>
      expected.some((each) => each !== undefined && operator.compare(value, each)) !== operator.negated;
    // Without a quantifier a call has one value; should it have several, a negated operator must hold for all of them.
    const every = quantifier === 'ForAllValues' || (quantifier === undefined && operator.negated);
    return every ? actual.every(satisfies) : actual.some(satisfies);
  };
}

function conditionValues(value: unknown, where: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((each) => {
    if (typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw new Error(`${where}: expected text, a number or a boolean, received ${JSON.stringify(each)}; resolve intrinsic functions first`);
  });
}

function object(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where}: expected an object, received ${JSON.stringify(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}
