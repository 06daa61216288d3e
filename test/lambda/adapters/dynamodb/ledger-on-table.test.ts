import { createDynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbLedgerStore } from '../../../../lambda/adapters/dynamodb/dynamodb-ledger-store';
import { systemClock } from '../../../../lambda/adapters/system-clock';
import { runLedgerSuite } from '../../core/ledger/ledger.suite';
import { ENGINE, LocalTable, startTable } from '../support/local-table';
import { transportTo } from '../support/test-transport';

let table: LocalTable;
const transports: ReturnType<typeof transportTo>[] = [];

/** So many tenants are quick enough for every run; on an engine of its own it is all of them. */
const TENANTS = process.env.DYNAMODB_ENGINE_URL === undefined ? 300 : 10_000;

afterAll(async () => {
  transports.forEach((transport) => transport.close());
  await table.close();
});

runLedgerSuite({
  name: ENGINE,
  newStore: async () => {
    table = await startTable();
    const transport = transportTo(table.url, { clock: systemClock });
    transports.push(transport);
    return createDynamodbLedgerStore(createDynamoClient(transport, 'eu-central-1', 30_000), table.name);
  },
  tenants: TENANTS,
  sequences: 5,
});
