import { runLedgerSuite } from './ledger.suite';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';

runLedgerSuite({ name: 'a store in memory', newStore: async () => createMemoryLedgerStore(), tenants: 10_000, sequences: 200 });
