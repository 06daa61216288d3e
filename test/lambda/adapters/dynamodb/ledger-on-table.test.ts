import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbLedgerStore } from '../../../../lambda/adapters/dynamodb/dynamodb-ledger-store';
import { systemClock } from '../../../../lambda/adapters/system-clock';
import { runLedgerSuite } from '../../core/ledger/ledger.suite';
import { ENGINE, LocalTable, startTable } from '../support/local-table';
import { transportTo } from '../support/test-transport';

const tables: LocalTable[] = [];
const transports: ReturnType<typeof transportTo>[] = [];

/** So many tenants are quick enough for every run; on an engine of its own it is all of them. */
const TENANTS = process.env.DYNAMODB_ENGINE_URL === undefined ? 300 : 10_000;

afterAll(async () => {
  transports.forEach((transport) => transport.close());
  await Promise.all(tables.map((table) => table.close()));
});

const newStore = async () => {
  const table = await startTable();
  tables.push(table);
  const transport = transportTo(table.url, { clock: systemClock });
  transports.push(transport);
  return createDynamodbLedgerStore(createDynamoClient(transport, 'eu-central-1', 30_000), table.name);
};

runLedgerSuite({ name: ENGINE, newStore, tenants: TENANTS, sequences: 5 });
runLedgerSuite({ name: `${ENGINE}, with leases`, newStore, leases: { requests: 100, ms: 2_000 }, tenants: 100, sequences: 5 });
