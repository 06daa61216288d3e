import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ExecuteDynamoDb } from '../../../cli/aws/execute-dynamodb';
import { KeyRecord } from '../../../cli/keys/key-record';
import { createKeyStore } from '../../../cli/keys/key-store';
import { createDynamodbKeyDirectory } from '../../../lambda/adapters/dynamodb/dynamodb-key-directory';
import { KeyDirectory } from '../../../lambda/core/ports';
import { systemClock } from '../../../local/clock';
import { createDynamoDb, DynamoDb } from '../../../local/dynamodb/dynamodb';
import { VirtualClock } from '../../support/virtual-clock';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

let dynamodb: DynamoDb;
let clock: VirtualClock;

beforeEach(() => {
  dynamodb = createDynamoDb({ clock: systemClock });
  clock = new VirtualClock();
});
afterEach(() => dynamodb.close());

async function createTable(tableName: string) {
  await dynamodb.createTables([{
    tableName,
    arn: `arn:aws:dynamodb:us-east-1:111111111111:table/${tableName}`,
    keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
    attributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'sk', AttributeType: 'S' }],
  }]);
}

/** A table of keys, and a container of the gateway that looks keys up in it. */
async function setUp(tableName = 'keys', execute: ExecuteDynamoDb = dynamodb.executeDirect) {
  await createTable(tableName);
  const store = createKeyStore(execute, tableName, () => new Date(clock.now()));
  const table = { down: false };
  const newDirectory = (): KeyDirectory => createDynamodbKeyDirectory({
    table: tableName,
    clock,
    dynamo: {
      async getItem(_, { pk, sk }) {
        if (table.down) throw new Error('down');
        return (await dynamodb.executeDirect('GetItem', { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } })).Item as Record<string, unknown>;
      },
      getItems: () => Promise.reject(new Error('not asked for')),
      updateItem: () => Promise.reject(new Error('a directory only reads')),
    },
  });
  const items = async () => (await dynamodb.executeDirect('Scan', { TableName: tableName })).Items as Record<string, { S?: string; N?: string }>[];
  return { store, directory: newDirectory(), newDirectory, items, table };
}

/** The tenant of a key; undefined when the gateway refuses it. */
async function tenantOf(directory: KeyDirectory, key: string): Promise<string | undefined> {
  try {
    return (await directory.find(key))?.tenant;
  } catch (error) {
    expect(error).toMatchObject({ reason: 'unauthenticated' });
    return undefined;
  }
}

/** When the container refuses the key, in milliseconds from now; it is asked all the time. */
async function refusedAfter(directory: KeyDirectory, key: string, withinMs: number, stepMs: number): Promise<number | undefined> {
  for (let elapsed = 0; elapsed <= withinMs; elapsed += stepMs) {
    if (await tenantOf(directory, key) === undefined) return elapsed;
    await clock.advance(stepMs);
  }
  return undefined;
}

describe('a key that is created', () => {
  test('works at once, without an end', async () => {
    const { store, directory } = await setUp();
    const { key, expiresAt } = await store.create('acme');
    expect(expiresAt).toBeUndefined();
    expect(await tenantOf(directory, key)).toBe('acme');
    await clock.advance(3_650 * DAY);
    expect(await tenantOf(directory, key)).toBe('acme');
  });

  test.each([
    ['after a while', { afterMs: 90 * DAY }],
    ['on a day', { at: Date.UTC(2026, 0, 1) + 90 * DAY }],
  ])('is refused to the millisecond when it ends %s', async (_, expiry) => {
    const { store, directory } = await setUp();
    const { key, keyId, expiresAt } = await store.create('acme', { expiry });
    expect(expiresAt).toBe('2026-04-01T00:00:00.000Z');
    await clock.advance(90 * DAY - 1);
    expect(await tenantOf(directory, key)).toBe('acme');
    expect((await store.list('acme'))[0]).toMatchObject({ keyId, status: 'active', expiresAt });
    await clock.advance(1);
    expect(await tenantOf(directory, key)).toBeUndefined();
    expect((await store.list('acme'))[0]).toMatchObject({ keyId, status: 'expired', expiresAt });
  });

  test('is left to DynamoDB to delete 30 days after its end, and never when it has none', async () => {
    const { store, items } = await setUp();
    await store.create('acme', { expiry: { afterMs: DAY } });
    const removal = Date.UTC(2026, 0, 1 + 1 + 30) / SECOND;
    expect((await items()).map(({ expiresAt }) => expiresAt?.N)).toEqual([String(removal), String(removal)]);
    await store.create('other');
    expect((await items()).filter(({ tenant }) => tenant?.S === 'other').map(({ expiresAt }) => expiresAt)).toEqual([undefined, undefined]);
  });

  test('is there whole or not at all', async () => {
    const { store, items } = await setUp('keys', async (operation, input) => {
      if (operation === 'TransactWriteItems') throw new Error('the connection was lost');
      return dynamodb.executeDirect(operation, input);
    });
    await expect(store.create('acme')).rejects.toThrow('the connection was lost');
    expect(await items()).toEqual([]);
  });
});

describe('a key that is revoked', () => {
  test('is refused within 30 seconds by a container that knows it, and at once by another one', async () => {
    const { store, directory, newDirectory } = await setUp();
    const { key, keyId } = await store.create('acme');
    await directory.find(key);
    await store.revoke('acme', keyId);
    expect(await tenantOf(newDirectory(), key)).toBeUndefined();
    expect(await refusedAfter(directory, key, 60 * SECOND, 500)).toBe(30 * SECOND);
  });

  test('is refused within five minutes when the table fails for so long', async () => {
    const { store, directory, table } = await setUp();
    const { key, keyId } = await store.create('acme');
    await directory.find(key);
    await store.revoke('acme', keyId);
    table.down = true;
    let elapsed = 0;
    while (await directory.find(key).then(() => true, () => false)) {
      await clock.advance(SECOND);
      elapsed += SECOND;
    }
    expect(elapsed).toBeLessThanOrEqual(300 * SECOND + SECOND);
    expect(elapsed).toBeGreaterThan(30 * SECOND);
  });

  test('can be revoked again, and stays in the table', async () => {
    const { store, items } = await setUp();
    const { keyId } = await store.create('acme', { expiry: { afterMs: DAY } });
    await store.revoke('acme', keyId);
    await store.revoke('acme', keyId);
    expect((await store.list('acme'))[0]).toMatchObject({ keyId, status: 'revoked' });
    expect((await items()).map(({ expiresAt }) => expiresAt)).toEqual([undefined, undefined]);
  });

  test('is one of the tenant', async () => {
    const { store, directory } = await setUp();
    const { key, keyId } = await store.create('acme');
    await expect(store.revoke('other', keyId)).rejects.toThrow(`tenant other has no key ${keyId}`);
    expect(await tenantOf(directory, key)).toBe('acme');
  });

  test('is refused for good when only its listing was left', async () => {
    const { store, directory } = await setUp();
    const { key, keyId } = await store.create('acme');
    const hash = createHash('sha256').update(key).digest('hex');
    await dynamodb.executeDirect('DeleteItem', { TableName: 'keys', Key: { pk: { S: `KEY#${hash}` }, sk: { S: 'KEY' } } });
    await store.revoke('acme', keyId);
    expect(await tenantOf(directory, key)).toBeUndefined();
    expect((await store.list('acme'))[0]?.status).toBe('revoked');
  });
});

describe('a key that is rotated', () => {
  test('works on until the overlap is over, to the millisecond, and the new one at once', async () => {
    const { store, directory } = await setUp();
    const old = await store.create('acme', { label: 'CI' });
    await directory.find(old.key);
    const rotated = await store.rotate('acme', old.keyId, HOUR);
    expect(rotated.replaces).toEqual({ keyId: old.keyId, expiresAt: '2026-01-01T01:00:00.000Z' });
    expect(rotated.key).not.toBe(old.key);
    expect(await tenantOf(directory, rotated.key)).toBe('acme');
    await clock.advance(HOUR - 1);
    expect(await tenantOf(directory, old.key)).toBe('acme');
    await clock.advance(1);
    expect(await tenantOf(directory, old.key)).toBeUndefined();
    expect(await tenantOf(directory, rotated.key)).toBe('acme');
  });

  test('works on for a day unless somebody says otherwise', async () => {
    const { store } = await setUp();
    const { keyId } = await store.create('acme');
    expect((await store.rotate('acme', keyId)).replaces.expiresAt).toBe('2026-01-02T00:00:00.000Z');
  });

  test('without an overlap is refused within 30 seconds', async () => {
    const { store, directory } = await setUp();
    const { key, keyId } = await store.create('acme');
    await directory.find(key);
    await store.rotate('acme', keyId, 0);
    expect(await refusedAfter(directory, key, 60 * SECOND, 500)).toBe(30 * SECOND);
  });

  test('is listed with its end and with what has replaced it', async () => {
    const { store } = await setUp();
    const old = await store.create('acme', { label: 'CI' });
    await clock.advance(SECOND);
    const { keyId } = await store.rotate('acme', old.keyId, HOUR);
    const listed = async (id: string) => (await store.list('acme')).find((key) => key.keyId === id);
    expect(await listed(old.keyId)).toEqual({
      keyId: old.keyId, label: 'CI', status: 'expiring', createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-01-01T01:00:01.000Z', replacedBy: keyId,
    });
    expect(await listed(keyId)).toEqual({ keyId, label: 'CI', status: 'active', createdAt: '2026-01-01T00:00:01.000Z' });
    await clock.advance(HOUR);
    expect((await listed(old.keyId))?.status).toBe('expired');
  });

  test('with a lifetime hands it on, counted anew', async () => {
    const { store } = await setUp();
    const first = await store.create('acme', { expiry: { afterMs: 90 * DAY } });
    await clock.advance(80 * DAY);
    const second = await store.rotate('acme', first.keyId);
    expect(second.expiresAt).toBe(new Date(clock.now() + 90 * DAY).toISOString());
    await clock.advance(80 * DAY);
    expect((await store.rotate('acme', second.keyId)).expiresAt).toBe(new Date(clock.now() + 90 * DAY).toISOString());
  });

  test('with an end on a day hands on that day', async () => {
    const { store } = await setUp();
    const at = clock.now() + 10 * DAY;
    const { keyId } = await store.create('acme', { expiry: { at } });
    await clock.advance(5 * DAY);
    expect((await store.rotate('acme', keyId)).expiresAt).toBe(new Date(at).toISOString());
  });

  test('never lives longer for it', async () => {
    const { store } = await setUp();
    const { keyId, expiresAt } = await store.create('acme', { expiry: { afterMs: HOUR } });
    expect((await store.rotate('acme', keyId, DAY)).replaces.expiresAt).toBe(expiresAt);
  });

  test('is rotated once, and the error names the one that has replaced it', async () => {
    const { store, items } = await setUp();
    const { keyId } = await store.create('acme');
    const second = await store.rotate('acme', keyId);
    const before = await items();
    await expect(store.rotate('acme', keyId)).rejects.toThrow(`key ${keyId} of tenant acme was replaced by ${second.keyId} before: rotate that one`);
    expect(await items()).toEqual(before);
    await expect(store.rotate('acme', second.keyId)).resolves.toMatchObject({ replaces: { keyId: second.keyId } });
  });

  test('is rotated once by however many at the same time', async () => {
    const { store } = await setUp();
    const { keyId } = await store.create('acme');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => store.rotate('acme', keyId)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    for (const reason of reasons) expect(reason).toMatch(/was replaced by [0-9a-f]{12} before/);
    expect(await store.list('acme')).toHaveLength(2);
  });

  test('must not be revoked or expired, nor another tenant\'s', async () => {
    const { store, items } = await setUp();
    const revoked = await store.create('acme');
    await store.revoke('acme', revoked.keyId);
    const expired = await store.create('acme', { expiry: { afterMs: HOUR } });
    await clock.advance(HOUR);
    const before = await items();
    await expect(store.rotate('acme', revoked.keyId)).rejects.toThrow('is revoked: create a new one');
    await expect(store.rotate('acme', expired.keyId)).rejects.toThrow('expired at 2026-01-01T01:00:00.000Z: create a new one');
    await expect(store.rotate('other', revoked.keyId)).rejects.toThrow('tenant other has no key');
    expect(await items()).toEqual(before);
  });

  test('is not left half rotated, whatever write fails', async () => {
    const fault = { on: false };
    const { store, directory, items } = await setUp('keys', async (operation, input) => {
      if (fault.on && operation !== 'GetItem') throw new Error('the connection was lost');
      return dynamodb.executeDirect(operation, input);
    });
    const { key, keyId } = await store.create('acme');
    const before = await items();
    fault.on = true;
    await expect(store.rotate('acme', keyId)).rejects.toThrow('the connection was lost');
    expect(await items()).toEqual(before);
    expect(await tenantOf(directory, key)).toBe('acme');
  });

  test('stays in the table after its end, so that an old key file cannot bring it back', async () => {
    const { store, items, directory } = await setUp();
    const { key, keyId } = await store.create('acme', { expiry: { afterMs: 90 * DAY } });
    const backup = await store.export('acme');
    await store.rotate('acme', keyId, HOUR);
    expect((await items()).filter((item) => item.keyId?.S === keyId).map(({ expiresAt }) => expiresAt)).toEqual([undefined, undefined]);
    await clock.advance(HOUR);
    await store.import(backup);
    expect(await tenantOf(directory, key)).toBeUndefined();
  });
});

describe('keys that are moved', () => {
  const record = (more: Partial<KeyRecord> = {}): KeyRecord =>
    ({ tenant: 'acme', keyId: 'k1', sha256: 'ab'.repeat(32), status: 'active', createdAt: '2026-01-01T00:00:00.000Z', ...more });

  test('work elsewhere as they did, and are listed so', async () => {
    const here = await setUp('here');
    const there = await setUp('there');
    const plain = await here.store.create('acme', { label: 'CI' });
    const ending = await here.store.create('acme', { expiry: { afterMs: 10 * DAY } });
    const revoked = await here.store.create('acme');
    await here.store.revoke('acme', revoked.keyId);
    const rotated = await here.store.rotate('acme', plain.keyId, HOUR);
    await here.store.create('other');

    expect(await there.store.import(await here.store.export('acme'))).toEqual({ imported: 4, kept: 0, revokedInFileOnly: [] });
    expect(await there.store.list('acme')).toEqual(await here.store.list('acme'));
    expect(await there.store.list('other')).toEqual([]);
    for (const { key } of [plain, ending, rotated]) expect(await tenantOf(there.directory, key)).toBe('acme');
    expect(await tenantOf(there.directory, revoked.key)).toBeUndefined();
    await clock.advance(HOUR);
    expect(await tenantOf(there.directory, plain.key)).toBeUndefined();
    await clock.advance(10 * DAY);
    expect(await tenantOf(there.directory, ending.key)).toBeUndefined();
  });

  test('are added once: importing again changes nothing', async () => {
    const { store, items } = await setUp();
    await store.import([record()]);
    const before = await items();
    expect(await store.import([record()])).toEqual({ imported: 0, kept: 1, revokedInFileOnly: [] });
    expect(await items()).toEqual(before);
  });

  test('stay revoked where they were revoked', async () => {
    const { store, directory } = await setUp();
    const { key, keyId } = await store.create('acme');
    const backup = await store.export('acme');
    await store.revoke('acme', keyId);
    expect(await store.import(backup)).toEqual({ imported: 0, kept: 1, revokedInFileOnly: [] });
    expect(await tenantOf(directory, key)).toBeUndefined();
  });

  test('are reported when they are revoked in the file only', async () => {
    const { store } = await setUp();
    await store.import([record()]);
    expect(await store.import([record({ status: 'revoked' })])).toEqual({ imported: 0, kept: 1, revokedInFileOnly: [{ tenant: 'acme', keyId: 'k1' }] });
    expect((await store.list('acme'))[0]?.status).toBe('active');
  });

  test.each<[string, Partial<KeyRecord>, string]>([
    ['the key of another tenant', { tenant: 'evil' }, 'keys[1]: the table has this key as k1 of tenant acme; nothing was imported'],
    ['a key under another id', { keyId: 'k2' }, 'keys[1]: the table has this key as k1 of tenant acme; nothing was imported'],
    ['another key under an id', { sha256: 'cd'.repeat(32) }, 'keys[1]: the table has another key as k1 of tenant acme; nothing was imported'],
  ])('cannot be %s: then none is added', async (_, contradiction, message) => {
    const { store, items } = await setUp();
    await store.import([record()]);
    const before = await items();
    await expect(store.import([record({ keyId: 'new', sha256: 'ef'.repeat(32) }), record(contradiction)])).rejects.toThrow(message);
    expect(await items()).toEqual(before);
  });

  test('count as imported only when they were written', async () => {
    const { store } = await setUp('keys', async (operation, input) => {
      if (operation !== 'TransactWriteItems') return dynamodb.executeDirect(operation, input);
      throw Object.assign(new Error('Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict, None]'), { name: 'TransactionCanceledException' });
    });
    await expect(store.import([record()])).rejects.toThrow('TransactionConflict');
  });
});

test('whatever is done to keys, those that work are listed, and a rotation leaves one that works', async () => {
  type Step = { readonly kind: 'create' | 'rotate' | 'revoke' | 'wait'; readonly tenant: string; readonly index: number; readonly ms: number; readonly lost: boolean };
  const steps = fc.array(fc.record<Step>({
    kind: fc.constantFrom('create', 'create', 'rotate', 'rotate', 'revoke', 'wait'),
    tenant: fc.constantFrom('a', 'b'),
    index: fc.nat(5),
    ms: fc.constantFrom(0, HOUR, DAY, 3 * DAY),
    lost: fc.boolean(),
  }), { maxLength: 14 });
  let run = 0;

  await fc.assert(fc.asyncProperty(steps, async (plan) => {
    const fault = { on: false };
    const { store, newDirectory } = await setUp(`keys-${run++}`, async (operation, input) => {
      if (fault.on && operation === 'TransactWriteItems') throw new Error('the connection was lost');
      return dynamodb.executeDirect(operation, input);
    });
    const made: { tenant: string; key: string; keyId: string }[] = [];
    for (const { kind, tenant, index, ms, lost } of plan) {
      fault.on = lost;
      const one = made[index % (made.length || 1)];
      const worked = one && await tenantOf(newDirectory(), one.key) === one.tenant;
      if (kind === 'wait') await clock.advance(ms);
      if (kind === 'create') await store.create(tenant, ms > 0 ? { expiry: { afterMs: ms } } : {}).then((created) => made.push({ tenant, ...created }), () => undefined);
      if (kind === 'revoke' && one) await store.revoke(one.tenant, one.keyId).catch(() => undefined);
      if (kind === 'rotate' && one) {
        const rotated = await store.rotate(one.tenant, one.keyId, ms).catch(() => undefined);
        if (rotated) made.push({ tenant: one.tenant, ...rotated });
        const candidates = [one.key, ...(rotated ? [rotated.key] : [])];
        const answers = await Promise.all(candidates.map((key) => tenantOf(newDirectory(), key)));
        if (worked) expect(answers).toContain(one.tenant);
      }
      const listed = [...await store.list('a'), ...await store.list('b')];
      for (const { key, keyId, tenant: owner } of made) {
        const works = await tenantOf(newDirectory(), key);
        expect([undefined, owner]).toContain(works);
        expect(['active', 'expiring'].includes(listed.find((entry) => entry.keyId === keyId)?.status ?? 'missing')).toBe(works !== undefined);
      }
      expect(listed).toHaveLength(made.length);
    }
  }), { numRuns: 30 });
});
