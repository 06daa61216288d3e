import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { reserve, runLedgerStoreSuite, settle } from '../ledger-store.suite';

runLedgerStoreSuite({ name: 'in memory', newStore: async () => createMemoryLedgerStore() });

test('an item is deleted when it has expired', async () => {
  const store = createMemoryLedgerStore();
  const key = { pk: 'TENANT#a', sk: 'LEDGER' };
  await store.write(key, reserve({ slot: 1, amount: { requests: 1, tokens: 1 }, expiresAt: 100 }));
  await store.write(key, settle({ slot: 1, difference: { requests: 1, tokens: 1 } }));
  store.deleteExpired(99);
  expect(store.item(key)).toMatchObject({ total: { requests: 2, tokens: 2 } });
  store.deleteExpired(100);
  expect(store.item(key)).toBeUndefined();
});
