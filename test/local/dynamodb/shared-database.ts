import { startDatabase, type Database } from './database';

/** One database for all tests of a file, whose keys keep them apart. */
export function shareDatabase(): Database {
  // A machine that is busy with other things needs several times the usual second.
  jest.setTimeout(30_000);
  let database: Database;
  beforeAll(async () => {
    database = await startDatabase();
  });
  afterAll(() => database.close());
  return {
    get cloud() { return database.cloud; },
    get dynamoDb() { return database.dynamoDb; },
    get client() { return database.client; },
    close: () => database.close(),
  };
}

let keys = 0;

/** A key of the table `Ledger` that nobody has used. */
export function newKey() {
  keys += 1;
  return { pk: { S: `key-${keys}` } };
}

export type Key = ReturnType<typeof newKey>;
