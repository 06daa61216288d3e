import { runLedgerSuite } from './ledger.suite';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';

runLedgerSuite({ name: 'a store in memory', newStore: async () => createMemoryLedgerStore(), tenants: 10_000, sequences: 200 });
runLedgerSuite({
  name: 'a store in memory, with leases', newStore: async () => createMemoryLedgerStore(), leases: { requests: 100, ms: 2_000 }, tenants: 10_000, sequences: 200,
});
