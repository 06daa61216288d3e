import { evaluateMath } from '../../../scorecard/alarms/metric-math';

const VALUES = { a: 6, b: 3, zero: 0, none: undefined };

test.each([
  ['a', 6],
  ['a + b * 2', 12],
  ['(a + b) * 2', 18],
  ['a - b - 1', 2],
  ['100 * b / a', 50],
  ['-b + a', 3],
  ['a >= 6', 1],
  ['a > 6', 0],
  ['a != b', 1],
  ['IF(a >= 5, 100 * b / a, 0)', 50],
  ['IF(b >= 5, 100 * b / a, 0)', 0],
  ['IF(zero, 1, 2)', 2],
  ['FILL(none, 0) + a', 6],
  ['FILL(a, 0)', 6],
  ['  a  ', 6],
])('%s is %d', (expression, value) => {
  expect(evaluateMath(expression, VALUES)).toBe(value);
});

test.each(['none', 'none + none', 'none * 5', 'a / zero', 'a / none', '100 * (none / none)', 'IF(none, 1, 2)', 'IF(zero, 1, none)', 'none >= 0'])('%s has no value', (expression) => {
  expect(evaluateMath(expression, VALUES)).toBeUndefined();
});

test.each([['a + none', 6], ['none - b', -3], ['none / a', 0], ['none < a', 1], ['IF(a, none, 2)', 0]])('%s is %d: what is missing beside a value counts as 0', (expression, value) => {
  expect(evaluateMath(expression, VALUES)).toBe(value);
});

/** The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html, by the values of each period. */
test.each([
  ['one < two', { one: [30, 20, 0, 0], two: [20, undefined, 20, undefined] }, [0, 0, 1, 0]],
  ['one >= 30', { one: [30, 20, 0, 0] }, [1, 0, 0, 0]],
  ['IF(one, two, three)', { one: [1, 1, 0, 0, undefined], two: [30, undefined, 0, 0, 30], three: [0, 0, 20, undefined, 20] }, [30, 0, 20, undefined, undefined]],
  ['IF(one, 5, three)', { one: [1, 1, 0, 0, undefined], three: [0, 0, 20, undefined, 20] }, [5, 5, 20, undefined, undefined]],
  ['IF(one, two, 5)', { one: [1, 1, 0, 0, undefined], two: [30, undefined, 0, 0, 30] }, [30, 0, 5, 5, undefined]],
])('%s is as AWS says', (expression, series: Readonly<Record<string, readonly (number | undefined)[]>>, expected) => {
  const periods = expected.map((_, period) => Object.fromEntries(Object.entries(series).map(([name, values]) => [name, values[period]])));
  expect(periods.map((values) => evaluateMath(expression, values))).toEqual(expected);
});

test.each([
  ['c', 'there is no c'],
  ['a +', 'it ends too early'],
  ['(a', ') is expected'],
  ['a b', 'nothing is expected before b'],
  ['SUM(a)', 'SUM with 1 arguments is not known here'],
  ['a % b', 'cannot be read'],
])('%s is refused', (expression, message) => {
  expect(() => evaluateMath(expression, VALUES)).toThrow(message);
});
