import { ledgerUpdate } from '../../../../lambda/adapters/dynamodb/ledger-update';
import { SPANS } from '../../../../lambda/core/ledger/dimensions';
import { at, reserve, settle } from '../ledger-store.suite';

test('a reservation without bounds has no condition', () => {
  expect(ledgerUpdate(reserve()).condition).toBeUndefined();
});

test('what is swept and given back raises the bound and lowers the totals of the same write', () => {
  const sweep = [...at(7, { requests: 2, tokens: 30 }), ...at(8, { tokens: 5 })];
  const write = reserve({ atMost: { requests: 4, tokens: 90 }, sweep, adjust: at(9, { tokens: -3 }) });
  const { condition, expression, names, values } = ledgerUpdate(write);
  const spelled = (text: string) => text
    .replace(/#[0-9a-z]+/g, (name) => names[name]!)
    .replace(/:[0-9a-z]+/g, (value) => (values[value] as { N: string }).N);
  expect(spelled(expression)).toBe('SET expiresAt = 2000000000 ADD r.002s 1, t.002s 10, t.0009 -3, r -1, t -28, n 1 REMOVE r.0007, t.0007, t.0008');
  expect(spelled(condition!)).toBe('(attribute_not_exists(r) OR r <= 6) AND (attribute_not_exists(t) OR t <= 128)'
    + ' AND t.0009 >= 3 AND r.0007 = 2 AND t.0007 = 30 AND t.0008 = 5');
});

test('a settlement that only moves the totals within a dimension leaves the others alone', () => {
  const { expression, names } = ledgerUpdate(settle({ difference: { tokens: -4 } }));
  expect(Object.values(names).sort()).toEqual(['t', 't.002s']);
  expect(expression).not.toContain('SET');
});

test('the largest write stays within what DynamoDB allows an expression', () => {
  const parts = ['', '~aaaa'];
  const amount = Object.fromEntries(parts.flatMap((part) => Object.keys(SPANS).map((kind) => [`${kind}${part}`, 1])));
  const sweep = Array.from({ length: 64 }, (_, index) => at(36 ** 4 - 1 - index, { tokens: index })).flat();
  const adjust = Array.from({ length: 22 }, (_, index) => at(5_000 + index, { requests: -1, tokens: -index })).flat();
  const { condition, expression } = ledgerUpdate(reserve({ amount, atMost: amount, sweep, adjust }));
  expect(condition!.length).toBeLessThan(4_096);
  expect(expression.length).toBeLessThan(4_096);
  expect(condition!.match(/=|<=|AND|OR|attribute_not_exists/g)!.length).toBeLessThanOrEqual(300);
});

test.each([-1, 1.5, NaN])('a slot %p is refused', (slot) => {
  expect(() => ledgerUpdate(reserve({ slot }))).toThrow('a slot is a whole number from 0');
});
