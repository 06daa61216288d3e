import { createHash } from 'node:crypto';
import { Item } from '../../../../lambda/adapters/dynamodb/attribute-value';
import { DynamoClient } from '../../../../lambda/adapters/dynamodb/dynamo-client';
import { createDynamodbKeyDirectory } from '../../../../lambda/adapters/dynamodb/dynamodb-key-directory';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { TableKey } from '../../../../src/contract/table';
import { VirtualClock } from '../../../support/virtual-clock';

const KEY = `cri_${'aB3-_'.repeat(8)}xyz`;
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');
const ACTIVE: Item = { tenant: { S: 'acme' }, keyId: { S: 'k1' }, status: { S: 'active' }, createdAt: { S: '2026-01-01T00:00:00Z' } };
const OUTAGE = new UpstreamError('TimeoutError', undefined, 'late');

function setUp(items: Record<string, Item> = { [hashOf(KEY)]: ACTIVE }) {
  const clock = new VirtualClock();
  const reads: TableKey[] = [];
  const failures: unknown[] = [];
  const table = { items, down: false };
  const dynamo: DynamoClient = {
    async getItem(_, key) {
      reads.push(key);
      await Promise.resolve();
      if (table.down) throw OUTAGE;
      return table.items[key.pk.slice('KEY#'.length)];
    },
    getItems: () => Promise.reject(new Error('not asked for')),
    updateItem: () => Promise.reject(new Error('a directory only reads')),
  };
  const directory = createDynamodbKeyDirectory({ dynamo, table: 'gateway', clock, onTableFailure: (error) => failures.push(error) });
  return { clock, reads, failures, table, directory };
}

test('a key is found by its hash', async () => {
  const { directory, reads } = setUp();
  expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
  expect(reads).toEqual([{ pk: `KEY#${hashOf(KEY)}`, sk: 'KEY' }]);
});

test.each([
  ['revoked', { ...ACTIVE, status: { S: 'revoked' } }],
  ['without a status', { tenant: { S: 'acme' }, keyId: { S: 'k1' } }],
  ['without a tenant', { keyId: { S: 'k1' }, status: { S: 'active' } }],
  ['without an id', { tenant: { S: 'acme' }, status: { S: 'active' } }],
  ['with a tenant that is no text', { ...ACTIVE, tenant: { N: '1' } }],
  ['with an end that is no time', { ...ACTIVE, validUntil: { S: 'soon' } }],
  ['with an end that is no text', { ...ACTIVE, validUntil: { N: '1893456000' } }],
])('a key %s is nobody\'s', async (_, item) => {
  expect(await setUp({ [hashOf(KEY)]: item }).directory.find(KEY)).toBeUndefined();
});

test.each([
  '', 'cri_', KEY.slice(0, -1), `${KEY}a`, KEY.toUpperCase(), KEY.replace('cri_', 'sk-_'), `${KEY.slice(0, -1)}ü`, `${KEY.slice(0, -1)}=`, ` ${KEY}`, `${KEY}\n`,
])('the malformed key %p never reaches the table', async (key) => {
  const { directory, reads } = setUp();
  expect(await directory.find(key)).toBeUndefined();
  expect(reads).toEqual([]);
});

describe('an answer', () => {
  test('counts for 30 seconds', async () => {
    const { directory, reads, clock, table } = setUp();
    await directory.find(KEY);
    table.items = {};
    await clock.advance(29_999);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    expect(reads).toHaveLength(1);
    await clock.advance(1);
    expect(await directory.find(KEY)).toBeUndefined();
    expect(reads).toHaveLength(2);
  });

  test('counts for 30 seconds when it is that there is no such key', async () => {
    const { directory, reads, clock, table } = setUp({});
    expect(await directory.find(KEY)).toBeUndefined();
    table.items = { [hashOf(KEY)]: ACTIVE };
    await clock.advance(29_999);
    expect(await directory.find(KEY)).toBeUndefined();
    expect(reads).toHaveLength(1);
    await clock.advance(1);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
  });

  test('is read once for all who wait for it', async () => {
    const { directory, reads } = setUp();
    const found = await Promise.all(Array.from({ length: 10 }, () => directory.find(KEY)));
    expect(new Set(found.map((identity) => identity?.tenant))).toEqual(new Set(['acme']));
    expect(reads).toHaveLength(1);
  });

  test('is forgotten for the keys used longest ago when there are more than 10,000', async () => {
    const { directory, reads, table } = setUp();
    const keyOf = (index: number) => `cri_${String(index).padStart(43, '0')}`;
    table.items = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [hashOf(keyOf(index)), ACTIVE]));
    for (let index = 0; index < 10_000; index++) await directory.find(keyOf(index));
    await directory.find(keyOf(0));
    await directory.find(keyOf(10_000));
    expect(reads).toHaveLength(10_001);
    await directory.find(keyOf(0));
    expect(reads).toHaveLength(10_001);
    await directory.find(keyOf(1));
    expect(reads).toHaveLength(10_002);
  });

  test('about a known key survives any number of guessed ones', async () => {
    const { directory, reads } = setUp();
    await directory.find(KEY);
    for (let index = 0; index < 10_100; index++) await directory.find(`cri_${String(index).padStart(43, 'g')}`);
    const before = reads.length;
    await directory.find(KEY);
    expect(reads).toHaveLength(before);
  });
});

describe('the end of a key', () => {
  const ENDING: Item = { ...ACTIVE, validUntil: { S: '2026-01-01T00:01:00.000Z' } };
  const EXPIRED = { name: 'GatewayError', reason: 'unauthenticated', message: expect.stringContaining('has expired') };

  test('is exact to the millisecond when the table has just been asked', async () => {
    const { directory, clock } = setUp({ [hashOf(KEY)]: ENDING });
    await clock.advance(59_999);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    const later = setUp({ [hashOf(KEY)]: ENDING });
    await later.clock.advance(60_000);
    await expect(later.directory.find(KEY)).rejects.toMatchObject(EXPIRED);
  });

  test('is exact to the millisecond for a key from memory', async () => {
    const { directory, clock, reads } = setUp({ [hashOf(KEY)]: ENDING });
    await clock.advance(45_000);
    await directory.find(KEY);
    await clock.advance(14_999);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    await clock.advance(1);
    await expect(directory.find(KEY)).rejects.toMatchObject(EXPIRED);
    expect(reads).toHaveLength(1);
  });

  test('holds while the table fails too', async () => {
    const { directory, clock, table } = setUp({ [hashOf(KEY)]: ENDING });
    await directory.find(KEY);
    table.down = true;
    await clock.advance(59_999);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    await clock.advance(1);
    await expect(directory.find(KEY)).rejects.toMatchObject(EXPIRED);
  });

  test('counts for one who was waiting for the table when it came', async () => {
    const { clock } = setUp();
    const dynamo = { getItem: async () => { await clock.sleep(200); return ENDING; } } as unknown as DynamoClient;
    const directory = createDynamodbKeyDirectory({ dynamo, table: 'gateway', clock });
    await clock.advance(59_900);
    await expect(clock.run(directory.find(KEY))).rejects.toMatchObject(EXPIRED);
  });

  test('needs nobody to delete the item: the time to live is not looked at', async () => {
    const { directory } = setUp({ [hashOf(KEY)]: { ...ACTIVE, expiresAt: { N: '1' } } });
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
  });
});

describe('while the table fails', () => {
  test('a key that nothing is known of cannot be checked', async () => {
    const { directory, table, failures } = setUp();
    table.down = true;
    await expect(directory.find(KEY)).rejects.toMatchObject({ name: 'GatewayError', reason: 'unavailable', details: { retryAfterMs: 1_000 } });
    expect(failures).toEqual([OUTAGE]);
    table.down = false;
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
  });

  test('a key that was good counts as good for five minutes, and the table has a rest', async () => {
    const { directory, table, clock, reads, failures } = setUp();
    await directory.find(KEY);
    table.down = true;
    await clock.advance(60_000);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    expect(reads).toHaveLength(2);
    expect(failures).toHaveLength(1);
    await clock.advance(5_000);
    await directory.find(KEY);
    expect(reads).toHaveLength(3);
    await clock.advance(235_000);
    expect(await directory.find(KEY)).toEqual({ tenant: 'acme', keyId: 'k1' });
    await clock.advance(1);
    await expect(directory.find(KEY)).rejects.toMatchObject({ reason: 'unavailable' });
  });

  test('a key that was revoked before stays revoked', async () => {
    const { directory, table, clock } = setUp();
    await directory.find(KEY);
    table.items = {};
    await clock.advance(30_000);
    expect(await directory.find(KEY)).toBeUndefined();
    table.down = true;
    await clock.advance(30_000);
    await expect(directory.find(KEY)).rejects.toMatchObject({ reason: 'unavailable' });
  });

  test('the error says nothing of the key', async () => {
    const { directory, table } = setUp();
    table.down = true;
    const error: unknown = await directory.find(KEY).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain(KEY);
    expect(String(error)).not.toContain(hashOf(KEY));
  });
});
