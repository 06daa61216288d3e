import { ledgerUpdate } from '../../../../lambda/adapters/dynamodb/ledger-update';

const RESERVE = { kind: 'reserve', slot: 1, amount: { requests: 1, tokens: 10 }, atMost: {}, sweep: [], expiresAt: 5 } as const;

test('a reservation without bounds has no condition', () => {
  expect(ledgerUpdate(RESERVE)).not.toHaveProperty('condition');
});

test('what is swept raises the bound and lowers the totals of the same write', () => {
  const sweep = [{ slot: 7, requests: 2, tokens: 30 }, { slot: 8, requests: 0, tokens: 5 }];
  const update = ledgerUpdate({ ...RESERVE, atMost: { requests: 4, tokens: 90 }, sweep });
  expect(update.expression).toBe('SET #x = :x ADD #r :r, #t :t, #rt :dr, #tt :dt, #n :one REMOVE #r0, #t0, #r1, #t1');
  expect(update.condition).toBe('#r0 = :r0 AND #t0 = :t0 AND #r1 = :r1 AND #t1 = :t1'
    + ' AND (attribute_not_exists(#rt) OR #rt <= :requests) AND (attribute_not_exists(#tt) OR #tt <= :tokens)');
  expect(update.values).toMatchObject({ ':dr': { N: '-1' }, ':dt': { N: '-25' }, ':requests': { N: '6' }, ':tokens': { N: '125' } });
  expect(update.names).toMatchObject({ '#r0': 'r0007', '#t0': 't0007', '#r1': 'r0008', '#t1': 't0008' });
});

test('sixty swept counters stay within what DynamoDB allows an expression', () => {
  const sweep = Array.from({ length: 60 }, (_, index) => ({ slot: 36 ** 4 - 1 - index, requests: 0, tokens: 0 }));
  const { condition, expression } = ledgerUpdate({ ...RESERVE, atMost: { requests: 1, tokens: 1 }, sweep });
  expect(condition!.length).toBeLessThan(4_096);
  expect(expression.length).toBeLessThan(4_096);
  expect(condition!.match(/=|<=|AND|OR|attribute_not_exists/g)!.length).toBeLessThanOrEqual(300);
});

test.each([-1, 1.5, NaN])('a slot %p is refused', (slot) => {
  expect(() => ledgerUpdate({ ...RESERVE, slot })).toThrow('a slot is a whole number from 0');
});
