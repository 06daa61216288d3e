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

test.each(['none', 'a + none', 'none / a', 'a / zero', 'IF(none, 1, 2)', 'IF(a, none, 2)', 'none >= 0'])('%s has no value', (expression) => {
  expect(evaluateMath(expression, VALUES)).toBeUndefined();
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
