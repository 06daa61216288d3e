import { createMemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { runHealthStoreSuite } from '../health-store.suite';

runHealthStoreSuite({ name: 'in memory', newStore: async () => createMemoryHealthStore() });

test('the item is deleted when it has expired', async () => {
  const store = createMemoryHealthStore();
  await store.write({ changes: [{ target: 'a', expected: undefined, next: { kind: 'suspect', failures: [1] } }], maxTargets: 1, expiresAt: 100 });
  store.deleteExpired(99);
  expect(store.health().size).toBe(1);
  store.deleteExpired(100);
  expect(store.health().size).toBe(0);
});
